import { join, posix } from 'node:path'
import { stringify } from 'yaml'
import { configName } from '../config/find.ts'
import { aliasesFor, starterConfig } from '../config/starter-config.ts'
import type { Config } from '../config/types.ts'
import { walkFolder } from '../desired/files/walk.ts'
import { isFileName } from '../desired/schemas/pull-schemas.ts'
import { localSchemas } from '../desired/schemas/schema-files.ts'
import { schemaLine } from '../documents/editor-schema/associations.ts'
import { sampleTraits } from '../documents/editor-schema/sample-traits.ts'
import { type Content, formatYaml } from '../documents/format/format-yaml.ts'
import { compileIdentitySchemas } from '../identity-schema/compile.ts'
import type { FileStep, FilesFound } from '../model/file-step.ts'
import { isInFolder } from '../model/folder-path.ts'
import type { IdentitySchemaSource } from '../model/identity.ts'
import { starterSchema } from '../sandbox/starter-schema.ts'
import type { InitAnswers } from './init-answers.ts'
import { setUpSchemas } from './schema.ts'
import { isLink, makeFolder, pathFrom, textAt, writeText } from './setup-files.ts'

/** What a server has already. */
export interface FoundOnServer {
  readonly schemas: readonly IdentitySchemaSource[]
  readonly hasPeople: boolean
  /** Of the first pages of identities. */
  readonly workspaces: ReadonlySet<string>
}

/**
 * Writes a first idctl.yaml, and for the sandbox a first identity schema.
 *
 * @param schemaId The schema of documents that name none, as the server calls it.
 */
export async function writeFirstConfig(
  root: string,
  { workspace, server, keyVariable }: InitAnswers,
  ids: readonly string[],
  schemaId: string | undefined,
): Promise<FileStep> {
  const aliases = aliasesFor(ids, isFileName)
  const alias = Object.entries(aliases).find(([, id]) => id === schemaId)?.[0]
  const place =
    server.kind === 'sandbox'
      ? { sandbox: server.file }
      : { adminUrl: server.adminUrl, publicUrl: server.publicUrl, keyVariable }
  const text = starterConfig({ workspace, server: place, schemaId: alias ?? schemaId, aliases })
  await makeFolder(join(root, 'identities'))
  await writeText(join(root, configName), inLayout(`${schemaLine(configName, 'config')}\n${text}`, 'settings'))
  return { file: configName, kind: 'config', outcome: 'created' }
}

/** As `idctl fmt` would have it. */
function inLayout(text: string, content: Content): string {
  return formatYaml(text, content) ?? text
}

/** The identity schema that the sandbox starts with, where the folder has none. */
export async function writeFirstSchema(root: string, folder: string): Promise<FileStep> {
  const file = posix.join(folder, `${starterSchema.id}.schema.json`)
  await writeText(join(root, file), `${JSON.stringify(starterSchema.schema, undefined, 2)}\n`)
  return { file, kind: 'identity-schema', outcome: 'created' }
}

/**
 * Sets up the folder of an idctl.yaml: identity schemas, what editors need, what git must not see, and a first document
 * where there is nobody yet. What is there already stays.
 *
 * @param found Absent with the sandbox.
 */
export async function setUpFolder(config: Config, found: FoundOnServer | undefined): Promise<FilesFound> {
  const schemas = await setUpSchemas({ config, live: found?.schemas, isCheck: false, overwrite: false })
  const ignored = await ignoreOwnFiles(config)
  const first = found?.hasPeople === true ? undefined : await writeFirstDocument(config)
  const next =
    found?.hasPeople === true
      ? 'There are people already. Next: `idctl export` writes them into documents.'
      : 'Next: `idctl plan` shows what would change, and only reads.'
  const steps = [...schemas.steps, ignored, ...(first === undefined ? [] : [first])]
  return { isCheck: false, steps, notes: [...schemas.notes, next] }
}

/** Files that hold personal data or secrets. */
const ownFiles = ['.idctl/', '*.plan', 'invites*.ndjson']

/** What git must not see: also the sandbox, where it is elsewhere in the folder. */
function privateFiles({ root, server }: Config): readonly string[] {
  if (server?.kind !== 'sandbox' || server.file === undefined) return ownFiles
  const file = pathFrom(root, server.file)
  if (!isInFolder(file, '.') || isInFolder(file, '.idctl') || file.includes('\n')) return ownFiles
  return [...ownFiles, `/${file.replaceAll(/[\\*?[\]!#]|\s$/g, '\\$&')}`]
}

async function ignoreOwnFiles(config: Config): Promise<FileStep> {
  const { root } = config
  const ownFiles = privateFiles(config)
  const [file, kind] = ['.gitignore', 'ignore-file'] as const
  const path = join(root, file)
  const text = textAt(path)
  const kept = (why: string): FileStep => ({
    file,
    kind,
    outcome: 'kept',
    why: `${why}; add ${ownFiles.join(' and ')}`,
  })
  if (isLink(path)) return kept('it is a link, which git does not follow')
  if (text === false) return kept('it cannot be read')
  const plainly = (line: string) => line.trim().replace(/^\//, '').replace(/\/$/, '')
  const lines = new Set((text ?? '').split(/\r?\n/).map(plainly))
  const missing = ownFiles.filter((line) => !lines.has(plainly(line)))
  if (missing.length === 0) return { file, kind, outcome: 'unchanged' }
  const before = text === undefined || text === '' || text.endsWith('\n') ? (text ?? '') : `${text}\n`
  await writeText(
    path,
    `${before}# idctl: the sandbox, journals, plans and invites hold personal data or secrets\n${missing.join('\n')}\n`,
  )
  return { file, kind, outcome: text === undefined ? 'created' : 'updated' }
}

/** Nothing where there are documents already, or where no example fits the identity schema. */
async function writeFirstDocument(config: Config): Promise<FileStep | undefined> {
  const [folder] = config.wholeFolders
  const isEmpty = config.wholeFolders.every((one) => walkFolder(config, one, () => {}).documents.length === 0)
  if (folder === undefined || !isEmpty) return undefined
  const sources = [...localSchemas(config)].flatMap(([id, { schema }]) =>
    schema === undefined ? [] : [{ id, schema }],
  )
  const { schemas } = compileIdentitySchemas(sources)
  const ids = config.schema_id === undefined ? sources.map(({ id }) => id) : [config.schema_id]
  const samples = ids.flatMap((id) => {
    const schema = schemas.get(id)
    const traits = schema && sampleTraits(schema)
    return schema === undefined || traits === undefined ? [] : [{ id, traits, derived: schema.derive(traits) }]
  })
  // Somebody with a recovery address can get in, so that the first plan warns of nothing.
  const sample = samples.find(({ derived }) => derived.recovery.length > 0) ?? samples[0]
  const file = posix.join(folder, 'ada.yaml')
  if (sample === undefined || textAt(join(config.root, file)) !== undefined) return undefined
  const { id, traits } = sample
  const fields = { ...(config.schema_id === undefined ? { schema_id: id } : {}), traits, idctl: { key: 'ada' } }
  const text = [
    schemaLine(file, 'document'),
    '# An example: one document is one person. What it leaves out is left alone in Kratos.',
    '# The key is a name that stays, also when the email address changes.',
    stringify(fields),
  ]
  await writeText(join(config.root, file), inLayout(text.join('\n'), 'documents'))
  return { file, kind: 'document', outcome: 'created' }
}
