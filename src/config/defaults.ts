import type { ConfigLayer } from './schema.ts'

/** What holds where idctl.yaml says nothing. The limits of guards: `defaultGuards`. */
export const configDefaults = {
  identities: 'identities',
  adopt: 'verified',
  removal: { created: 'delete', adopted: 'release' },
  expiry_notice: '14d',
  git: true,
  references: { env: ['IDCTL_DOC_*'] },
} as const satisfies { readonly [Key in keyof ConfigLayer]?: unknown }
