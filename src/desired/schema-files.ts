import { join } from 'node:path'
import type { Config } from '../config/types.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { IdentitySchemaSource } from '../model/identity.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { holdsConflict } from '../source/conflict.ts'
import { mebibyte, readRegularFile, whyNotRead } from '../source/regular-file.ts'
import { errorCode } from '../source/source-text.ts'
import { walkFolder } from './walk.ts'

/** In bytes. An identity schema has some thousand, and Kratos itself takes no body beyond this. */
const largestSchema = 5 * mebibyte

export interface SchemaFiles {
  readonly sources: readonly IdentitySchemaSource[]
  /** Ids of the files that cannot be used. */
  readonly unusable: ReadonlySet<string>
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * The local identity schemas: `*.schema.json` below the identities folders (id = file name) and those that `schemas` of
 * idctl.yaml names. For offline validation and for the embedded sandbox; a server's own schemas go first elsewhere.
 */
export function readSchemaFiles(config: Config): SchemaFiles {
  const sources: IdentitySchemaSource[] = []
  const unusable = new Set<string>()
  const diagnostics: Diagnostic[] = []
  for (const [id, file] of schemaFilesOf(config)) {
    const schema = readSchemaFile(config.root, file)
    if (typeof schema !== 'string') sources.push({ id, schema })
    else {
      unusable.add(id)
      diagnostics.push(noSchema(file, schema))
    }
  }
  return { sources, unusable, diagnostics }
}

/** Id → file; a name in idctl.yaml wins over a file name. What cannot be walked is reported where documents are read. */
function schemaFilesOf(config: Config): Map<string, string> {
  const files = new Map<string, string>()
  for (const folder of new Set([...config.wholeFolders, ...config.identities])) {
    for (const { id, file } of walkFolder(config, folder, () => {}).schemas) files.set(id, file)
  }
  for (const [id, file] of Object.entries(config.schemas)) files.set(id, file)
  return files
}

function readSchemaFile(root: string, file: string): IdentitySchemaSource['schema'] | string {
  let text: string
  try {
    const read = readRegularFile(join(root, file), largestSchema)
    if (read.kind !== 'bytes') return whyNotRead(read, largestSchema)
    text = read.bytes.toString('utf8')
  } catch (error) {
    return `cannot be read (${errorCode(error)})`
  }
  try {
    const schema = JSON.parse(text) as Json
    return isJsonObject(schema) ? schema : 'is not a JSON object'
  } catch {
    return holdsConflict(text) ? 'holds a conflict of git that nobody has resolved' : 'is not JSON'
  }
}

function noSchema(file: string, why: string): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC401',
    summary: `the identity schema ${file} ${why}`,
    hint: 'an identity schema is one JSON object, as Kratos has it',
    at: { file, line: 1, column: 1 },
  }
}
