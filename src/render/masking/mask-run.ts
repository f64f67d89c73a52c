import { present } from '../../model/present.ts'
import type { RunChange, RunStory, RunSummary, StartedChange, UnreadableRun } from '../../model/run.ts'
import { maskRequestId } from './mask-request-id.ts'
import { type Masking, masked } from './masking.ts'
import { locationIn } from './view.ts'

/** A run as it may be shown; its journal holds no sensitive values. */
export function shownRun(run: RunStory, masking?: Masking): RunStory {
  return masking === undefined ? run : maskRun(run, masking)
}

export function shownRuns(
  runs: readonly (RunSummary | UnreadableRun)[],
  masking?: Masking,
): readonly (RunSummary | UnreadableRun)[] {
  return masking === undefined ? runs : maskRunList(runs)
}

/** Masks keys, ids and places of a run. The journal of a run with `--mask` already has pseudonyms. */
export function maskRun(run: RunStory, masking: Masking): RunStory {
  const { changes, ...summary } = run
  return { ...summary, changes: run.masked ? changes : changes.map((change) => maskRunChange(change, masking)) }
}

/** Summaries hold no personal data. The problem of an unreadable journal may quote the file, so it is masked. */
export function maskRunList(runs: readonly (RunSummary | UnreadableRun)[]): readonly (RunSummary | UnreadableRun)[] {
  return runs.map((run) => ('problem' in run ? { run: run.run, problem: masked } : run))
}

/** A change whose first write is about to be sent, as it may be shown. */
export function shownStart({ key, action, disables, id }: StartedChange, masking?: Masking): StartedChange {
  if (masking === undefined) return { key, action, ...present({ disables, id }) }
  return { key: masking.key(key), action, ...present({ disables, id: id && masking.id(id) }) }
}

function maskRunChange(change: RunChange, masking: Masking): RunChange {
  const { outcome, origin, code, waits, request_id } = change
  const place = origin && locationIn(masking, origin)
  return {
    ...shownStart(change, masking),
    ...present({ outcome, origin: place, code, waits, request_id: maskRequestId(request_id) }),
  }
}
