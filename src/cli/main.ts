import { run } from '@oclif/core'
import type { Options } from '@oclif/core/interfaces'
import { createContext } from './context.ts'
import { exitNumber } from './exit-codes.ts'
import { type Failure, failureOf, interrupted, renderFailure } from './failure.ts'
import { createOutput } from './output.ts'
import { endOnSignals, silence } from './signals.ts'

/**
 * Runs the command line and sets the exit code of the process. Commands report their own failures. This function reports the
 * others: an unknown command, usage errors before a command exists, a signal that no command listens for, or a bug.
 *
 * @param load Options for oclif, such as where it finds package.json (`root`).
 */
export async function main(load: Options): Promise<void> {
  const words = process.argv.slice(2)
  const masked = words.includes('--mask')
  // oclif's own listener throws every error except EPIPE. The code that writes reports the error instead.
  process.stdout.removeAllListeners('error').on('error', () => undefined)
  // By default Node prints the message and source line of an uncaught error.
  process.once('uncaughtException', async (error) => {
    // An error while reporting ends the process: reporting that one would fail again.
    process.once('uncaughtException', () => process.exit(exitNumber('error')))
    await complain(failureOf(error, { masked }), words)
    process.exit()
  })
  endOnSignals(process, async () => {
    await complain(interrupted, words)
    process.exit()
  })
  try {
    // idctl has no plugins: oclif must not load code that it finds in the home folder.
    const options = { ...load, userPlugins: false, devPlugins: false }
    await run(words[0] === 'help' ? [...words.slice(1), '--help'] : words, options)
  } catch (error) {
    await complain(failureOf(error, { masked }), words)
  }
  // At most answers are under way for which nobody waits.
  silence(process)
}

async function complain(failure: Failure, words: readonly string[]): Promise<void> {
  const output = createOutput(createContext(), { color: colorOf(words) })
  process.exitCode = exitNumber(failure.exit)
  await output.complain(renderFailure(failure, output.errorStyle))
}

/** What the words say of colours, where the flags could not be parsed. */
function colorOf(words: readonly string[]): boolean | undefined {
  if (words.includes('--no-color')) return false
  return words.includes('--color') ? true : undefined
}
