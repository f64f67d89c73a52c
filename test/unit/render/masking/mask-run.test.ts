import { expect, test } from 'vitest'
import type { RunStory } from '../../../../src/model/run.ts'
import { maskRun, maskRunList } from '../../../../src/render/masking/mask-run.ts'
import { createMasking } from '../../../../src/render/masking/masking.ts'

const masking = createMasking(Buffer.from('a key of the tests'))

const story: RunStory = {
  run: '20261124T143000.123Z-1a2b3c',
  idctl_version: '1.0.0',
  command: 'apply',
  target: 'prod',
  workspace: 'acme',
  started_at: '2026-11-24T14:30:00Z',
  counts: { done: 1, 'already-done': 0, moved: 0, failed: 0, skipped: 0, blocked: 0 },
  under_way: 1,
  missing: 0,
  changes: [
    { key: 'ada', action: 'update', id: 'i-1', outcome: 'done', request_id: 'r-1' },
    {
      key: 'eve',
      action: 'update',
      outcome: 'failed',
      code: 'refused',
      origin: { file: 'eve.yaml', line: 2, column: 1 },
    },
    { key: 'bob', action: 'create' },
  ],
}

test('a request id that is none is masked', () => {
  const run: RunStory = { ...story, changes: [{ key: 'ada', action: 'update', request_id: 'ada@example.com' }] }
  expect(maskRun(run, masking).changes).toMatchObject([{ request_id: '(masked)' }])
})

test('keys and ids of a run are those of plans and reports', () => {
  expect(maskRun(story, masking)).toEqual({
    ...story,
    changes: [
      { key: masking.key('ada'), action: 'update', id: masking.id('i-1'), outcome: 'done', request_id: 'r-1' },
      {
        key: masking.key('eve'),
        action: 'update',
        outcome: 'failed',
        code: 'refused',
        origin: { file: masking.file('eve.yaml'), line: 2, column: 1 },
      },
      { key: masking.key('bob'), action: 'create' },
    ],
  })
})

test('a journal that has only pseudonyms is shown as it is', () => {
  const masked = { ...story, masked: true as const, changes: [{ key: masking.key('ada'), action: 'update' as const }] }
  expect(maskRun(masked, masking)).toEqual(masked)
})

test('what is wrong with a journal is not quoted', () => {
  expect(maskRunList([{ run: 'r', problem: 'of ada' }, story])).toEqual([{ run: 'r', problem: '(masked)' }, story])
})
