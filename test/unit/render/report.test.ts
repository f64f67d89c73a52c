import { describe, expect, test } from 'vitest'
import { noOutcomes } from '../../../src/model/outcome-counts.ts'
import type { Outcome, Report } from '../../../src/model/report.ts'
import type { RunFacts } from '../../../src/model/run.ts'
import { renderReport } from '../../../src/render/human/report.ts'
import { renderReportJson } from '../../../src/render/json.ts'
import { plainStyle } from '../../../src/render/style.ts'

const facts: RunFacts = { command: 'apply', milliseconds: 10_300, run: '20261127T223000.123Z-a67326' }
const run = 'Run a67326: `idctl runs --last` shows each of them.'

function reportOf(outcomes: readonly Outcome[], more: Partial<Report> = {}): Report {
  const counts = noOutcomes()
  for (const { outcome } of outcomes) counts[outcome] += 1
  return { outcomes, counts, interrupted: false, ...more }
}

function render(report: Report, more: Partial<RunFacts> = {}): string {
  return renderReport(report, { ...facts, ...more }, plainStyle)
}

function done(key: string): Outcome {
  return { key, action: 'create', outcome: 'done', id: 'i' }
}

function many(count: number, outcome: (index: number) => Outcome): Outcome[] {
  return Array.from({ length: count }, (_, index) => outcome(index))
}

test('what was done is counted, and nothing else is said', () => {
  const outcomes: Outcome[] = [done('ada'), { key: 'bob', action: 'update', outcome: 'already-done' }]
  expect(render(reportOf(outcomes))).toBe(`Apply: 1 done, 1 already done in 10 s. ${run}\n`)
  expect(render(reportOf([]))).toBe('Apply: nothing to do.\n')
})

test('what failed is told with the server’s own words, and what comes next', () => {
  const failed: Outcome = {
    key: 'bob',
    action: 'update',
    outcome: 'failed',
    origin: { file: 'bob.yaml', line: 1, column: 1 },
    reason: 'I[#/traits/email] S[#]\n\u001b "x" is not valid',
    paths: ['/traits/email'],
    request_id: 'req-1',
  }
  expect(render(reportOf([done('ada'), failed]))).toBe(`~ update  bob  failed  bob.yaml:1
    I[#/traits/email] S[#]
    \\u001b "x" is not valid
    about: /traits/email
    request id: req-1

Apply: 1 done, 1 failed in 10 s. ${run}
What failed is in the next plan: \`idctl plan\`
`)
})

test('what waits of a change that is done stands below it', () => {
  const waits = { waits: true, code: 'taken-back', reason: 'too much', hint: 'consent' } as const
  expect(
    render(reportOf([{ key: 'ada', action: 'update', outcome: 'done', ...waits }])),
  ).toBe(`~ update  ada  done in part
    too much
    hint: consent

Apply: 1 done, 1 of them in part, in 10 s. ${run}
`)
})

test('what went wrong beside the changes stands before the last line, for machines too', () => {
  const problem = { message: 'cannot write the inventory\u001b', hint: 'make room' }
  const report = reportOf([done('ada')], { problems: [problem] })
  expect(render(report)).toBe(`cannot write the inventory\\u001b
    hint: make room

Apply: 1 done in 10 s. ${run}
`)
  const shown = JSON.parse(renderReportJson({ report, facts }, { target: 'prod', workspace: 'acme-1' }))
  expect(shown.problems).toEqual([problem])
})

describe('the last lines', () => {
  const failed: Outcome = { key: 'a', action: 'update', outcome: 'failed' }
  const moved: Outcome = { key: 'b', action: 'update', outcome: 'moved' }
  const skipped: Outcome = { key: 'c', action: 'update', outcome: 'skipped' }
  const blocked: Outcome = { key: 'd', action: 'none', outcome: 'blocked' }
  const linesOf = (outcomes: readonly Outcome[], more: Partial<RunFacts> = {}) =>
    render(reportOf(outcomes), more).split('\n\n').at(-1)?.trimEnd().split('\n')

  test.each<[readonly Outcome[], string]>([
    [[failed], 'What failed is in the next plan: `idctl plan`'],
    [[moved, skipped], 'What was not done is in the next plan: `idctl plan`'],
    [[failed, moved], 'What failed or was not done is in the next plan: `idctl plan`'],
  ])('say where the rest is: %#', (outcomes, text) => {
    expect(linesOf(outcomes)?.[1]).toBe(text)
  })

  test('say nothing of a next step where there is none', () => {
    expect(linesOf([done('a'), blocked])).toEqual([`Apply: 1 done, 1 blocked in 10 s. ${run}`])
  })

  test('name no plan where people were named: no plan knows what was asked', () => {
    expect(linesOf([failed], { command: 'release' })?.[1]).toBe('What failed: the same command tries it again')
  })

  test('name no run that has no journal', () => {
    const { run: _, ...without } = facts
    expect(renderReport(reportOf([done('a')]), { ...without, milliseconds: 420 }, plainStyle)).toBe(
      'Apply: 1 done in 0.4 s.\n',
    )
  })
})

test('the report of a shard says how much of the plan it was', () => {
  const shard = { index: 2, count: 4, changes: 1, planned: 1000 }
  expect(render(reportOf([done('a')]), { shard })).toMatch(
    /^Apply, shard 2\/4, 1 of 1000 changes: 1 done in 10 s\. Run a67326: /,
  )
  expect(render(reportOf([]), { shard: { ...shard, changes: 0 } })).toBe(
    'Apply, shard 2/4, 0 of 1000 changes: nothing to do.\n',
  )
})

test.each([
  [{}, 'Interrupted: what was under way is finished, nothing else was started.'],
  [
    { aborted: true } as const,
    'Interrupted twice: what was under way was given up and may or may not have happened; plan again.',
  ],
])('a report of an interrupted run says what that means: %o', (more, text) => {
  const outcomes = [{ key: 'ada', action: 'create', outcome: 'skipped' }] as const
  expect(render(reportOf(outcomes, { interrupted: true, ...more })).split('\n\n')[1]).toBe(text)
})

test('an interrupt that came too late for anything says so', () => {
  expect(render(reportOf([done('ada')], { interrupted: true }))).toContain(
    'Interrupted when everything was under way already: all of it is finished.',
  )
})

describe('what did not happen to many for one reason is said once', () => {
  const interrupted = (index: number): Outcome => ({
    key: `p${index}`,
    action: 'create',
    outcome: 'skipped',
    code: 'interrupted-before-start',
    reason: 'not started: interrupted',
  })

  test('and what has more to say by itself', () => {
    const other: Outcome = {
      key: 'bob',
      action: 'update',
      outcome: 'failed',
      code: 'refused',
      reason: 'not started: interrupted',
      request_id: 'r',
    }
    expect(
      render(reportOf([done('ada'), ...many(7, interrupted), other], { interrupted: true })),
    ).toBe(`~ update  bob  failed
    not started: interrupted
    request id: r
7 not started:
    not started: interrupted
    p0, p1, p2 and 4 more

Interrupted: what was under way is finished, nothing else was started.

Apply: 1 done, 1 failed, 7 not started in 10 s. ${run}
What failed or was not done is in the next plan: \`idctl plan\`
`)
  })

  test('also where each has a request id, which the run keeps, and where the plan blocked it', () => {
    const refused = (index: number): Outcome => ({
      key: `p${index}`,
      action: 'create',
      outcome: 'failed',
      code: 'refused',
      reason: 'Kratos says no',
      hint: 'ask it',
      paths: ['/traits/email'],
      request_id: `r-${index}`,
    })
    const blocked = (index: number): Outcome => ({
      key: `b${index}`,
      action: 'none',
      outcome: 'blocked',
      code: 'protected',
      reason: 'it is protected',
    })
    expect(render(reportOf([...many(6, refused), ...many(9, blocked)]))).toBe(`6 failed:
    Kratos says no
    about: /traits/email
    p0, p1, p2 and 3 more
    hint: ask it
9 blocked:
    it is protected
    b0, b1, b2 and 6 more

Apply: 6 failed, 9 blocked in 10 s. ${run}
What failed is in the next plan: \`idctl plan\`
`)
  })

  test('unless it is different reasons', () => {
    const refused = (index: number): Outcome => ({ ...interrupted(index), reason: `reason ${index}` })
    expect(render(reportOf(many(20, refused))).match(/^\+ create {2}p\d+ {2,3}not started$/gm)).toHaveLength(20)
  })
})

describe('a server that goes away', () => {
  const cause = 'http://127.0.0.1:4944: connection refused since 22:35:12 UTC (tried for 55 s)'
  const hint = 'when the server is back, the same command continues'
  const failed = (index: number): Outcome => ({
    key: `f${index}`,
    action: 'update',
    outcome: 'failed',
    code: 'operation-failed',
    reason: cause,
    hint,
  })
  const skipped = (index: number): Outcome => ({
    key: `s${index}`,
    action: 'update',
    outcome: 'skipped',
    code: 'not-started',
    reason: cause,
  })

  test('is told once, with counts and without a list', () => {
    const outcomes = [...many(79, (index) => done(`d${index}`)), ...many(12, failed), ...many(137, skipped)]
    expect(
      render(reportOf(outcomes, { unavailable: cause })),
    ).toBe(`12 failed, 137 not started: http://127.0.0.1:4944: connection refused since 22:35:12 UTC (tried for
    55 s)

Apply: 79 done, 12 failed, 137 not started in 10 s. Run a67326: \`idctl runs --last --full\` shows
    each of them.
Nothing is lost: when the server is back, the same command continues.
`)
  })

  test('leaves what was done in part with the rest of its reason, and what failed for another one', () => {
    const half: Outcome = {
      ...failed(1),
      key: 'half',
      code: 'written-not-invited',
      reason: `written, but not invited: ${cause}`,
    }
    const other: Outcome = { ...failed(2), key: 'other', code: 'refused', reason: 'Kratos says no' }
    const unread: Outcome = { ...skipped(3), key: 'unread', reason: 'live cannot be read' }
    const shown = render(reportOf([half, other, unread], { unavailable: cause }))
    expect(shown).toContain('~ update  half    failed\n    written, but not invited\n')
    expect(shown).toContain('~ update  other   failed\n    Kratos says no\n')
    expect(shown).toContain('~ update  unread  not started\n    live cannot be read\n')
    expect(shown).toContain('The server answers nobody any more: http://127.0.0.1:4944')
  })
})

test('long reasons and hints are broken between words', () => {
  const reason = 'Kratos refused the update because of a rule that takes many words to say'
  const outcome: Outcome = { key: 'a', action: 'update', outcome: 'failed', reason, hint: `${reason} ${reason}` }
  const shown = renderReport(reportOf([outcome]), facts, { ...plainStyle, width: 60 })
  expect(shown).toContain(`    Kratos refused the update because of a rule that takes
    many words to say
    hint: Kratos refused the update because of a rule that
      takes many words to say Kratos refused the update
      because of a rule that takes many words to say
`)
})
