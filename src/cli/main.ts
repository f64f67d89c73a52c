import { run } from '@oclif/core'
import type { Options } from '@oclif/core/interfaces'
import { createContext } from './context.ts'
import { exitNumber } from './exit-codes.ts'
import { type Failure, failureOf, interrupted, renderFailure } from './failure.ts'
import { createOutput } from './output.ts'
import { endOnSignals } from './signals.ts'

/**
 * Runs the command line and sets the process' exit code. Commands report their own failures; what arrives here is an
 * unknown command, wrong usage before a command exists, a signal that no command listens for, or a bug.
 *
 * @param load Where oclif finds package.json (`root`), and what else it is to know.
 */
export async function main(load: Options): Promise<void> {
  const words = process.argv.slice(2)
  const masked = words.includes('--mask')
  // oclif's own would throw whatever is no EPIPE; what cannot be written is told by whoever writes it.
  process.stdout.removeAllListeners('error').on('error', () => undefined)
  // Node itself would print the message and the source line of what nobody caught.
  process.once('uncaughtException', async (error) => {
    // What goes wrong in telling it ends the process: told again, it would go wrong again.
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
}

async function complain(failure: Failure, words: readonly string[]): Promise<void> {
  const output = createOutput(createContext(), { 'no-color': words.includes('--no-color') })
  process.exitCode = exitNumber(failure.exit)
  await output.complain(renderFailure(failure, output.errorStyle))
}
