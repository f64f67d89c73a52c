import { yamlWord } from '../model/yaml-word.ts'

export interface StarterAnswers {
  readonly workspace: string
  readonly server:
    | { readonly adminUrl: string; readonly publicUrl?: string | undefined; readonly keyVariable?: string | undefined }
    | { readonly sandbox: string }
  /** The schema of documents that name none. */
  readonly schemaId?: string | undefined
  /** Name in documents → id of the server. */
  readonly aliases: Readonly<Record<string, string>>
}

/**
 * The text of a first idctl.yaml, with comments that explain it. What is commented out is valid as well, and shows the
 * default.
 */
export function starterConfig({ workspace, server, schemaId, aliases }: StarterAnswers): string {
  const schema =
    schemaId === undefined
      ? ['# The identity schema of documents that name none.', '# schema_id: person']
      : ['# The identity schema of documents that name none.', `schema_id: ${plainly(schemaId)}`]
  const names = Object.entries(aliases).map(([name, id]) => `  ${yamlWord(name)}: ${plainly(id)}`)
  return `${[
    ['# What idctl manages, and where. `idctl plan` shows what would change, and only reads.', 'version: 1'],
    [
      '# Who manages the people of this folder. It is written on each of them, so it must not change later, and no other',
      '# folder may have the same.',
      `workspace: ${yamlWord(workspace)}`,
    ],
    ['# The folder with the documents. One YAML document is one person.', 'identities: identities'],
    schema,
    ...(names.length === 0
      ? []
      : [['# Names for ids of the server, for documents and files.', 'schema_aliases:', ...names]]),
    serverLines(server),
    [
      '# Accounts that are there already: a document takes over the one with its external_id, or with a login address that',
      '# was verified. `any` takes over unverified ones as well, `never` none.',
      '# adopt: verified',
    ],
    [
      '# What happens to people whose document is deleted: delete, disable, release (idctl lets go of them) or keep.',
      '# removal: { created: delete, adopted: release }',
    ],
    [
      '# What belongs to the people themselves: written once, and left to them. Others: merge, observe, ignore.',
      '# ownership: { /metadata_public/theme: seed }',
    ],
    ['# Values that no output shows.', '# sensitive: [/metadata_admin/note]'],
    [
      '# Values that give people power: every plan says in a section of its own who gains and who loses them.',
      '# privileged: [/traits/roles]',
    ],
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** A text that names no variable. */
function plainly(text: string): string {
  return yamlWord(text.replaceAll('${', () => '$${'))
}

function serverLines(server: StarterAnswers['server']): string[] {
  if ('sandbox' in server) {
    return [
      '# The embedded Kratos, kept in this file. For a server write admin_url: http://127.0.0.1:4434 instead.',
      'kratos:',
      `  sandbox: ${plainly(server.sandbox)}`,
    ]
  }
  const { adminUrl, publicUrl, keyVariable } = server
  return [
    '# The server. A key is never written here, but taken from a variable.',
    'kratos:',
    `  admin_url: ${yamlWord(adminUrl)}`,
    publicUrl === undefined
      ? '  # public_url: http://127.0.0.1:4433 # only where the admin API does not lead to the identity schemas'
      : `  public_url: ${yamlWord(publicUrl)}`,
    keyVariable === undefined ? '  # api_key: ${env:IDCTL_API_KEY}' : `  api_key: \${env:${keyVariable}}`,
  ]
}

/** With a number behind it, a name is still one of a file. */
const longestName = 80

/** Names for ids that cannot be the name of a file (`preset://email` → `email`), none of them an id of another schema. */
export function aliasesFor(ids: readonly string[], isFileName: (id: string) => boolean): Record<string, string> {
  const taken = new Set(ids)
  const aliases: Record<string, string> = {}
  for (const id of ids.filter((one) => !isFileName(one))) {
    const base =
      /[\p{L}\p{N}_-]+$/u
        .exec(id)?.[0]
        .replace(/^[_-]+/, '')
        .slice(0, longestName) || 'schema'
    let name = base
    for (let number = 2; taken.has(name); number++) name = `${base}-${number}`
    taken.add(name)
    aliases[name] = id
  }
  return aliases
}

/** A name for a workspace from that of a folder, with a random part that keeps two folders apart. */
export function workspaceName(folder: string, random: () => number): string {
  const plain = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  const tail = Array.from({ length: 4 }, () => letters[Math.floor(random() * letters.length)]).join('')
  return `${plain.slice(0, 50) || 'people'}-${tail}`
}
