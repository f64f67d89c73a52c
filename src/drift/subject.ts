import type { DriftSubject } from '../model/drift.ts'
import { canonicalJson } from '../model/json.ts'

/** One text per subject, whatever live holds there: what a difference and an entry of a baseline meet by. */
export function subjectName(subject: DriftSubject): string {
  if ('id' in subject) return canonicalJson(['id', subject.id.toLowerCase()])
  if ('path' in subject) return canonicalJson(['path', subject.key, subject.path])
  return canonicalJson(['whole', subject.key, subject.kind])
}

/** What was accepted there; `undefined`: whatever it is. */
export function acceptedLive(subject: DriftSubject): string | undefined {
  return 'live' in subject ? subject.live : undefined
}
