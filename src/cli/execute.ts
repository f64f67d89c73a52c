import { tmpdir } from 'node:os'
import { IdctlError } from '../errors.ts'
import { hasEffect, makesInvite } from '../model/change-parts.ts'
import type { ExitName } from '../model/exit-codes.ts'
import type { JsonPointer } from '../model/json.ts'
import type { Plan, Planned } from '../model/plan.ts'
import { present } from '../model/present.ts'
import type { Report } from '../model/report.ts'
import type { RunFacts } from '../model/run.ts'
import { told, unlessMasked } from '../model/told.ts'
import { requireSink } from '../records/invites/require-sink.ts'
import type { PlanPlace } from '../records/planfile/lines.ts'
import { escapeText } from '../render/escape.ts'
import type { ToldReport } from '../render/format.ts'
import { plural } from '../render/human/diagnostics.ts'
import { askToApply } from './ask-to-apply.ts'
import type { Execution } from './execution.ts'
import { refusalOf, reportExit } from './exit-codes.ts'
import { failureOf } from './failure.ts'
import type { Output } from './output.ts'
import { renderReportAs, renderReportWithPlan } from './render.ts'
import { tellRun } from './run-events.ts'
import { createRunRecorder } from './run-log.ts'
import { defaultConcurrency } from './server.ts'
import { showPlanned, takePlanned, talkPlan } from './show-planned.ts'
import { watchRun } from './watch-run.ts'
import { tellDone } from './writer.ts'

/** When to ask for confirmation of a plan made for this run: never, always, or only when a person can answer. */
export type Asking = 'never' | 'always' | 'on-terminal'

const stopping = 'Stopping: what is under way is finished, nothing else is started. Once more to abort.'

/**
 * Shows a plan, asks, executes it through a temporary plan file, and reports. Errors that prevent a plan are shown; a plan with a
 * tripped guard is shown and refused. With `--json` stdout gets one document: the report including the plan, or the plan when
 * nothing was executed. A person who is asked while a machine reads stdout sees the plan on stderr.
 */
export async function showAskExecute(planned: Planned, asking: Asking, execution: Execution): Promise<ExitName> {
  const { context, output, config } = execution
  const { stop } = execution.interruption
  const show = () => showPlanned(planned, config, context, output, stop)
  const refusal = refusalOf(planned)
  if (refusal !== undefined || !output.oneDocument) await show()
  if (!planned.ok) return 'invalid'
  if (refusal !== undefined) return refusal

  const { plan } = planned
  requireSink(plan.changes.filter(makesInvite).length, execution.invites !== undefined)
  const count = plan.changes.filter(hasEffect).length
  const asks = asking === 'always' || (asking === 'on-terminal' && context.terminal.canAsk)
  if (count > 0 && asks) {
    if (output.isForMachines) await talkPlan(plan, config, context, output, stop)
    output.timings.stage('asking')
    const isAgreed = await askToApply(plan, execution)
    output.timings.stage('showing')
    if (!isAgreed) {
      if (output.oneDocument) await show()
      return 'refused'
    }
  }
  const hasWaited = count > 0 && asks
  if (output.oneDocument) await takePlanned(plan, context, output, stop)
  const ran = await executeThroughFile(plan, hasWaited, execution)
  if (output.oneDocument || count > 0) await tell(ran.report, renderReportWithPlan(ran.told, plan, output), output)
  return reportExit(ran.report)
}

/** Executes a saved plan and reports. */
export async function executeFile(place: PlanPlace, execution: Execution): Promise<ExitName> {
  const { config, output } = execution
  const declared = output.masked ? await declaredIn(place) : []
  const { report, told } = await run({ place, isSaved: true, declared }, execution)
  const facts = { target: config.server?.target ?? '', workspace: config.workspace, declared }
  await tell(report, renderReportAs(told, facts, output), output)
  return reportExit(report)
}

async function tell(report: Report, text: string | Iterable<string>, output: Output): Promise<void> {
  const exit = reportExit(report)
  const isIdle = report.outcomes.every(({ outcome }) => outcome === 'blocked')
  if (isIdle && exit === 'ok') return output.result(text)
  const hint = told`the plan was executed: \`idctl runs --last\` tells what was done`
  await tellDone(output.result(text), { exit: exit === 'ok' ? 'incomplete' : exit, hint })
}

/** Trait names in a plan file that `--mask` may show; none, so that all are masked, when the file can no longer be read. */
async function declaredIn(place: PlanPlace): Promise<readonly JsonPointer[]> {
  const { openPlanFile } = await import('../records/planfile/read.ts')
  const file = await openPlanFile(place).catch(() => undefined)
  return file?.footer.declared ?? []
}

async function executeThroughFile(plan: Plan, hasWaited: boolean, execution: Execution): Promise<Ran> {
  const [{ fillPlanFile }, { openUnnamedFile }] = await Promise.all([
    import('../records/planfile/write.ts'),
    import('../records/private-files/unnamed-file.ts'),
  ])
  const { handle, path } = await openUnnamedFile(tmpdir()).catch((cause: NodeJS.ErrnoException) => {
    throw new IdctlError(
      told`cannot make a temporary folder${unlessMasked` in ${tmpdir()} (${cause.code ?? cause.message})`}`,
      {
        exit: 'error',
        cause,
        hint: told`nothing was executed; free space there, or choose another folder with the variable TMPDIR`,
      },
    )
  })
  try {
    const { idctlVersion: idctl_version, context } = execution
    const made = { idctl_version, made_at: context.now(), nonce: context.newId() }
    const written = await fillPlanFile(handle, path, plan, made)
    const { declared } = plan
    return await run({ place: handle, isSaved: false, hasWaited, written, ...present({ declared }) }, execution)
  } finally {
    await handle.close()
  }
}

interface PlanToRun {
  readonly place: PlanPlace
  /** The user named the plan file; otherwise it was written only for this run. */
  readonly isSaved: boolean
  /** A person has answered a question since the plan was made. */
  readonly hasWaited?: boolean
  /** The digest of a file that was written only for this run. */
  readonly written?: string
  /** `Plan.declared`, when known. */
  readonly declared?: readonly JsonPointer[]
}

interface Ran {
  readonly report: Report
  /** What is left to tell. */
  readonly told: ToldReport
}

async function run(plan: PlanToRun, execution: Execution): Promise<Ran> {
  const { place, isSaved, declared, hasWaited = false, written } = plan
  const {
    context,
    output,
    command,
    config,
    live,
    interruption,
    consents,
    maxFailures,
    inventory,
    expectedCommit,
    shard,
  } = execution
  // Nothing is certain any more after a question: it may have stood there for hours.
  const basis = hasWaited ? undefined : execution.basis
  const { applyPlanFile, openInvitesFile } = await import('../index.ts')
  output.progress.step({ what: 'preparing' })
  output.timings.stage('executing')
  const recorder = createRunRecorder(execution, isSaved)
  const invites = execution.invites === undefined ? undefined : await openInvitesFile(execution.invites)
  // `onBegin` registers this: before the first write, an interrupt ends the command at once and needs no announcement.
  const events = tellRun(execution, declared ?? [])
  const announce = (): void => {
    output.talk(stopping)
    events.interrupted('stop')
  }
  const announceAbort = (): void => events.interrupted('abort')
  const watch = watchRun(output, declared ?? [])
  const began = context.now().getTime()
  let part: RunFacts['shard']
  const report = await applyPlanFile(place, config, live, {
    consents,
    isFresh: !isSaved,
    hasWaited,
    isWatched: context.terminal.stderrIsTerminal,
    variables: context.env,
    newId: context.newId,
    random: context.random,
    sleep: context.sleep,
    now: () => performance.now(),
    concurrency: execution.concurrency ?? defaultConcurrency,
    stop: interruption.stop,
    abort: interruption.abort,
    async onBegin(begun) {
      interruption.stop.addEventListener('abort', announce)
      interruption.abort.addEventListener('abort', announceAbort)
      part = begun.shard
      watch.begin(begun.changes)
      await recorder.onBegin(begun)
      events.begin(begun, recorder.run)
    },
    onStart(change) {
      recorder.onStart(change)
      events.start(change)
    },
    onOutcome: (outcome) => {
      recorder.onOutcome(outcome)
      watch.onOutcome(outcome)
      events.outcome(outcome)
    },
    ...present({ written, maxFailures, invites, inventory, expectedCommit, shard, basis }),
  })
    .catch((error: unknown) => {
      recorder.end(failureOf(error).exit)
      throw error
    })
    .finally(() => {
      interruption.stop.removeEventListener('abort', announce)
      interruption.abort.removeEventListener('abort', announceAbort)
      return invites?.close()
    })
  recorder.end(reportExit(report), report.unavailable)
  events.end(report)
  output.progress.end()
  output.timings.stage('showing')
  if (invites && invites.count > 0) {
    const file = output.masked ? 'the file of --invites' : escapeText(invites.path)
    output.talk(`${plural(invites.count, 'invite')} in ${file}: whoever reads it can open these accounts.`)
  }
  const facts = {
    command,
    milliseconds: context.now().getTime() - began,
    ...present({ run: recorder.run, shard: part }),
  }
  return { report, told: { report: watch.untold(report), whole: report, facts } }
}
