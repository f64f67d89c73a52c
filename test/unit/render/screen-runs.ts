import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { noOutcomes } from '../../../src/model/outcome-counts.ts'
import type { Outcome, OutcomeKind, Report } from '../../../src/model/report.ts'
import type { RunChange, RunStory } from '../../../src/model/run.ts'
import type { SnippetReader } from '../../../src/render/human/diagnostics.ts'

function countsOf(outcomes: readonly { readonly outcome?: OutcomeKind }[]): Report['counts'] {
  const counts = noOutcomes()
  for (const { outcome } of outcomes) if (outcome !== undefined) counts[outcome] += 1
  return counts
}

function reportOf(outcomes: readonly Outcome[], over: Partial<Report> = {}): Report {
  return { outcomes, counts: countsOf(outcomes), interrupted: false, ...over }
}

function outcomes(count: number, make: (key: string, index: number) => Outcome): Outcome[] {
  return Array.from({ length: count }, (_, index) => make(`emp-${index}`, index))
}

const done = (key: string): Outcome => ({ key, action: 'create', outcome: 'done', id: 'i' })
const inFile = (file: string, line = 2) => ({ origin: { file, line, column: 1 } })

/** Failures of several causes after many changes that went well. */
export function someFailures(count: number): Report {
  return reportOf([
    ...outcomes(count, done),
    {
      key: 'emp-1004',
      action: 'update',
      outcome: 'failed',
      code: 'operation-failed',
      reason:
        'Kratos refused the update: I[#/traits/email] S[#/properties/traits/properties/email/format]\n"eva" is not valid "email"',
      paths: ['/traits/email'],
      request_id: 'c6a1e0d2-0b7c-4f1a-9d3e-2f6f3b8a1c55',
      ...inFile('engineering/eva-ito.yaml'),
    },
    {
      key: 'emp-1001',
      action: 'update',
      disables: true,
      outcome: 'moved',
      code: 'moved',
      reason: 'somebody changed the identity after the plan was made',
      hint: 'plan again',
      ...inFile('engineering/ben-haas.yaml'),
    },
    {
      key: 'emp-1003',
      action: 'delete',
      outcome: 'skipped',
      code: 'needs-failed',
      reason: '"emp-1004", which must go first, was not done',
    },
    {
      key: 'emp-1006',
      action: 'adopt',
      outcome: 'blocked',
      code: 'adoption',
      reason: 'its address gus.oduya@acme.example is not verified, so anybody may have registered the account',
      hint: 'find out who it is, then: `idctl adopt emp-1006`',
      ...inFile('sales/gus-oduya.yaml'),
    },
  ])
}

/** All that was tried failed for one cause. */
export function oneCause(count: number): Report {
  return reportOf(
    outcomes(count, (key, index) => ({
      key,
      action: 'create',
      outcome: 'failed',
      code: 'operation-failed',
      reason: 'Kratos refused the create: the identity schema "employee" does not exist',
      hint: 'has the server another configuration than usual? `idctl doctor` compares its schemas',
      request_id: `request-${index}`,
      ...inFile('all.yaml', 1 + 6 * index),
    })),
  )
}

/** The server went away in the middle. */
export function outage(count: number): Report {
  const cause = 'http://127.0.0.1:4944 refuses connections since 22:35:12 UTC (tried for 55 s)'
  const failed = (key: string): Outcome => ({
    key,
    action: 'create',
    outcome: 'failed',
    code: 'operation-failed',
    reason: cause,
    hint: 'once it is back, `idctl apply` goes on',
  })
  const skipped = (key: string): Outcome => ({
    key,
    action: 'create',
    outcome: 'skipped',
    code: 'not-started',
    reason: cause,
  })
  const all = [...outcomes(count, done), ...outcomes(4, failed), ...outcomes(count, skipped)]
  return reportOf(all, { unavailable: cause })
}

/** Five mistakes in three files. */
export const fiveMistakes: { readonly diagnostics: readonly Diagnostic[]; readonly readSnippet: SnippetReader } = {
  diagnostics: [
    {
      severity: 'error',
      code: 'IDC203',
      summary: 'unknown key "trait"',
      hint: 'did you mean `traits`?',
      at: { file: 'engineering/ben-haas.yaml', line: 3, column: 1 },
    },
    {
      severity: 'error',
      code: 'IDC501',
      summary: '"emp-1004" and "emp-1005" both have the login identifier eva.ito@acme.example',
      at: { file: 'engineering/eva-ito.yaml', line: 4, column: 10 },
      related: [{ file: 'engineering/finn-fischer.yaml', line: 4, column: 10 }],
      hint: 'one of the two documents must have another address, for Kratos refuses a second account with it',
    },
    {
      severity: 'error',
      code: 'IDC301',
      summary: '/traits/phone must be a text, but is a number',
      hint: 'put it in quotes',
      at: { file: 'sales/hal.yaml', line: 7, column: 10 },
    },
    {
      severity: 'error',
      code: 'IDC301',
      summary: '/traits/roles/1 must be one of "engineer", "viewer", "lead", "oncall", "admin", "auditor", "guest"',
      at: { file: 'sales/hal.yaml', line: 9, column: 7 },
    },
    {
      severity: 'warning',
      code: 'IDC225',
      summary: 'the folder "archive" has no documents',
    },
  ],
  readSnippet: ({ at }) => {
    if (at?.line === 3) return { text: 'trait:', caret: 0 }
    if (at?.line === 4) return { text: '  email: eva.ito@acme.example', caret: 9 }
    if (at?.line === 7) return { text: '  phone: 41795550123', caret: 9, quoted: 'phone: "41795550123"' }
    return at?.line === 9 ? { text: '    - enginer', caret: 6 } : undefined
  },
}

export const now = new Date('2026-11-27T22:40:00.000Z')

function runOf(id: string, startedAt: string, tookMs: number, over: Partial<RunStory>): RunStory {
  const ended = new Date(new Date(startedAt).getTime() + tookMs).toISOString()
  return {
    run: `20261127T000000.000Z-${id}`,
    idctl_version: '1.0.0',
    command: 'apply',
    target: 'prod',
    workspace: 'acme',
    commit: '0123456789abcdef0123456789abcdef01234567',
    started_at: startedAt,
    counts: noOutcomes(),
    under_way: 0,
    missing: 0,
    end: { at: ended, exit: 'ok' },
    changes: [],
    ...over,
  }
}

const counted = (counts: Partial<Report['counts']>) => ({ counts: { ...noOutcomes(), ...counts } })

/** Runs of a few days, good and bad. */
export function someRuns(count: number): readonly RunStory[] {
  const bad = (at: string, exit: 'incomplete' | 'interrupted') => ({ end: { at, exit } })
  return [
    runOf('874d4a', '2026-11-27T22:35:00.000Z', 0, {
      ...counted({ done: 79, failed: 12, skipped: 137, blocked: 3 }),
      ...bad('2026-11-27T22:37:10.000Z', 'incomplete'),
    }),
    runOf('a67326', '2026-11-27T22:30:00.000Z', 0, {
      ...counted({ done: 72, skipped: 228 }),
      ...bad('2026-11-27T22:30:10.000Z', 'interrupted'),
    }),
    runOf('29e387', '2026-11-26T22:29:00.000Z', 4000, {
      ...counted({ done: 300 }),
      target: 'https://kratos-admin.internal',
    }),
    runOf('0c1d2e', '2026-11-25T08:00:00.000Z', 900, { ...counted({ done: 1 }), command: 'release' }),
    runOf('5f6a7b', '2026-11-20T08:00:00.000Z', 3_725_000, counted({ done: count })),
  ]
}

/** A run that was killed, with what it did. */
export function killedRun(count: number): RunStory {
  const changes: readonly RunChange[] = [
    ...Array.from({ length: count }, (_, index): RunChange => {
      return { key: `emp-${index}`, action: 'create', outcome: 'done', id: '11111111-1111-4111-8111-111111111111' }
    }),
    ...Array.from({ length: 7 }, (_, index): RunChange => {
      const id = '55555555-5555-4555-8555-555555555555'
      const ended = index < 6 ? ({ outcome: 'done' } as const) : ({ outcome: 'moved', code: 'moved' } as const)
      return { key: `ext-${index}`, action: 'update', id, ...ended, ...inFile('sales/ext.yaml', 1 + 4 * index) }
    }),
    { key: 'emp-1001', action: 'update', disables: true, outcome: 'done', id: '22222222-2222-4222-8222-222222222222' },
    {
      key: 'emp-1004',
      action: 'update',
      outcome: 'failed',
      code: 'refused',
      ...inFile('engineering/eva-ito.yaml'),
      id: '33333333-3333-4333-8333-333333333333',
      request_id: 'c6a1e0d2-0b7c-4f1a-9d3e-2f6f3b8a1c55',
    },
    { key: 'emp-1005', action: 'delete', id: '44444444-4444-4444-8444-444444444444' },
    ...Array.from({ length: 3 }, (_, index): RunChange => {
      const outcome = { outcome: 'skipped', code: 'failure-limit' } as const
      return { key: `new-${index}`, action: 'create', ...outcome, ...inFile('sales/new.yaml', 1 + 6 * index) }
    }),
    { key: 'emp-1006', action: 'adopt', outcome: 'blocked', code: 'adoption', ...inFile('sales/gus-oduya.yaml') },
  ]
  const { end: _end, ...run } = runOf('874d4a', '2026-11-27T22:35:00.000Z', 0, {})
  return { ...run, counts: countsOf(changes), under_way: 1, changes }
}
