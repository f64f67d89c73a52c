import type { Change } from '../../model/change.ts'
import { waitsOf } from '../../model/change-parts.ts'
import type { Diagnostic, SourceLocation } from '../../model/diagnostic.ts'
import { type DriftedIdentity, type DriftedUnmanaged, type DriftKind, isOutside } from '../../model/drift.ts'
import { guardFlag } from '../../model/guard-flag.ts'
import type { GuardVerdict } from '../../model/plan.ts'
import { present } from '../../model/present.ts'
import type { Outcome, Report } from '../../model/report.ts'
import { explainLostPlaces, explainVerdict } from '../guard-text.ts'
import type { ShownPlan } from '../masking/shown-plan.ts'
import type { ReportContent, ReportSubject } from './report-format.ts'

/** Something that a report for machines marks, at a line of a file where there is one. */
export interface Problem {
  readonly severity: 'error' | 'warning' | 'note'
  /** Stable: the code of a diagnostic, an ending or a block, `guard:removals`, or `command:unreadable` by the name of the exit code. */
  readonly code: string
  /** One line. */
  readonly text: string
  readonly hint?: string
  readonly at?: SourceLocation
}

/** Whatever keeps a command from being all right. */
export function problemsOf({ subject, failure }: ReportContent): Problem[] {
  const found = subject === undefined ? [] : problemsIn(subject)
  if (failure === undefined) return found
  const { name, message, hint } = failure
  return [...found, { severity: 'error', code: `command:${name}`, text: message, ...present({ hint }) }]
}

function problemsIn(subject: ReportSubject): Problem[] {
  switch (subject.kind) {
    case 'plan':
    case 'saved-plan':
      return ofPlan(subject.plan)
    case 'no-plan':
    case 'no-drift':
      return subject.why.diagnostics.map(ofDiagnostic)
    case 'check':
      return subject.check.diagnostics.map(ofDiagnostic)
    case 'file-problems':
      return subject.diagnostics.map(ofDiagnostic)
    case 'drift':
      return [
        ...subject.found.plan.diagnostics.map(ofDiagnostic),
        ...subject.found.view.identities.flatMap(ofDrifted),
        ...subject.found.view.unmanaged.flatMap(ofUnmanaged),
      ]
    case 'run':
      return [...(subject.plan?.diagnostics.map(ofDiagnostic) ?? []), ...ofReport(subject.report)]
    case 'runs':
    case 'story':
      return []
  }
}

function ofDiagnostic({ severity, code, summary, hint, at }: Diagnostic): Problem {
  return { severity, code, text: summary, ...present({ hint, at }) }
}

function ofPlan({ diagnostics, changes, guards }: ShownPlan): Problem[] {
  return [...diagnostics.map(ofDiagnostic), ...changes.flatMap(ofBlocked), ...guards.flatMap(ofGuard)]
}

/** A blocked orphan stays as it is, and apply counts as complete: a note. */
function ofBlocked(change: Change): Problem[] {
  const { blocked, key, origin } = change
  const waits = waitsOf(change)
  return [
    ...(blocked === undefined ? [] : [{ block: blocked, severity: blocked.orphan ? 'note' : 'warning' } as const]),
    ...(waits === undefined ? [] : [{ block: waits, severity: 'warning' } as const]),
  ].map(({ block: { code, reason, hint }, severity }) => ({
    severity,
    code: `blocked:${code}`,
    text: `${key}: ${reason}`,
    ...present({ hint, at: origin }),
  }))
}

function ofGuard(verdict: GuardVerdict): Problem[] {
  if (!verdict.tripped) return []
  const { guard, count } = verdict
  return [
    {
      severity: 'error',
      code: `guard:${guard}`,
      text: `the guard ${guard} refuses the plan: ${explainVerdict(verdict)}${explainLostPlaces(verdict)}`,
      hint: `consent by number: ${guardFlag(guard)}=${count}`,
    },
  ]
}

function ofDrifted({ change: { key, origin }, items }: DriftedIdentity): Problem[] {
  return items.filter(isOutside).flatMap(({ kind, field }) => {
    const what = field === undefined ? 'the identity' : field.path
    return [
      {
        severity: 'warning',
        code: `drift:${kind}`,
        text: `${key}: ${what} ${driftTexts[kind]}`,
        ...present({ at: origin }),
      },
    ]
  })
}

function ofUnmanaged({ id, item }: DriftedUnmanaged): Problem[] {
  if (!isOutside(item)) return []
  return [{ severity: 'note', code: 'drift:unmanaged', text: `${id}: the identity ${driftTexts.unmanaged}` }]
}

const driftTexts: Readonly<Record<DriftKind, string>> = {
  person: 'differs from the document; the person may have changed it',
  tool: 'differs from the document; somebody changed it with the admin API',
  missing: 'was deleted',
  unmarked: 'has lost its mark',
  unmanaged: 'has no document',
}

function ofReport({ outcomes, problems = [], unavailable }: Report): Problem[] {
  return [
    ...outcomes.flatMap(ofOutcome),
    ...problems.map(({ message, hint }) => ({
      severity: 'warning' as const,
      code: 'run:problem',
      text: message,
      ...present({ hint }),
    })),
    ...(unavailable === undefined
      ? []
      : [
          {
            severity: 'error' as const,
            code: 'run:unavailable',
            text: `the server became unavailable: ${unavailable}`,
          },
        ]),
  ]
}

function ofOutcome({ key, action, outcome, code, reason, hint, origin, orphan, waits }: Outcome): Problem[] {
  if (!waits && (outcome === 'done' || outcome === 'already-done')) return []
  const severity = orphan ? 'note' : outcome === 'failed' ? 'error' : 'warning'
  const why = reason === undefined ? '' : `: ${reason}`
  return [
    {
      severity,
      code: `${waits ? 'waits' : outcome}:${code ?? 'unknown'}`,
      text: `${key}: ${action} ${waits ? 'is not complete' : outcome}${why}`,
      ...present({ hint, at: origin }),
    },
  ]
}
