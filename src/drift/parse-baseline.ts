import type { Diagnostic, SourceLocation } from '../model/diagnostic.ts'
import type { BaselineEntry, DriftSubject } from '../model/drift.ts'
import { present } from '../model/present.ts'
import { checkShape, judgeOf } from '../source/check-shape.ts'
import { type Located, memberOf } from '../source/located.ts'
import { readYaml } from '../source/read-yaml.ts'
import type { Reporter } from '../source/report.ts'
import type { SourceText } from '../source/source-text.ts'
import { baselineSchema, type WrittenEntry } from './baseline-schema.ts'
import { acceptedLive, subjectName } from './subject.ts'

/**
 * Parses a baseline: YAML without unknown members. Every mistake is a located diagnostic. With any mistake there are no entries,
 * because a partly read baseline would report accepted differences, or accept the wrong ones.
 */
export function parseBaseline(source: SourceText): { entries?: readonly BaselineEntry[]; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic)
  const { roots } = readYaml(source, report, judgeOf(baselineSchema))
  const [root, second] = roots
  if (second !== undefined) report(noBaseline(second.at, 'a baseline must have only one document'))
  if (root?.kind !== 'map') {
    if (diagnostics.length === 0) report(noBaseline(root?.at ?? source.locate(0), 'a baseline must be a map'))
    return { diagnostics }
  }
  const codes = { unknownKey: 'IDC571', invalid: 'IDC570' } as const
  const written = checkShape(baselineSchema, root, { codes, report })
  if (written === undefined || diagnostics.length > 0) return { diagnostics }
  const entries = written.accepted.flatMap((one, index) => {
    const at = placeOf(root, index)
    const subject = subjectOf(one)
    if (typeof subject !== 'string') return [toEntry(one, subject, index, at)]
    report({ severity: 'error', code: 'IDC570', summary: `this entry ${subject}`, at })
    return []
  })
  reportTwins(entries, report)
  return diagnostics.length > 0 ? { diagnostics } : { entries, diagnostics }
}

function noBaseline(at: SourceLocation, summary: string): Diagnostic {
  return { severity: 'error', code: 'IDC570', summary, hint: 'start with version: 1 and accepted: []', at }
}

function placeOf(root: Located, index: number): SourceLocation {
  const list = memberOf(root, 'accepted')?.value
  return (list?.kind === 'list' ? list.items[index]?.at : undefined) ?? root.at
}

function toEntry(written: WrittenEntry, subject: DriftSubject, index: number, at: SourceLocation): BaselineEntry {
  const { owner, reason, expires } = written
  return { subject, acceptance: { owner, reason, expires }, index, at }
}

/** The subject of an entry, or a text that says why its members give none. */
function subjectOf({ key, path, kind, id, live }: WrittenEntry): DriftSubject | string {
  const value = present({ live })
  if (id !== undefined) {
    if ([key, path, kind].some((other) => other !== undefined)) return noSubject
    return live === undefined ? { id } : noValue
  }
  if (key === undefined) return noSubject
  if (path !== undefined) return kind === undefined ? { key, path, ...value } : noSubject
  if (kind === undefined) return noSubject
  return kind === 'missing' && live !== undefined ? noValue : { key, kind, ...value }
}

const noSubject = 'must name a key with a path or a kind, or an id alone'
const noValue = 'must not have live, because a missing or unmanaged identity has no accepted value'

/** Reports two entries with one subject: it is unclear whose owner and day count. */
function reportTwins(entries: readonly BaselineEntry[], report: Reporter): void {
  const seen = new Map<string, BaselineEntry>()
  for (const entry of entries) {
    const name = JSON.stringify([subjectName(entry.subject), acceptedLive(entry.subject) ?? null])
    const first = seen.get(name)
    if (first === undefined) seen.set(name, entry)
    else {
      const summary = 'this entry accepts the same difference as another one'
      report({
        severity: 'error',
        code: 'IDC572',
        summary,
        hint: 'keep one of the two',
        at: entry.at,
        related: [first.at],
      })
    }
  }
}
