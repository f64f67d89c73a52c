import { join } from 'node:path'
import type { Config } from '../config/types.ts'
import { readDocuments } from '../desired/files/read-file.ts'
import { walkFolder } from '../desired/files/walk.ts'
import { schemaIdOf } from '../desired/judge/judge-traits.ts'
import { associationsFor, editorFiles } from '../documents/editor-schema/associations.ts'
import { editorConfigSchema } from '../documents/editor-schema/config-schema.ts'
import { editorDefaultsSchema, editorDocumentSchema } from '../documents/editor-schema/document-schema.ts'
import { addAssociations } from '../documents/editor-schema/vscode-settings.ts'
import type { FileStep } from '../model/file-step.ts'
import type { IdentitySchemaSource } from '../model/identity.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { pathFrom, textAt, workspaceFolder } from './setup-files.ts'

/** A file to look at, and the text to write where it is created or updated. */
export interface PlannedFile {
  readonly step: FileStep
  readonly path: string
  readonly text?: string | undefined
}

/**
 * The schemas for editors, and the settings that lead to them.
 *
 * @param sources Identity schemas by the names that documents use.
 */
export function planEditorFiles(
  config: Config,
  sources: readonly IdentitySchemaSource[],
  { overwrite }: { readonly overwrite: boolean },
): PlannedFile[] {
  const schemas: readonly (readonly [string, JsonObject])[] = [
    [editorFiles.document, editorDocumentSchema({ sources, inherited: inheritedIds(config) })],
    [editorFiles.defaults, editorDefaultsSchema({ sources })],
    [editorFiles.config, editorConfigSchema()],
  ]
  const written = schemas.map(([file, schema]): PlannedFile => {
    const text = `${JSON.stringify({ $comment: comment, ...schema }, undefined, 2)}\n`
    const path = join(config.root, file)
    const found = textAt(path)
    if (found === text) return { step: { file, kind: 'editor-schema', outcome: 'unchanged' }, path }
    if (found === undefined) return { step: { file, kind: 'editor-schema', outcome: 'created' }, path, text }
    if (overwrite || isOurs(found)) return { step: { file, kind: 'editor-schema', outcome: 'updated' }, path, text }
    const why = 'somebody else wrote it; --overwrite puts the schema of idctl in its place'
    return { step: { file, kind: 'editor-schema', outcome: 'kept', why }, path }
  })
  return [...written, planSettings(config)]
}

const comment = 'Written by `idctl schema`, which writes over it.'

function isOurs(text: string | false): boolean {
  if (text === false) return false
  try {
    const schema = JSON.parse(text) as Json
    return isJsonObject(schema) && schema['$comment'] === comment
  } catch {
    return false
  }
}

function planSettings({ root, wholeFolders }: Config): PlannedFile {
  const workspace = workspaceFolder(root)
  const path = join(workspace, '.vscode', 'settings.json')
  const file = pathFrom(root, path)
  const above = workspace === root ? '' : `${pathFrom(workspace, root)}/`
  const kind = 'editor-settings'
  const found = textAt(path)
  const edit =
    found === false
      ? { kind: 'kept' as const, why: 'it cannot be read' }
      : addAssociations(found, associationsFor(wholeFolders, above))
  if (edit.kind === 'unchanged') return { step: { file, kind, outcome: 'unchanged' }, path }
  if (edit.kind === 'changed') {
    return { step: { file, kind, outcome: found === undefined ? 'created' : 'updated' }, path, text: edit.text }
  }
  return { step: { file, kind, outcome: 'kept', why: `${edit.why}; docs/guides/editors.md has the lines` }, path }
}

/** Schemas that a document without `schema_id` may have. Mistakes in the files are not its business. */
function inheritedIds(config: Config): string[] {
  const quietly = () => {}
  const files = config.wholeFolders.flatMap((folder) => [...walkFolder(config, folder, quietly).defaults.values()])
  const ids = files.flatMap((file) => {
    return readDocuments(config.root, file, quietly).documents.flatMap((node) => schemaIdOf(node) ?? [])
  })
  return [...new Set([...(config.schema_id === undefined ? [] : [config.schema_id]), ...ids])]
}
