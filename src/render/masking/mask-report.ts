import type { JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import type { Outcome, Report } from '../../model/report.ts'
import { maskPath } from './mask-path.ts'
import { maskRequestId } from './mask-request-id.ts'
import { outcomeTexts } from './masked-texts.ts'
import { type Masking, masked } from './masking.ts'
import { locationIn } from './view.ts'

/**
 * A report as it may be shown. Apply keeps sensitive values out of it; `masking` hides keys, ids, origins and free texts.
 *
 * @param declared `Plan.declared` of the plan that ran.
 */
export function shownReport(report: Report, declared: readonly JsonPointer[] = [], masking?: Masking): Report {
  return masking === undefined ? report : maskReport(report, declared, masking)
}

/** One outcome of a report, as it may be shown. */
export function shownOutcome(outcome: Outcome, declared: readonly JsonPointer[] = [], masking?: Masking): Outcome {
  return masking === undefined ? outcome : maskOutcome(outcome, new Set(declared), masking)
}

/** The request id stays, so that the reason can be found in Kratos' log. */
export function maskReport(report: Report, declared: readonly JsonPointer[], masking: Masking): Report {
  const names = new Set(declared)
  return {
    outcomes: report.outcomes.map((outcome) => maskOutcome(outcome, names, masking)),
    ...present({ problems: report.problems?.map(() => ({ message: maskedProblem })) }),
    counts: report.counts,
    interrupted: report.interrupted,
    // `unavailable` names only the server.
    ...present({ unavailable: report.unavailable, aborted: report.aborted }),
  }
}

/** Replaces the text of a problem, which names a file. */
const maskedProblem = 'something went wrong beside the changes; without --mask it says what'

function maskOutcome(outcome: Outcome, declared: ReadonlySet<JsonPointer>, masking: Masking): Outcome {
  const { key, action, disables, code, id, origin, reason, hint, paths, request_id, orphan, waits } = outcome
  const shown = code === undefined ? { reason: masked } : outcomeTexts(code, masked)
  return {
    key: masking.key(key),
    action,
    outcome: outcome.outcome,
    ...present({
      disables,
      id: id === undefined ? undefined : masking.id(id),
      origin: origin && locationIn(masking, origin),
      code,
      reason: reason === undefined ? undefined : shown.reason,
      hint: hint === undefined ? undefined : (shown.hint ?? masked),
      paths: paths?.map((path) => maskPath(path, declared, masking)),
      request_id: maskRequestId(request_id),
      orphan,
      waits,
    }),
  }
}
