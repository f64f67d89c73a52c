import { expect, test } from 'vitest'
import type { Outcome } from '../../../../src/model/report.ts'
import { maskReport } from '../../../../src/render/masking/mask-report.ts'
import { createMasking } from '../../../../src/render/masking/masking.ts'

const masking = createMasking(Buffer.from('a key of the tests'))

function masked(outcome: Partial<Outcome>): Outcome | undefined {
  const counts = { done: 0, 'already-done': 0, moved: 0, failed: 1, skipped: 0, blocked: 0 }
  const whole: Outcome = { key: 'ada', action: 'update', outcome: 'failed', ...outcome }
  const report = { outcomes: [whole], counts, interrupted: false }
  return maskReport(report, ['/traits/email'], masking).outcomes[0]
}

test('keys, ids, places and paths are masked; the outcome and the request id stay', () => {
  expect(
    masked({
      id: 'i-1',
      origin: { file: 'ada.yaml', line: 2, column: 1 },
      paths: ['/traits/email', '/traits/ada'],
      request_id: 'c6a1e0d2-0b7c',
      orphan: true,
      disables: true,
    }),
  ).toEqual({
    key: masking.key('ada'),
    action: 'update',
    disables: true,
    outcome: 'failed',
    id: masking.id('i-1'),
    origin: { file: masking.file('ada.yaml'), line: 2, column: 1 },
    paths: ['/traits/email', `/traits/${masking.name('ada')}`],
    request_id: 'c6a1e0d2-0b7c',
    orphan: true,
  })
})

test('that a run was given up stays', () => {
  const counts = { done: 0, 'already-done': 0, moved: 0, failed: 0, skipped: 0, blocked: 0 }
  const report = { outcomes: [], counts, interrupted: true, aborted: true } as const
  expect(maskReport(report, [], masking)).toEqual(report)
})

test.each<[string, Partial<Outcome>, Partial<Outcome>]>([
  [
    "Kratos' own words",
    { code: 'refused', reason: 'I[#/traits/email] "ada" is not valid "email"' },
    { reason: 'Kratos refused it' },
  ],
  [
    'our words with something in them',
    { code: 'needs-failed', reason: 'needs the change of "ada", which was not done' },
    { reason: 'needs another change, which was not done' },
  ],
  ['our words', { code: 'moved-meanwhile', reason: 'live moved during the write', hint: 'plan again' }, {}],
  [
    'why the plan had blocked it',
    { code: 'adoption', reason: 'adopt: ask, and "ada" is not confirmed', hint: 'confirm "ada"' },
    { reason: 'it may not be adopted as it is', hint: '(masked)' },
  ],
  ['words without a code', { reason: 'it is protected', hint: 'plan again' }, { reason: '(masked)', hint: '(masked)' }],
  ['a request id that is none', { request_id: 'ada@example.com' }, { request_id: '(masked)' }],
])('%s', (_, given, shown) => {
  expect(masked(given)).toMatchObject({ ...given, ...shown })
})

test('a problem of the run is told, without its words', () => {
  const counts = { done: 0, 'already-done': 0, moved: 0, failed: 0, skipped: 0, blocked: 0 }
  const problems = [{ message: 'cannot write canary', hint: 'canary' }]
  const { problems: shown } = maskReport({ outcomes: [], counts, interrupted: false, problems }, [], masking)
  expect(shown).toEqual([{ message: 'something went wrong beside the changes; without --mask it says what' }])
})
