import type { Config } from '../../src/config/types.ts'
import { parsePathTemplate } from '../../src/documents/export/path-template.ts'
import { writeEdits } from '../../src/documents/export/update/write-edits.ts'
import type { ToExport } from '../../src/documents/export/work-out.ts'
import { type Written, writeFiles } from '../../src/documents/export/write-files.ts'
import { type ExportOptions, exportLive } from '../../src/export-live.ts'
import type { LiveSource } from '../../src/live/ports.ts'

/** Exports who is unmanaged into `identities`, or as the options say. */
export async function exportAll(
  config: Config,
  source: LiveSource,
  more: Partial<ExportOptions> = {},
): Promise<ToExport & { readonly written: Written }> {
  const signal = new AbortController().signal
  const found = await exportLive(config, source, {
    scope: 'unmanaged',
    patterns: [],
    destination: { kind: 'files', folder: 'identities', template: parsePathTemplate('{key}.yaml', '.yaml') },
    format: 'yaml',
    variables: {},
    now: new Date(),
    signal,
    ...more,
  })
  const { written: edits } = await writeEdits(config.root, found.edits, signal)
  const written = await writeFiles(config.root, '.', found.files, signal)
  const changed = edits.flatMap(({ documents }) => documents)
  return { ...found, written: { ...written, documents: [...changed, ...written.documents] } }
}
