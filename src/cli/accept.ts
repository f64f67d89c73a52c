import type { Config } from '../config/types.ts'
import { IdctlError } from '../errors.ts'
import type { LiveSource } from '../live/ports.ts'
import { hasErrors } from '../model/diagnostic.ts'
import type { ExitName } from '../model/exit-codes.ts'
import { told } from '../model/told.ts'
import { escapeText } from '../render/escape.ts'
import { plural } from '../render/human/diagnostics.ts'
import { confirm } from './confirm.ts'
import type { CliContext } from './context.ts'
import { listeningWhileWaiting } from './listening-source.ts'
import { listingProgress } from './listing-progress.ts'
import type { Output } from './output.ts'
import { renderAcceptanceAs, renderAcceptanceForTalk } from './render.ts'
import { createSnippetReader } from './snippet.ts'
import { tellDone } from './writer.ts'

export interface AcceptRequest {
  readonly context: CliContext
  readonly output: Output
  readonly config: Config
  readonly source: LiveSource
  readonly signal: AbortSignal
  readonly key: string
  readonly pointers: readonly string[]
  /** Ask for confirmation when a person can answer. */
  readonly asks: boolean
}

/**
 * Shows what `accept` would write, asks, and writes. With `--json` stdout gets one document at the end; a person who is asked
 * sees the values on stderr.
 */
export async function showAskAccept(request: AcceptRequest): Promise<ExitName> {
  const { context, output, config, source, signal, key, pointers } = request
  const { acceptLive, writeEdit } = await import('../index.ts')
  const listing = listingProgress(output, source, signal)
  const options = {
    key,
    pointers: pointers.map(usablePointer),
    variables: context.env,
    now: context.now(),
    signal,
    onRead: listing.onRead,
  }
  const { acceptance, edit } = await listeningWhileWaiting(context.signals, signal, source, (heard, pause) => {
    return acceptLive(config, heard, { ...options, pause })
  }).finally(listing.stop)
  output.progress.end()
  const readSnippet = createSnippetReader(config.root)
  const show = (step: 'acceptance' | 'written') => {
    return output.result(renderAcceptanceAs(step, acceptance, output, readSnippet))
  }
  if (!output.oneDocument || edit === undefined) await show('acceptance')
  if (edit === undefined) return hasErrors(acceptance.diagnostics) ? 'invalid' : 'ok'
  if (request.asks && context.terminal.canAsk) {
    if (output.oneDocument) output.talk(renderAcceptanceForTalk(acceptance, output, readSnippet))
    const file = output.masked ? 'the document' : escapeText(edit.file)
    const question = { text: `Write ${plural(acceptance.accepted.length, 'value')} into ${file}?` }
    if (!(await confirm(question, context.terminal, output.errorStyle, signal))) {
      output.talk('Nothing was written.')
      if (output.oneDocument) await show('acceptance')
      return 'refused'
    }
  }
  signal.throwIfAborted()
  await writeEdit(config.root, edit)
  await tellDone(show('written'), { exit: 'incomplete', hint: told`the values were written into the document` })
  return 'ok'
}

/** Returns a valid RFC 6901 pointer, or throws. */
function usablePointer(pointer: string): string {
  const problem = !pointer.startsWith('/')
    ? 'does not start with /'
    : /~(?![01])/.test(pointer)
      ? 'has a ~ that is neither ~0 (for ~) nor ~1 (for /)'
      : undefined
  if (problem === undefined) return pointer
  throw new IdctlError(`the pointer ${pointer} ${problem}`, {
    exit: 'usage',
    hint: 'write it like /traits/name/first; without a pointer, every value that drifted is accepted',
  })
}
