import type { DriftSubject } from '../model/drift.ts'
import { canonicalJson } from '../model/json.ts'

/** The text by which differences and baseline entries are matched: equal for the same subject, whatever the live value. */
export function subjectName(subject: DriftSubject): string {
  if ('id' in subject) return canonicalJson(['id', subject.id.toLowerCase()])
  if ('path' in subject) return canonicalJson(['path', subject.key, subject.path])
  return canonicalJson(['whole', subject.key, subject.kind])
}

/** The accepted live digest; `undefined` accepts any value. */
export function acceptedLive(subject: DriftSubject): string | undefined {
  return 'live' in subject ? subject.live : undefined
}
