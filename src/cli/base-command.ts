import { Command } from '@oclif/core'
import type { ExitName } from '../errors.ts'
import { renderFailureJson } from '../render/json.ts'
import { type CliContext, createContext } from './context.ts'
import { exitNumber } from './exit-codes.ts'
import { failureOf, renderFailure } from './failure.ts'
import { outputFlags } from './flags.ts'
import { withOptionalValue } from './optional-value.ts'
import { createOutput, type Output, type OutputChoice } from './output.ts'

/** What all commands share: their output, and how they end. */
export abstract class BaseCommand extends Command {
  static override baseFlags = outputFlags

  protected readonly context: CliContext = createContext()
  #output: Output | undefined

  /** Sets the exit code of the process; the process ends by itself once all output is taken. */
  protected finish(exit: ExitName): void {
    process.exitCode = exitNumber(exit)
  }

  /** Call it once the flags are parsed. */
  protected open(flags: OutputChoice): Output {
    this.#output = createOutput(this.context, flags)
    return this.#output
  }

  protected override async init(): Promise<void> {
    await super.init()
    this.argv = withOptionalValue(this.argv, '--sandbox')
  }

  protected override async catch(error: unknown): Promise<void> {
    const failure = failureOf(error, this.id)
    const { exit, message, hint } = failure
    const output = this.#output ?? createOutput(this.context, {})
    if (output.json) await output.result(renderFailureJson({ exit: exitNumber(exit), name: exit, message, hint }))
    await output.complain(renderFailure(failure, output.errorStyle))
    this.finish(exit)
  }
}
