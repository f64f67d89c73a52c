import type { CalendarDay } from '../model/calendar-day.ts'
import type { BaselineEntry, DriftSubject, Verdict } from '../model/drift.ts'
import { push } from '../model/push.ts'
import { acceptedLive, subjectName } from './subject.ts'

export interface BaselineJudge {
  judge(subject: DriftSubject): Verdict
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

  function verdictOn(subject: DriftSubject): Verdict {
    const candidates = bySubject.get(subjectName(subject)) ?? []
    const fitting = candidates.filter((entry) => fits(entry, subject))
    const accepted = fitting.find(isValid)
    if (accepted) return { kind: 'accepted', entry: accepted }
    const [expired] = fitting
    if (expired) return { kind: 'expired', entry: expired }
    const [outdated] = candidates
    return outdated ? { kind: 'outdated', entry: outdated } : { kind: 'open' }
  }

  return {
    judge(subject) {
      const verdict = verdictOn(subject)
      if (verdict.kind !== 'open') matched.add(verdict.entry)
      return verdict
    },
    unmatched: () => entries.filter((entry) => !matched.has(entry)),
  }
}

/** Fails closed: what live holds has to be known, and the same. */
function fits({ subject }: BaselineEntry, found: DriftSubject): boolean {
  const accepted = acceptedLive(subject)
  return accepted === undefined || accepted === acceptedLive(found)
}
