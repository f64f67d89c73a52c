import { Command } from '@oclif/core'
import type { Config } from '../config/types.ts'
import { type ExitName, IdctlError } from '../errors.ts'
import type { Connection } from '../live/connect.ts'
import { told } from '../model/told.ts'
import { escapeText } from '../render/escape.ts'
import { renderFailureJson } from '../render/json.ts'
import type { ConfigChoice } from './config.ts'
import { type CliContext, createContext } from './context.ts'
import type { Execution } from './execution.ts'
import { exitNumber } from './exit-codes.ts'
import { failureOf, renderFailure } from './failure.ts'
import { consentsOf, outputFlags } from './flags.ts'
import { withOptionalValue } from './optional-value.ts'
import { createOutput, type Output, type OutputChoice } from './output.ts'
import type { ToExecute } from './plan-and-execute.ts'
import type { PlanChoice } from './planning.ts'
import { type Interruption, listenForSignals } from './signals.ts'
import { ResultUnwritable } from './writer.ts'

/** The flags that shape an execution, as parsed; a command without one of them leaves it out. */
interface ExecutionChoice {
  readonly concurrency?: number | undefined
  readonly 'max-failures'?: number | undefined
  readonly invites?: string | undefined
  readonly inventory?: string | undefined
}

/** What all commands share: their output, and how they end. */
export abstract class BaseCommand extends Command {
  static override baseFlags = outputFlags

  protected readonly context: CliContext = createContext()
  /** Plain text until the flags are parsed. */
  #output: Output = createOutput(this.context, {})

  /** Sets the exit code of the process; the process ends by itself once all output is taken. */
  protected finish(exit: ExitName): void {
    process.exitCode = exitNumber(exit)
  }

  /** Call it once the flags are parsed. */
  protected open(flags: OutputChoice): Output {
    this.#output = createOutput(this.context, flags)
    return this.#output
  }

  /** idctl.yaml as flags and environment have it; `undefined` once its mistakes are shown (exit 3). */
  protected async readConfig(flags: ConfigChoice, offline = false, withoutFolder = false): Promise<Config | undefined> {
    const { readConfig } = await import('./config.ts')
    const config = await readConfig(this.context, this.#output, flags, { offline, withoutFolder })
    if (config === undefined) this.finish('invalid')
    else await this.startMasking(config.root)
    return config
  }

  /** Reads the privacy key with `--mask`; before that nothing of a person can be shown then. */
  protected async startMasking(root: string): Promise<void> {
    if (!this.#output.masked) return
    const { startMasking } = await import('./start-masking.ts')
    await startMasking(root, this.context, this.#output)
  }

  /** First SIGINT or SIGTERM: stop, which `message` tells; second: abort. For as long as the process lives. */
  protected listenForSignals(message?: string): Interruption {
    const output = this.#output
    return listenForSignals(this.context.signals, () => {
      if (message !== undefined) output.talk(message)
    })
  }

  /** Reads the configuration, plans, asks and executes. */
  protected async planAndExecute(
    flags: ConfigChoice & PlanChoice & ExecutionChoice & { readonly yes: boolean },
    request?: ToExecute,
  ): Promise<void> {
    const config = await this.readConfig(flags)
    if (config === undefined) return
    const [{ planAndExecute }, execution] = await Promise.all([
      import('./plan-and-execute.ts'),
      this.execution(config, flags),
    ])
    this.finish(await planAndExecute(execution, flags, request))
  }

  /** Everything that executing a plan needs, with the server open; close `live` when done. */
  protected async execution(
    config: Config,
    flags: ExecutionChoice,
  ): Promise<Execution & { readonly live: Connection }> {
    if (flags.invites === '') {
      throw new IdctlError(told`the path of --invites is empty`, {
        exit: 'usage',
        hint: told`name a file that does not exist`,
      })
    }
    if (flags.invites !== undefined) {
      const { refuseExistingFile } = await import('../invites/open-invites-file.ts')
      await refuseExistingFile(flags.invites)
    }
    const [{ openServer }, { inventoryFor }] = await Promise.all([import('./server.ts'), import('./inventory.ts')])
    const inventory = await inventoryFor(this.context, config, flags.inventory, 'make')
    if (inventory?.isNew) {
      const file = this.#output.masked ? 'The file of --inventory' : escapeText(flags.inventory ?? '')
      this.#output.talk(`${file} is not there: the inventory starts with who is there now.`)
    }
    return {
      context: this.context,
      output: this.#output,
      config,
      interruption: this.listenForSignals(),
      live: await openServer(config, this.#output.progress),
      consents: consentsOf({ ...flags }),
      concurrency: flags.concurrency,
      maxFailures: flags['max-failures'],
      invites: flags.invites,
      inventory,
      idctlVersion: this.config.version,
      command: this.id ?? '',
    }
  }

  protected override async init(): Promise<void> {
    await super.init()
    this.argv = withOptionalValue(this.argv, '--sandbox')
  }

  protected override async catch(error: unknown): Promise<void> {
    const output = this.#output
    // The flags may be what is wrong, and not parsed.
    const masked = output.masked || this.argv.includes('--mask')
    const failure = failureOf(error, { command: this.id, masked })
    const { exit, message, hint } = failure
    // What cannot be written is told on stderr alone.
    if (output.format === 'json' && !(error instanceof ResultUnwritable)) {
      const text = renderFailureJson({ exit: exitNumber(exit), name: exit, message, hint }, { masked })
      // What went wrong before is told, not that stdout is full as well.
      await output.result(text).catch(() => undefined)
    }
    await output.complain(renderFailure(failure, output.errorStyle))
    this.finish(exit)
  }
}
