import type { CalendarDay } from '../model/calendar-day.ts'
import type { BaselineEntry, DriftSubject, LiveDigest, Verdict } from '../model/drift.ts'
import { push } from '../model/push.ts'
import { acceptedLive, subjectName } from './subject.ts'

export interface BaselineJudge {
  /** @param former The subject's `live` digest as earlier idctl versions wrote it to baselines. */
  judge(subject: DriftSubject, former?: LiveDigest): Verdict
  /** Entries that matched no judged difference. */
  unmatched(): readonly BaselineEntry[]
}

/** Judges differences by a baseline. An acceptance is valid through its last day, and only for the value that it was given for. */
export function createBaselineJudge(entries: readonly BaselineEntry[], today: CalendarDay): BaselineJudge {
  const bySubject = new Map<string, BaselineEntry[]>()
  for (const entry of entries) {
    const name = subjectName(entry.subject)
    push(bySubject, name, entry)
  }
  const matched = new Set<BaselineEntry>()
  const isValid = ({ acceptance }: BaselineEntry) => acceptance.expires >= today

  function verdictOn(subject: DriftSubject, former: LiveDigest | undefined): Verdict {
    const candidates = bySubject.get(subjectName(subject)) ?? []
    const fitting = candidates.filter((entry) => fits(entry, subject, former))
    const accepted = fitting.find(isValid)
    if (accepted) return { kind: 'accepted', entry: accepted }
    const [expired] = fitting
    if (expired) return { kind: 'expired', entry: expired }
    const [outdated] = candidates
    return outdated ? { kind: 'outdated', entry: outdated } : { kind: 'open' }
  }

  return {
    judge(subject, former) {
      const verdict = verdictOn(subject, former)
      if (verdict.kind !== 'open') matched.add(verdict.entry)
      return verdict
    },
    unmatched: () => entries.filter((entry) => !matched.has(entry)),
  }
}

/** Whether an entry accepts the live value found. An unknown live value is never accepted. */
function fits({ subject }: BaselineEntry, found: DriftSubject, former: LiveDigest | undefined): boolean {
  const accepted = acceptedLive(subject)
  return accepted === undefined || accepted === acceptedLive(found) || accepted === former
}
