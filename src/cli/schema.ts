import { join } from 'node:path'
import * as z from 'zod'
import type { Config } from '../config/types.ts'
import { type Pull, type PulledSchema, pullSchemas } from '../desired/schemas/pull-schemas.ts'
import { serverSchemaId, underBothNames } from '../desired/schemas/schema-aliases.ts'
import { localSchemas } from '../desired/schemas/schema-files.ts'
import { editorFolder, schemaLine } from '../documents/editor-schema/associations.ts'
import { type Digest, digestOf } from '../model/digest.ts'
import type { FileStep, FilesFound } from '../model/file-step.ts'
import type { IdentitySchemaSource } from '../model/identity.ts'
import { type PlannedFile, planEditorFiles } from './editor-files.ts'
import { textAt, writeText } from './setup-files.ts'

export interface SchemaRequest {
  readonly config: Config
  /** Identity schemas of the server; absent: only local files are used. */
  readonly live?: readonly IdentitySchemaSource[] | undefined
  /** Write nothing. */
  readonly isCheck: boolean
  /** Also write over files that people wrote or changed. */
  readonly overwrite: boolean
}

/**
 * Pulls identity schemas beside the documents, and writes what editors need.
 * @throws IdctlError (exit `error`) if a file cannot be written
 */
export async function setUpSchemas({ config, live, isCheck, overwrite }: SchemaRequest): Promise<FilesFound> {
  const local = localSchemas(config)
  const pulled = readPulled(config.root)
  const [folder = '.'] = config.wholeFolders
  const pull: Pull =
    live === undefined
      ? { files: [], unnamed: [] }
      : pullSchemas({ live, local, aliases: config.schema_aliases, folder, pulled })
  const identitySchemas = pull.files.map((found) => planSchema(config.root, found, overwrite))
  const ofServer = new Set(live?.map(({ id }) => id))
  const others = [...local].flatMap(([id, { schema }]) => {
    return schema === undefined || ofServer.has(serverSchemaId(id, config.schema_aliases)) ? [] : [{ id, schema }]
  })
  const sources = underBothNames([...(live ?? []), ...others], config.schema_aliases)
  const planned = [...identitySchemas, ...planEditorFiles(config, sources, { overwrite })]
  const record = planRecord(config.root, pulled, identitySchemas)
  if (!isCheck) await writeAll([...planned, ...record])
  return {
    isCheck,
    steps: [...planned, ...record].map(({ step }) => step),
    notes: [...brokenNotes(local), ...notesOn(pull, planned, folder)],
  }
}

/** Whether a check has found something to do, or a schema that differs from the server's. */
export function isBehind({ steps }: FilesFound): boolean {
  return steps.some(({ outcome, why }) => outcome === 'created' || outcome === 'updated' || why === ownWhy)
}

const ownWhy =
  'it differs from the schema of the server, and idctl did not write it so; --overwrite takes that of the server'

interface PlannedSchema extends PlannedFile {
  readonly digest?: Digest | undefined
}

function planSchema(root: string, found: PulledSchema, overwrite: boolean): PlannedSchema {
  const { file } = found
  const path = join(root, file)
  const stepOf = (outcome: FileStep['outcome']) => ({ file, kind: 'identity-schema' as const, outcome })
  if (found.outcome === 'unchanged') return { step: stepOf('unchanged'), path }
  if (found.outcome === 'kept' && found.because === 'local') {
    return { step: { ...stepOf('kept'), why: 'the server has no schema of this name' }, path }
  }
  const { schema } = found
  if (schema === undefined || (found.outcome === 'kept' && !overwrite)) {
    return { step: { ...stepOf('kept'), why: ownWhy }, path }
  }
  const outcome = found.outcome === 'created' ? 'created' : 'updated'
  return { step: stepOf(outcome), path, text: `${JSON.stringify(schema, undefined, 2)}\n`, digest: digestOf(schema) }
}

async function writeAll(files: readonly PlannedFile[]): Promise<void> {
  for (const { path, text } of files) if (text !== undefined) await writeText(path, text)
}

const pulledFile = `${editorFolder}/pulled.json`
const pulledSchema = z.record(z.string(), z.string())

/** What was pulled into which file. Without it, every file counts as somebody's own. */
function readPulled(root: string): Readonly<Record<string, Digest>> {
  const text = textAt(join(root, pulledFile))
  if (typeof text !== 'string') return {}
  try {
    return pulledSchema.safeParse(JSON.parse(text)).data ?? {}
  } catch {
    return {}
  }
}

/** The record of what is pulled; nothing where nothing is. */
function planRecord(
  root: string,
  before: Readonly<Record<string, Digest>>,
  files: readonly PlannedSchema[],
): readonly PlannedFile[] {
  const news = files.flatMap(({ step, digest }) => (digest === undefined ? [] : [[step.file, digest] as const]))
  if (news.length === 0) return []
  const all = Object.entries({ ...before, ...Object.fromEntries(news) }).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const path = join(root, pulledFile)
  const outcome = textAt(path) === undefined ? 'created' : 'updated'
  const text = `${JSON.stringify(Object.fromEntries(all), undefined, 2)}\n`
  return [{ step: { file: pulledFile, kind: 'pulled-schemas', outcome }, path, text }]
}

function brokenNotes(local: ReturnType<typeof localSchemas>): string[] {
  const broken = [...local.values()].filter(({ schema }) => schema === undefined)
  return broken.map(
    ({ file }) => `${JSON.stringify(file)} is no JSON Schema and left out; \`idctl validate\` says why.`,
  )
}

function notesOn({ unnamed }: Pull, planned: readonly PlannedFile[], folder: string): string[] {
  const nameless = unnamed.map((id) => {
    return `The schema ${JSON.stringify(id)} is in no file: give it a name with schema_aliases of idctl.yaml.`
  })
  const isNew = planned.some(({ step }) => step.kind === 'editor-schema' && step.outcome === 'created')
  const line = schemaLine(folder === '.' ? 'ada.yaml' : `${folder}/ada.yaml`, 'document')
  const elsewhere = `Other editors than VS Code find the schema by a line on top of a document: \`${line}\``
  return isNew ? [...nameless, elsewhere] : nameless
}
