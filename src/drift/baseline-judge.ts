import type { CalendarDay } from '../model/calendar-day.ts'
import type { BaselineEntry, DriftSubject, LiveDigest, Verdict } from '../model/drift.ts'
import { push } from '../model/push.ts'
import { acceptedLive, subjectName } from './subject.ts'

export interface BaselineJudge {
  /** @param former what the subject's `live` was in baselines of an earlier idctl */
  judge(subject: DriftSubject, former?: LiveDigest): Verdict
  /** Entries that no verdict named. */
  unmatched(): readonly BaselineEntry[]
}

/** Asks a baseline about differences. An acceptance counts through its last day, and for what it was given for only. */
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

/** Fails closed: what live holds has to be known, and the same. */
function fits({ subject }: BaselineEntry, found: DriftSubject, former: LiveDigest | undefined): boolean {
  const accepted = acceptedLive(subject)
  return accepted === undefined || accepted === acceptedLive(found) || accepted === former
}
