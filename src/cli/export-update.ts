import type { ToExport } from '../documents/export/work-out.ts'
import type { IdctlError } from '../errors.ts'
import type { Exported } from '../model/exported.ts'
import { present } from '../model/present.ts'
import type { Told } from '../model/told.ts'
import { plural } from '../render/human/diagnostics.ts'
import { confirm } from './confirm.ts'
import type { ExportRequest } from './export-request.ts'
import { renderExportedForTalk } from './render.ts'
import { createSnippetReader } from './snippet.ts'

interface About extends Pick<Exported, 'target' | 'workspace'> {
  readonly found: ToExport
}

/**
 * Shows what would change in documents that there are, and asks a person who can answer. Without a terminal, or with `--yes`,
 * nobody is asked.
 */
export async function askUpdate(
  { context, output, config, signal, choice }: ExportRequest,
  { target, workspace, found }: About,
): Promise<'yes' | 'no' | 'not asked'> {
  const documents = found.edits.flatMap((edit) => edit.documents)
  const updated = documents.filter(({ outcome }) => outcome === 'updated')
  if (updated.length === 0 || choice.yes === true || !context.terminal.canAsk) return 'not asked'
  const { passed, declared } = found
  const changes: Exported = {
    ...{ target, workspace, documents: updated, left: [], passed, declared, part: 'before' },
    ...{ interrupted: false, diagnostics: [] },
  }
  output.talk(renderExportedForTalk(changes, output, createSnippetReader(config.root)))
  const values = updated.reduce((sum, { fields = [] }) => sum + fields.length, 0)
  const text = `Write ${plural(values, 'value')} into ${plural(updated.length, 'document')}?`
  if (await confirm({ text }, context.terminal, output.errorStyle, signal)) return 'yes'
  output.talk('Nothing was written.')
  return 'no'
}

/**
 * Writes what changes in files that there are, and then the new files.
 *
 * @param top the folder that no new file may be outside of
 */
export async function writeExport(
  { root, top }: { readonly root: string; readonly top: string },
  { edits, files }: Pick<ToExport, 'edits' | 'files'>,
  signal: AbortSignal,
  goesOn: Told | undefined,
): Promise<Pick<Exported, 'documents' | 'left' | 'interrupted'> & { readonly failure?: IdctlError }> {
  const { writeEdits, writeFiles } = await import('../index.ts')
  const changed = await writeEdits(root, edits, signal)
  const documents = changed.written.flatMap((edit) => edit.documents)
  const { left, interrupted, failure } = changed
  if (interrupted || failure !== undefined) return { documents, left, interrupted, ...present({ failure }) }
  const made = await writeFiles(root, top, files, signal, ...(goesOn === undefined ? [] : [goesOn]))
  return { ...made, documents: [...documents, ...made.documents] }
}
