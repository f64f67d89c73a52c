import { Command } from '@oclif/core'
import type { Config } from '../config/types.ts'
import { IdctlError } from '../errors.ts'
import type { Connection } from '../live/connect.ts'
import type { ExitName } from '../model/exit-codes.ts'
import { present } from '../model/present.ts'
import type { Shard } from '../model/shard.ts'
import { told } from '../model/told.ts'
import { escapeText } from '../render/escape.ts'
import type { FailureFound } from '../render/format.ts'
import { refuseBooleanValues } from './boolean-values.ts'
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
import type { Reports } from './reports.ts'
import { type Interruption, listenForSignals } from './signals.ts'
import { ResultUnwritable } from './writer.ts'

/** The parsed flags for an execution; a member is absent when the command does not have the flag. */
interface ExecutionChoice {
  readonly concurrency?: number | undefined
  readonly 'max-failures'?: number | undefined
  readonly invites?: string | undefined
  readonly inventory?: string | undefined
  readonly 'expect-commit'?: string | undefined
  readonly shard?: Shard | undefined
}

/** Base of all commands: creates the output and sets the exit code. */
export abstract class BaseCommand extends Command {
  static override baseFlags = outputFlags

  protected readonly context: CliContext = createContext()
  /** Plain text until the flags are parsed. */
  #output: Output = createOutput(this.context, {})
  #exit: ExitName = 'ok'
  #configFlag: string | undefined

  /** Sets the exit code. The process ends by itself once all output is written. */
  protected finish(exit: ExitName): void {
    this.#exit = exit
    process.exitCode = exitNumber(exit)
  }

  /** Creates the output for the parsed flags. @throws IdctlError if a file for events cannot be created */
  protected open(flags: OutputChoice & Pick<ConfigChoice, 'config'>): Output {
    this.#output = createOutput(this.context, flags)
    this.#configFlag = flags.config
    const { events, masked } = this.#output
    events.begin({ name: this.id ?? '', idctlVersion: this.config.version, masked })
    return this.#output
  }

  /** Reads idctl.yaml with flags and environment applied. `undefined` after showing its errors (exit 3). */
  protected async readConfig(flags: ConfigChoice, offline = false, withoutFolder = false): Promise<Config | undefined> {
    const { readConfig } = await import('./config.ts')
    const config = await readConfig(this.context, this.#output, flags, { offline, withoutFolder })
    if (config === undefined) {
      this.finish('invalid')
      return undefined
    }
    const { workspace, server } = config
    this.#output.reports.readAt({ workspace, ...present({ target: server?.target }) })
    await this.startMasking(config.root)
    return config
  }

  /** With `--mask`, reads the privacy key; call it before any output that can hold personal data. */
  protected async startMasking(root: string): Promise<void> {
    if (!this.#output.masked) return
    const { startMasking } = await import('./start-masking.ts')
    await startMasking(root, this.context, this.#output)
  }

  /** Until the process ends, the first SIGINT or SIGTERM stops the run and shows `message`; the second aborts it. */
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
    if (config !== undefined) this.finish(await this.planAndExecuteWith(config, flags, request))
  }

  /** Plans, asks and executes. */
  protected async planAndExecuteWith(
    config: Config,
    flags: PlanChoice & ExecutionChoice & { readonly yes: boolean },
    request?: ToExecute,
  ): Promise<ExitName> {
    const [{ planAndExecute }, execution] = await Promise.all([
      import('./plan-and-execute.ts'),
      this.execution(config, flags),
    ])
    return planAndExecute(execution, flags, request)
  }

  /** Opens the server and collects what executing a plan needs; the caller closes `live`. */
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
      const { refuseExistingFile } = await import('../records/invites/open-invites-file.ts')
      await refuseExistingFile(flags.invites)
    }
    const [{ openServer }, { inventoryFor }] = await Promise.all([import('./server.ts'), import('./inventory.ts')])
    const inventory = await inventoryFor(this.context, config, flags.inventory, 'make')
    if (inventory?.isNew) {
      const file = this.#output.masked ? 'The file of --inventory' : escapeText(flags.inventory ?? '')
      this.#output.talk(`${file} does not exist: the new inventory starts with the people who are there now.`)
    }
    return {
      context: this.context,
      output: this.#output,
      config,
      interruption: this.listenForSignals(),
      live: await openServer(config, this.#output, flags),
      consents: consentsOf({ ...flags }),
      concurrency: flags.concurrency,
      maxFailures: flags['max-failures'],
      invites: flags.invites,
      inventory,
      expectedCommit: flags['expect-commit'],
      shard: flags.shard,
      idctlVersion: this.config.version,
      command: this.id ?? '',
    }
  }

  protected override async init(): Promise<void> {
    await super.init()
    refuseBooleanValues(this.argv, { ...this.ctor.baseFlags, ...this.ctor.flags })
    this.argv = withOptionalValue(this.argv, '--sandbox')
  }

  protected override async catch(error: unknown): Promise<void> {
    const output = this.#output
    // An error in the flags themselves can leave them unparsed.
    const masked = output.masked || this.argv.includes('--mask')
    const failure = failureOf(error, { command: this.id, masked, flags: Object.keys(this.ctor.flags ?? {}) })
    const { exit, message, hint } = failure
    // If stdout cannot be written, only stderr gets the failure.
    if (!(error instanceof ResultUnwritable)) {
      // If this fails as well, stderr still reports the first failure.
      await writeFailure({ exit: exitNumber(exit), name: exit, message, hint }, output, masked).catch(() => undefined)
    }
    await output.complain(renderFailure(failure, output.errorStyle))
    const found: FailureFound = { exit: exitNumber(exit), name: exit, message, hint }
    output.reports.fail(found)
    output.events.tell([{ type: 'error', ...found }])
    this.finish(exit)
  }

  /** Writes the reports, also when the command failed. */
  protected override async finally(error: Error | undefined): Promise<void> {
    const { reports, events, masked, progress, timings } = this.#output
    progress.end()
    if (reports.requests.length > 0) {
      const { writeReports } = await import('./write-reports.ts')
      const end = { command: this.id ?? '', idctlVersion: this.config.version, exit: this.#exit, masked }
      await writeReports(reports, { ...end, config: this.#configFlag }, this.context).catch((cause: unknown) =>
        this.#reportUnwritten(cause),
      )
    }
    if (events.failure !== undefined) await this.#reportUnwritten(events.failure)
    events.end(this.#exit)
    const table = timings.table(this.#output.errorStyle.width)
    if (table !== undefined) this.#output.talk(table)
    return super.finally(error)
  }

  async #reportUnwritten(cause: unknown): Promise<void> {
    const { reports, masked, errorStyle } = this.#output
    const failure = failureOf(cause, { command: this.id, masked })
    await this.#output.complain(renderFailure(failure, errorStyle))
    // What was executed stays executed, and its own exit code says more.
    if (this.#exit === 'ok' || this.#exit === 'differs') this.finish(hasExecuted(reports) ? 'incomplete' : failure.exit)
  }
}

function hasExecuted({ content: { subject } }: Reports): boolean {
  return subject?.kind === 'run'
}

async function writeFailure(failure: FailureFound, output: Output, masked: boolean): Promise<void> {
  const { renderFailureAs } = await import('./render.ts')
  const text = renderFailureAs(failure, output, masked)
  if (text !== '') await output.result(text)
}
