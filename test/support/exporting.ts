import type { Config } from '../../src/config/types.ts'
import { type ExportOptions, exportLive, type ToExport } from '../../src/documents/export/export-live.ts'
import { parsePathTemplate } from '../../src/documents/export/path-template.ts'
import { type Written, writeFiles } from '../../src/documents/export/write-files.ts'
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
    signal,
    ...more,
  })
  return { ...found, written: await writeFiles(config.root, '.', found.files, signal) }
}
