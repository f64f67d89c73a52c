import { expect, test } from 'vitest'
import type { Outcome, Report } from '../../../src/model/report.ts'
import { renderReport } from '../../../src/render/human/report.ts'
import { renderReportJson } from '../../../src/render/json.ts'
import { plainStyle } from '../../../src/render/style.ts'

test('a report names each outcome with the server’s own words', () => {
  const counts = { done: 1, 'already-done': 0, moved: 0, failed: 1, skipped: 0, blocked: 0 }
  const shown = renderReport(
    {
      counts,
      interrupted: false,
      outcomes: [
        { key: 'ada', action: 'create', outcome: 'done', id: 'i' },
        {
          key: 'bob',
          action: 'update',
          outcome: 'failed',
          origin: { file: 'bob.yaml', line: 1, column: 1 },
          reason: 'I[#/traits/email] S[#]\n\u001b "x" is not valid',
          paths: ['/traits/email'],
          request_id: 'req-1',
        },
      ],
    },
    plainStyle,
  )
  expect(shown).toBe(`+ create  ada  done
~ update  bob  bob.yaml:1  failed
    I[#/traits/email] S[#]
    \\u001b "x" is not valid
    about: /traits/email
    request id: req-1

Apply: 1 done, 0 already done, 0 moved, 1 failed, 0 skipped, 0 blocked.
`)
})

test('what waits of a change that is done stands below it', () => {
  const counts = { done: 1, 'already-done': 0, moved: 0, failed: 0, skipped: 0, blocked: 0 }
  const waits = { waits: true, code: 'taken-back', reason: 'too much', hint: 'consent' } as const
  const outcomes: Outcome[] = [{ key: 'ada', action: 'update', outcome: 'done', ...waits }]
  expect(renderReport({ counts, interrupted: false, outcomes }, plainStyle)).toBe(`~ update  ada  done in part
    too much
    hint: consent

Apply: 1 done, 0 already done, 0 moved, 0 failed, 0 skipped, 0 blocked.
`)
})

test('what went wrong beside the changes stands before the last line, for machines too', () => {
  const counts = { done: 1, 'already-done': 0, moved: 0, failed: 0, skipped: 0, blocked: 0 }
  const problem = { message: 'cannot write the inventory\u001b', hint: 'make room' }
  const report: Report = {
    counts,
    interrupted: false,
    problems: [problem],
    outcomes: [{ key: 'ada', action: 'create', outcome: 'done', id: 'i' }],
  }
  expect(renderReport(report, plainStyle)).toBe(`+ create  ada  done

cannot write the inventory\\u001b
    hint: make room

Apply: 1 done, 0 already done, 0 moved, 0 failed, 0 skipped, 0 blocked.
`)
  const shown = JSON.parse(renderReportJson(report, { target: 'prod', workspace: 'acme-1' }))
  expect(shown.problems).toEqual([problem])
})

test.each([
  [{}, 'Interrupted: what was under way is finished, nothing else was started.'],
  [
    { aborted: true } as const,
    'Interrupted twice: what was under way was given up and may or may not have happened; plan again.',
  ],
])('a report of an interrupted run says what that means: %o', (more, text) => {
  const counts = { done: 0, 'already-done': 0, moved: 0, failed: 0, skipped: 1, blocked: 0 }
  const outcomes = [{ key: 'ada', action: 'create', outcome: 'skipped' }] as const
  const shown = renderReport({ counts, outcomes, interrupted: true, ...more }, plainStyle)
  expect(shown.split('\n\n')[1]).toBe(text)
})

test('what did not happen to many for one reason is said once; what happened, or has more to say, by itself', () => {
  const outcomes: Outcome[] = [
    { key: 'ada', action: 'create', outcome: 'done' },
    ...Array.from(
      { length: 7 },
      (_, index): Outcome => ({
        key: `p${index}`,
        action: 'create',
        outcome: 'skipped',
        code: 'interrupted-before-start',
        reason: 'not started: interrupted',
      }),
    ),
    {
      key: 'bob',
      action: 'update',
      outcome: 'failed',
      code: 'refused',
      reason: 'not started: interrupted',
      request_id: 'r',
    },
  ]
  const counts = { done: 1, 'already-done': 0, moved: 0, failed: 1, skipped: 7, blocked: 0 }
  expect(renderReport({ counts, interrupted: true, outcomes }, plainStyle)).toBe(`+ create  ada  done
~ update  bob  failed
    not started: interrupted
    request id: r
7 skipped: not started: interrupted
    p0, p1, p2 and 4 more (\`idctl runs --last\` shows each of them)

Interrupted: what was under way is finished, nothing else was started.

Apply: 1 done, 0 already done, 0 moved, 1 failed, 7 skipped, 0 blocked.
`)
})

test('an interrupt that came too late for anything says so', () => {
  const counts = { done: 1, 'already-done': 0, moved: 0, failed: 0, skipped: 0, blocked: 0 }
  const outcomes = [{ key: 'ada', action: 'create', outcome: 'done' }] as const
  expect(renderReport({ counts, interrupted: true, outcomes }, plainStyle)).toContain(
    'Interrupted when everything was under way already: all of it is finished.',
  )
})
