import { exitCodes } from '../model/exit-codes.ts'
import { present } from '../model/present.ts'
import type { RunChange, RunStory, RunSummary, UnreadableRun } from '../model/run.ts'
import { document, type JsonShape, originOf } from './json.ts'
import type { Members } from './shapes/results.ts'

/** Runs as one JSON document, newest first. Ends with a line break. */
export function renderRunsJson(runs: readonly (RunSummary | UnreadableRun)[], shape: JsonShape = {}): string {
  const members: Members<'runs'> = { runs: runs.map((run) => ('problem' in run ? unreadableOf(run) : summaryOf(run))) }
  return document(members, shape)
}

/** One run with its changes. `outcome` is `null` for a change that was in progress when the journal ended. */
export function renderRunJson(run: RunStory, shape: JsonShape = {}): string {
  const members: Members<'run'> = { run: { ...summaryOf(run), changes: run.changes.map(runChangeOf) } }
  return document(members, shape)
}

export function runChangeOf({ outcome, origin, ...change }: RunChange): Members<'run'>['run']['changes'][number] {
  return { ...change, outcome: outcome ?? null, ...present({ origin: originOf(origin) }) }
}

/** `result` is the name of the exit code, or `unfinished`. */
export function summaryOf(one: RunSummary): Omit<Members<'run'>['run'], 'changes'> {
  const { run, command, target, workspace, idctl_version, plan_digest, commit, shard } = one
  const head = { run, command, target, workspace, idctl_version, plan_digest, commit, shard }
  return {
    ...head,
    started_at: one.started_at,
    ended_at: one.end?.at,
    result: one.end?.exit ?? 'unfinished',
    exit: one.end && exitCodes[one.end.exit],
    interrupted: one.interrupted,
    unavailable: one.end?.why,
    summary: one.counts,
    under_way: one.under_way,
    missing_records: one.missing,
  }
}

export function unreadableOf({
  run,
  problem,
}: UnreadableRun): Extract<Members<'runs'>['runs'][number], { result: 'unreadable' }> {
  return { run, result: 'unreadable', problem }
}
