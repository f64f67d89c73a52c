import { exitCodes } from '../model/exit-codes.ts'
import type { RunStory, RunSummary, UnreadableRun } from '../model/run.ts'
import { document, type JsonShape } from './json.ts'

/** Runs as one JSON document, newest first. Ends with a line break. */
export function renderRunsJson(runs: readonly (RunSummary | UnreadableRun)[], shape: JsonShape = {}): string {
  return document({ runs: runs.map((run) => ('problem' in run ? unreadableOf(run) : summaryOf(run))) }, shape)
}

/** One run with its changes. `outcome` is `null` for a change that was in progress when the journal ended. */
export function renderRunJson(run: RunStory, shape: JsonShape = {}): string {
  const changes = run.changes.map(({ outcome = null, ...change }) => ({ ...change, outcome }))
  return document({ run: { ...summaryOf(run), changes } }, shape)
}

/** `result` is the name of the exit code, or `unfinished`. */
function summaryOf({
  run,
  command,
  target,
  workspace,
  idctl_version,
  plan_digest,
  commit,
  ...told
}: RunSummary): object {
  return {
    run,
    command,
    target,
    workspace,
    idctl_version,
    plan_digest,
    commit,
    started_at: told.started_at,
    ended_at: told.end?.at,
    result: told.end?.exit ?? 'unfinished',
    exit: told.end && exitCodes[told.end.exit],
    interrupted: told.interrupted,
    unavailable: told.end?.why,
    summary: told.counts,
    under_way: told.under_way,
    missing_records: told.missing,
  }
}

function unreadableOf({ run, problem }: UnreadableRun): object {
  return { run, result: 'unreadable', problem }
}
