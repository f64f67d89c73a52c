import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Config } from '../config/types.ts'
import type { FileEdit } from '../documents/accept/edit-file.ts'
import { writeEdit } from '../documents/accept/write-edit.ts'
import { filesToFormat } from '../documents/format/files-to-format.ts'
import { formatFile } from '../documents/format/format-file.ts'
import { IdctlError } from '../errors.ts'
import { type Diagnostic, hasErrors } from '../model/diagnostic.ts'
import type { ExitName } from '../model/exit-codes.ts'
import type { Formatting } from '../model/formatting.ts'
import { told } from '../model/told.ts'
import { plural } from '../render/human/diagnostics.ts'
import type { CliContext } from './context.ts'
import { failureOf, renderFailure } from './failure.ts'
import type { Output } from './output.ts'
import { renderFormattingAs } from './render.ts'
import { createSnippetReader } from './snippet.ts'

export interface FmtRequest {
  readonly context: CliContext
  readonly output: Output
  readonly config: Config
  /** Files and folders; none for everything that idctl reads. */
  readonly named: readonly string[]
  /** Write nothing. */
  readonly check: boolean
  readonly signal: AbortSignal
}

/** A file that cannot be written, or is edited meanwhile, does not keep the others from being formatted. */
async function failureToWrite(root: string, edit: FileEdit): Promise<IdctlError | undefined> {
  try {
    await writeEdit(root, edit)
    return undefined
  } catch (error) {
    if (error instanceof IdctlError) return error
    throw error
  }
}

/** Formats file by file; each is written whole or not at all. After an interrupt, the files that were written stay so. */
export async function formatFiles({ context, output, config, named, check, signal }: FmtRequest): Promise<ExitName> {
  const { files, json, unknown, diagnostics } = filesToFormat(config, named, context.cwd)
  const [first] = unknown
  if (first !== undefined) {
    throw new IdctlError(told`this is no file that idctl reads: ${JSON.stringify(first)}`, {
      exit: 'usage',
      hint: told`fmt formats idctl.yaml, and the YAML files below the identities folders`,
    })
  }
  if (named.length > 0 && json.length > 0)
    output.talk(`${plural(json.length, 'JSON file')} left: JSON has formatters of its own.`)
  const changed: string[] = []
  const left: string[] = []
  const failures: IdctlError[] = []
  const found: Diagnostic[] = [...diagnostics]
  for (const [file, content] of files) {
    // A signal arrives between two files.
    await nextTurn()
    if (signal.aborted) break
    const formatted = formatFile(config, file, content)
    if (formatted.kind === 'right') continue
    if (formatted.kind === 'left') {
      left.push(file)
      found.push(...formatted.diagnostics)
      continue
    }
    const failure = check ? undefined : await failureToWrite(config.root, { file, ...formatted })
    if (failure === undefined) changed.push(file)
    else {
      left.push(file)
      failures.push(failure)
    }
  }
  const result: Formatting = {
    checked: files.size,
    formatted: check ? [] : changed,
    unformatted: check ? changed : [],
    left,
    diagnostics: found,
  }
  await output.result(renderFormattingAs(result, output, createSnippetReader(config.root)))
  if (signal.aborted) return 'interrupted'
  for (const failure of failures) {
    const shown = failureOf(failure, { command: 'fmt', masked: output.masked })
    await output.complain(renderFailure(shown, output.errorStyle))
  }
  if (failures[0] !== undefined) return failures[0].exit
  if (hasErrors(found)) return 'invalid'
  return check && changed.length > 0 ? 'differs' : 'ok'
}
