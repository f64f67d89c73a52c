/** Dotted paths of what belongs to one person, so that no `_defaults.yaml` may have it. */
export const personalMembers = {
  document: ['external_id', 'credentials'],
  idctl: ['key', 'previously'],
} as const

export const personalPaths: readonly string[] = [
  ...personalMembers.document,
  ...personalMembers.idctl.map((name) => `idctl.${name}`),
]
