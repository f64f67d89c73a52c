import { run } from '@oclif/core'
import type { LoadOptions } from '@oclif/core/interfaces'
import { createContext } from './context.ts'
import { exitNumber } from './exit-codes.ts'
import { type Failure, failureOf, interrupted, renderFailure } from './failure.ts'
import { createOutput } from './output.ts'
import { endOnSignals } from './signals.ts'

/**
 * Runs the command line and sets the process' exit code. Commands report their own failures; what arrives here is an
 * unknown command, wrong usage before a command exists, a signal that no command listens for, or a bug.
 *
 * @param load Where oclif finds package.json: the URL of the calling file, or its options.
 */
export async function main(load: LoadOptions): Promise<void> {
  const words = process.argv.slice(2)
  endOnSignals(process, async () => {
    await complain(interrupted, words)
    process.exit()
  })
  try {
    await run(words[0] === 'help' ? [...words.slice(1), '--help'] : words, load)
  } catch (error) {
    await complain(failureOf(error), words)
  }
}

async function complain(failure: Failure, words: readonly string[]): Promise<void> {
  const output = createOutput(createContext(), { 'no-color': words.includes('--no-color') })
  process.exitCode = exitNumber(failure.exit)
  await output.complain(renderFailure(failure, output.errorStyle))
}
