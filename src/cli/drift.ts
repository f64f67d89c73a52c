import type { Config } from '../config/types.ts'
import { type DriftOptions, judgeDrift } from '../drift/judge-drift.ts'
import { changesOfBaseline, updateBaseline } from '../drift/update-baseline.ts'
import type { ReadOnlyConnection } from '../live/connect.ts'
import { type CalendarDay, dayOf } from '../model/calendar-day.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { BaselineEntry, BaselineUpdate, DriftView } from '../model/drift.ts'
import type { ExitName } from '../model/exit-codes.ts'
import type { Plan, Planned } from '../model/plan.ts'
import { present } from '../model/present.ts'
import type { ServerTime } from '../model/server-time.ts'
import { told } from '../model/told.ts'
import { shownDiagnostics } from '../render/masking/mask-diagnostics.ts'
import { type BaselineFile, readBaselineFile, writeBaselineFile } from './baseline-file.ts'
import type { CliContext } from './context.ts'
import { type AcceptanceChoice, checkAcceptance, completeAcceptance } from './drift-acceptance.ts'
import { driftAnswers } from './drift-answers.ts'
import { openSightings, type RunSightings, type SightingsChoice } from './drift-sightings.ts'
import { driftExit } from './exit-codes.ts'
import type { Output } from './output.ts'
import { type PlanChoice, planFor } from './planning.ts'
import { renderDriftAs, renderFileProblemsAs, renderNoDriftAs } from './render.ts'
import { readOnlyServer } from './server.ts'
import { endingAtOnce } from './signals.ts'
import { createSnippetReader } from './snippet.ts'
import { tellDone } from './writer.ts'

/** The parsed flags of `idctl drift`. */
export interface DriftChoice extends PlanChoice, AcceptanceChoice, Omit<SightingsChoice, 'inventory'> {
  readonly baseline?: string | undefined
  readonly 'write-baseline': boolean
  readonly 'include-observed': boolean
  readonly 'include-unmanaged': boolean
  readonly concurrency?: number | undefined
}

interface DriftRun {
  readonly context: CliContext
  readonly output: Output
  readonly config: Config
  readonly flags: DriftChoice
  readonly signal: AbortSignal
}

/**
 * Finds drift, judges it against the baseline and by how often it was seen, writes the files of both if asked, and shows the result. Only
 * reads from the server.
 */
export async function runDrift(run: DriftRun): Promise<ExitName> {
  const { context, output, config, flags, signal } = run
  const here = dayOf(context.now())
  checkAcceptance(flags, here)
  const place = { cwd: context.cwd, root: config.root }
  const file =
    flags.baseline === undefined
      ? undefined
      : await readBaselineFile(flags.baseline, place, flags['write-baseline'], (read) =>
          endingAtOnce(context.signals, read, signal),
        )
  const readSnippet = createSnippetReader(config.root)
  if (file !== undefined && file.diagnostics.length > 0) {
    const diagnostics = output.shown(file.diagnostics, shownDiagnostics)
    await output.result(renderFileProblemsAs('baseline', diagnostics, output, readSnippet))
    return 'invalid'
  }
  const sightings = await openSightings(flags, config, context.cwd)
  const server = await readOnlyServer(config, output, flags)
  const planned = await driftPlan(run, server)
  const today = laterDay(here, server.source.serverTime())
  checkAcceptance(flags, today)
  if (!planned.ok) {
    await output.result(renderNoDriftAs(planned, output, readSnippet))
    return 'invalid'
  }
  const found = await judgeAndWrite(planned.plan, file, { today, sightings }, run)
  await sightings?.keep(planned.plan)
  // After the baseline is written, a signal must not end the process before the result is shown.
  const answers = driftAnswers(found.view, { ...flags }, output.masked)
  const render = () => renderDriftAs(found, output, readSnippet, answers)
  if (found.isWritten) {
    await tellDone(output.result(render()), { exit: 'incomplete', hint: told`the baseline was written` })
  } else await endingAtOnce(context.signals, () => output.result(render()), signal)
  return driftExit(found.view)
}

/** If the clocks differ, takes the later day, so that a slow clock cannot keep an acceptance alive. */
function laterDay(here: CalendarDay, seen: ServerTime | undefined): CalendarDay {
  const server = seen?.server === undefined ? here : dayOf(new Date(seen.server))
  return server > here ? server : here
}

/** Needs only a connection that cannot write. */
async function driftPlan(run: DriftRun, server: ReadOnlyConnection): Promise<Planned> {
  const { context, output, config, flags, signal } = run
  const drift = { unmanaged: flags['include-unmanaged'], compared: flags['min-sightings'] !== undefined }
  try {
    return await planFor(context, output, { config, source: server.source, flags, signal, drift })
  } finally {
    await server.close()
  }
}

interface Found {
  readonly plan: Plan
  readonly view: DriftView
  readonly update?: BaselineUpdate
  readonly isWritten?: true
}

async function judgeAndWrite(
  plan: Plan,
  file: BaselineFile | undefined,
  { today, sightings }: { readonly today: CalendarDay; readonly sightings: RunSightings | undefined },
  { config, context, flags, signal }: DriftRun,
): Promise<Found> {
  const judge = (entries: readonly BaselineEntry[]): Promise<DriftView> =>
    endingAtOnce(context.signals, () => judgeDrift(plan, { ...options, entries }), signal)
  const options: Omit<DriftOptions, 'entries'> = {
    today,
    includeObserved: flags['include-observed'],
    partial: config.partialFolder,
    ...present({ sightings }),
  }
  const view = await judge(file?.entries ?? [])
  if (file === undefined || !flags['write-baseline']) {
    return { plan: { ...plan, diagnostics: [...plan.diagnostics, ...view.unmatched.map(unmatchedEntry)] }, view }
  }
  const changes = changesOfBaseline(file.entries, view, today)
  const { added, dropped } = changes
  const acceptance = added.length === 0 ? undefined : completeAcceptance(flags, added.length)
  const update = { file: file.name, ...changes }
  if (file.text !== undefined && added.length === 0 && dropped.length === 0) return { plan, view, update }
  const next = await endingAtOnce(context.signals, () => updateBaseline(file.text, changes, acceptance), signal)
  const left = await judge(next.entries)
  await writeBaselineFile(file, next.text)
  return { plan, view: left, update, isWritten: true }
}

function unmatchedEntry({ acceptance: { owner, expires }, at }: BaselineEntry): Diagnostic {
  return {
    severity: 'warning',
    code: 'IDC573',
    summary: `this entry matches no drift any more (accepted by ${owner} until ${expires})`,
    hint: 'remove it, or let --write-baseline remove it',
    at,
  }
}
