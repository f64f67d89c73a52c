import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { editorFiles, schemaLine } from '../documents/editor-schema/associations.ts'
import type { DocumentFormat } from '../documents/export/render-documents.ts'

/**
 * New files of documents with the line by which editors find the schema that `idctl schema` wrote. Without that schema,
 * outside the folder of idctl.yaml and in JSON, which has no comments, they stay as they are.
 */
export function withSchemaLines<File extends { readonly file: string; readonly text: string }>(
  root: string,
  files: readonly File[],
  format: DocumentFormat,
): readonly File[] {
  if (format !== 'yaml' || !existsSync(join(root, editorFiles.document))) return files
  return files.map((one) =>
    one.file.startsWith('..') ? one : { ...one, text: `${schemaLine(one.file, 'document')}\n${one.text}` },
  )
}
