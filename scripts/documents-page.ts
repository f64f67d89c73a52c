import { personalPaths } from '../src/desired/document/personal-members.ts'
import { credentialConfig, credentialTypes, documentMembers } from '../src/documents/editor-schema/document-members.ts'
import { documentTexts } from '../src/documents/editor-schema/document-texts.ts'
import type { MemberText } from '../src/documents/editor-schema/member-text.ts'
import { isJsonObject, type JsonObject } from '../src/model/json.ts'
import { page, table } from './markdown.ts'
import { memberSection, schemaAt, typeOf } from './member-page.ts'

const texts: readonly (readonly [path: string, text: MemberText])[] = Object.entries(documentTexts)
const schema = documentMembers([], () => true)

/** YAML of the page beside that of the members; a test reads it. */
export const documentExamples = {
  whole: `# identities/engineering/ada.yaml
external_id: emp-4001
traits:
  email: ada@example.com
  name: { first: Ada, last: Lovelace }
  department: engineering
metadata_public: { team: compilers }
idctl:
  previously: [ada.byron@example.com]
`,
  defaults: `# identities/engineering/_defaults.yaml
schema_id: person
traits: { department: engineering, locale: en-GB }
idctl:
  ownership: { /traits/locale: seed }
`,
  references: `# identities/ada.yaml
traits:
  email: ada@example.com
  name: { first: Ada, last: Lovelace }
  department: engineering
  phone: \${env:IDCTL_DOC_ADA_PHONE}
metadata_admin: { template: 'Dear $\${name}' }
credentials:
  password: { config: { hashed_password: '\${file:secrets/ada.hash}' } }
`,
} as const

/** Every member of a document and of `_defaults.yaml`. */
export function documentsPage(): string {
  return page('Documents and _defaults.yaml', [
    "A document is one person, in the form of the body of Kratos' `POST /admin/identities`, with a block `idctl` beside it. This page lists every member; in [an editor](../guides/editors.md) its texts appear while you write.",
    fenced(documentExamples.whole),
    '## Files',
    filesText,
    '## What a value means',
    table(['In the file', 'Meaning'], valueRows),
    'Maps are managed leaf by leaf, so that another tool can have other keys of the same map. Lists and texts are compared as a whole. `ownership` changes what holds for a field: [idctl.ownership](#idctlownership).',
    '## _defaults.yaml',
    defaultsText,
    fenced(documentExamples.defaults),
    '## References',
    referencesText,
    fenced(documentExamples.references),
    '## Members',
    'A key that is not known is an error ([IDC212](diagnostics.md#idc212)), and so is a value that does not fit ([IDC213](diagnostics.md#idc213)).',
    table(
      ['Member', 'Meaning'],
      texts.map(([path, { meaning }]) => [`[\`${path}\`](#${path.replaceAll('.', '')})`, meaning]),
    ),
    ...texts.flatMap(([path, text]) => sectionsOf(path, text)),
  ])
}

const filesText = [
  '- All files below the folders of [`identities`](idctl-yaml.md#identities) with the ending `.yaml`, `.yml`, `.json` or `.ndjson` are read. A file has one document, several with `---` between them, or a list of documents.',
  '- Names that begin with `.` or `_` are passed over, except `_defaults.yaml`. A file `*.schema.json` is an identity schema.',
  '- A file without any document is an error while somebody came from it, else a warning ([IDC225](diagnostics.md#idc225)): people are removed by deleting the file.',
  '- YAML is version 1.2. What it would read as something that nobody meant is an error: [mistakes in files](../guides/mistakes-in-files.md). How large files and values may be: [bounds](../guides/bounds.md).',
].join('\n')

const valueRows = [
  ['a value', 'it is managed: Kratos must have it'],
  ['nothing', 'it is not managed: whatever Kratos has stays'],
  ['`null`', 'it is managed: Kratos must not have it'],
  [
    'the line left the file',
    'idctl removes the value if it wrote it and Kratos still has it; otherwise the value stays, and is no longer managed',
  ],
]

const defaultsText = [
  'What a `_defaults.yaml` says holds for every document of its folder and below, as if it stood in each. Maps are merged; everything else is replaced. The nearest file wins, and the document wins over all of them. `null` in a document takes an inherited value away.',
  `It is one map with the members of a document, except ${personalPaths.map((path) => `\`${path}\``).join(', ')}: these belong to one person ([IDC219](diagnostics.md#idc219)).`,
].join('\n\n')

const referencesText = [
  '`${env:NAME}` in a text is the value of a variable, `${file:path}` the content of a file; one line break at its end is left out. `$${` is a plain `${`. No output shows such a value.',
  [
    '- Which variables documents may name, [`references.env`](idctl-yaml.md#referencesenv) says. Variables that `kratos` of idctl.yaml uses, and [those of the connection](environment.md#the-server), stay closed ([IDC302](diagnostics.md#idc302)).',
    '- A path is from the folder of idctl.yaml and stays inside it: no `..`, no part that begins with a dot, no link that leads out ([IDC304](diagnostics.md#idc304)). A file has at most 1 MiB.',
    '- A value that is not there is an error ([IDC303](diagnostics.md#idc303), [IDC305](diagnostics.md#idc305)). Below `credentials` it is one only for `apply`: a pull request has no secrets.',
    '- No reference may stand in `metadata_public`, in `idctl`, in a key of a map, or in an `external_id` that is the key of the person ([IDC306](diagnostics.md#idc306)). Any other `${` is an error ([IDC301](diagnostics.md#idc301)).',
  ].join('\n'),
].join('\n\n')

function sectionsOf(path: string, text: MemberText): string[] {
  const isPersonal = personalPaths.some((one) => path === one || path.startsWith(`${one}.`))
  const own = memberSection(path, text, {
    type: typeOf(schemaAt(schema, path)),
    more: [['In _defaults.yaml', isPersonal ? 'no' : undefined]],
  })
  const type = credentialTypes.find((one) => path === `credentials.${one}`)
  return type === undefined ? [own] : [own, settingsTable(credentialConfig(type))]
}

function settingsTable(config: JsonObject): string {
  return table(
    ['Setting', 'Meaning', 'Value', 'Must be there'],
    settingsOf(config).map(({ path, member, isRequired }) => [
      `\`${path}\``,
      String(member['description'] ?? ''),
      typeOf(member),
      isRequired ? 'yes' : '',
    ]),
  )
}

interface Setting {
  readonly path: string
  readonly member: JsonObject
  readonly isRequired: boolean
}

function settingsOf(schema: JsonObject, at = ''): Setting[] {
  const inner = isJsonObject(schema['items']) ? schema['items'] : schema
  const required = Array.isArray(inner['required']) ? inner['required'] : []
  return Object.entries(isJsonObject(inner['properties']) ? inner['properties'] : {}).flatMap(([name, member]) => {
    if (!isJsonObject(member)) return []
    const path = `${at}${name}`
    return [{ path, member, isRequired: required.includes(name) }, ...settingsOf(member, `${path}.`)]
  })
}

function fenced(yaml: string): string {
  return ['```yaml', yaml.trimEnd(), '```'].join('\n')
}
