import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noOutcomes } from '../../../src/model/outcome-counts.ts'
import type { RunChange, RunStory } from '../../../src/model/run.ts'
import type { Detail } from '../../../src/render/detail.ts'
import { renderRun, renderRuns } from '../../../src/render/human/runs.ts'
import { renderRunJson, renderRunsJson } from '../../../src/render/runs-json.ts'
import { plainStyle } from '../../../src/render/style.ts'

const id = '00000000-0000-4000-8000-000000000001'

function runOf(more: Partial<RunStory> = {}): RunStory {
  return {
    run: '20261124T143000.123Z-1a2b3c',
    idctl_version: '1.0.0',
    command: 'apply',
    target: 'prod',
    workspace: 'acme',
    started_at: '2026-11-24T14:30:00.123Z',
    counts: noOutcomes(),
    under_way: 0,
    missing: 0,
    changes: [],
    ...more,
  }
}

const end = (exit: NonNullable<RunStory['end']>['exit']) => ({ end: { at: '2026-11-24T14:31:07.000Z', exit } })

const now = new Date('2026-11-24T14:35:00.000Z')

describe('runs in a list', () => {
  const rowOf = (more: Partial<RunStory>) => renderRuns([runOf(more)], now, plainStyle).split('\n')[1]

  test('in columns, newest first, those that cannot be read in their place', () => {
    const unreadable = { run: '20261124T142959.000Z-000000', problem: 'it is\u001b[2J no journal' }
    const runs = [
      runOf({ ...end('incomplete'), counts: { ...noOutcomes(), done: 79, failed: 12, skipped: 137 } }),
      unreadable,
      runOf({
        ...end('ok'),
        run: '20261121T093000.000Z-29e387',
        started_at: '2026-11-21T09:30:00.000Z',
        end: { at: '2026-11-21T09:30:04.000Z', exit: 'ok' },
        command: 'release',
        target: 'https://kratos-admin.internal',
        commit: '0123456789abcdef0123456789abcdef01234567',
        counts: { ...noOutcomes(), done: 3 },
      }),
    ]
    expect(
      renderRuns(runs, now, plainStyle),
    ).toBe(`RUN     WHEN             TOOK  COMMAND  TARGET             COMMIT   RESULT      CHANGES
1a2b3c  4 min ago   1 min 6 s  apply    prod                        incomplete  79 done, 12 failed,
                                                                                137 not started
000000  cannot be read: it is\\u001b[2J no journal
29e387  3 days ago        4 s  release  https://…internal  0123456  ok          3 done

What one of them did: \`idctl runs RUN\`
`)
    expect(renderRuns([], now, plainStyle)).toBe('No runs.\n')
  })

  test.each([40, 60, 79, 100, 160])('fits %d columns', (width) => {
    const run = runOf({
      ...end('incomplete'),
      target: 'https://kratos-admin.internal.example.com/with/a/path',
      counts: { ...noOutcomes(), done: 79_000, failed: 12, skipped: 137 },
    })
    const shown = renderRuns([run], now, { ...plainStyle, width })
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(Math.max(width, 63))
  })

  test.each<[Partial<RunStory>, RegExp]>([
    [end('ok'), /ok +no change was begun$/],
    [{ ...end('incomplete'), counts: { ...noOutcomes(), done: 1, failed: 2 } }, /incomplete +1 done, 2 failed$/],
    [{ ...end('interrupted'), counts: { ...noOutcomes(), skipped: 4 } }, /interrupted +4 not started$/],
    [{ under_way: 2, counts: { ...noOutcomes(), done: 1 } }, /unfinished +1 done, 2 under way$/],
    [{ ...end('ok'), missing: 3 }, /ok +3 not known$/],
    [{ ...end('ok'), shard: { index: 2, count: 4 } }, / apply 2\/4 +prod +ok /],
  ])('%o', (more, text) => {
    expect(rowOf(more)).toMatch(text)
  })
})

test('a run that was killed, with its changes', () => {
  const run = runOf({
    target: 'prod\u001b[2J',
    interrupted: 'stop',
    plan_digest: 'abc',
    counts: { ...noOutcomes(), done: 1, failed: 1, blocked: 1 },
    under_way: 1,
    missing: 1,
    changes: [
      { key: 'ada', action: 'update', id, outcome: 'done' },
      { key: 'bob\n', action: 'delete', id, outcome: 'failed', code: 'refused', request_id: 'r-1' },
      { key: 'cleo', action: 'create' },
      { key: 'dora', action: 'none', outcome: 'blocked', code: 'kept', origin: { file: 'd.yaml', line: 3, column: 1 } },
      { key: 'fay', action: 'create', outcome: 'skipped', code: 'needs-failed' },
      { key: 'gil', action: 'create', outcome: 'skipped', code: 'needs-failed' },
      { key: 'hal', action: 'update', outcome: 'done', waits: true, code: 'schema' },
      { key: 'old', action: 'update', outcome: 'failed' },
      { key: 'emil', action: 'update', disables: true, outcome: 'done' },
    ],
  })
  expect(
    renderRun(run, 'folded', plainStyle),
  ).toBe(`Run 20261124T143000.123Z-1a2b3c: apply on prod\\u001b[2J, workspace acme
Started 2026-11-24 14:30:00 UTC, idctl 1.0.0
Plan file with digest abc

~ update   ada   done       ${id}
+ create   cleo  under way
! disable  emil  done

- delete  bob\\n  failed
    Kratos refused it
    id: ${id}
    request id: r-1
x kept    dora   blocked       d.yaml:3
    it stays: idctl.yaml says \`keep\`
+ create  fay    not started
+ create  gil    not started
    these 2 changes: needs another change, which was not done
~ update  hal    done in part
    Kratos would refuse it: the identity schema does not allow the identity as it is
~ update  old    failed

Reasons are shorter here than in the report of the run: a journal keeps no values and no words of
Kratos.

Interrupted: nothing more was started.
Its journal has no end: it was killed, or is still running.
What was under way may or may not have happened: the next plan tells.
1 record of its journal could not be written or cannot be read.

Result: unfinished. 1 done, 1 failed, 1 blocked, 1 under way, 1 not known.
What was not done is in the next plan: \`idctl plan\`
`)
})

/** Whatever can be in a journal. */
const anyChange: fc.Arbitrary<Omit<RunChange, 'key'>> = fc.record(
  {
    action: fc.constantFrom('create', 'update', 'adopt', 'release', 'disable', 'delete', 'none'),
    outcome: fc.constantFrom('done', 'done', 'done', 'already-done', 'moved', 'failed', 'skipped', 'blocked'),
    disables: fc.constant(true),
  },
  { requiredKeys: ['action'] },
)

describe('what folds in a run', () => {
  const keysIn = (text: string) => new Set(text.match(/\bk\d+\b/g))
  const told = (changes: readonly Omit<RunChange, 'key'>[], detail: Detail) => {
    const keyed = changes.map((change, index) => ({ ...change, key: `k${index}` }))
    return { keyed, text: renderRun(runOf({ changes: keyed }), detail, plainStyle) }
  }

  test('is counted; what was not done, and who lost something, never does', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { minLength: 30, maxLength: 80 }), (changes) => {
        const { keyed, text } = told(changes, 'folded')
        const shown = keysIn(text)
        const folded = keyed.filter(({ key }) => !shown.has(key))
        for (const { action, outcome, disables } of folded) {
          expect(['done', 'already-done']).toContain(outcome)
          expect(['create', 'update', 'adopt', 'none']).toContain(action)
          expect(disables).toBeUndefined()
        }
        const counts = [...text.matchAll(/… (\d+) more like these; all: --full$/gm)].map(([, count]) => Number(count))
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(folded.length)
        expect(keysIn(told(changes, 'full').text).size).toBe(changes.length)
      }),
    )
  })

  test('five are shown, and six are three and a line', () => {
    const creations = (count: number) =>
      Array.from({ length: count }, () => ({ action: 'create', outcome: 'done' }) as const)
    expect(keysIn(told(creations(5), 'folded').text).size).toBe(5)
    expect(told(creations(6), 'folded').text).toContain(`+ create  k0  done
+ create  k1  done
+ create  k2  done
          … 3 more like these; all: --full

`)
  })
})

test('a run that was aborted and came to its end', () => {
  const text = renderRun(runOf({ ...end('interrupted'), interrupted: 'abort' }), 'folded', plainStyle)
  expect(text).toContain('Started 2026-11-24 14:30:00 UTC, ended 2026-11-24 14:31:07 UTC (1 min 6 s), idctl 1.0.0\n')
  expect(text).toContain(
    '\n\nInterrupted twice: what was under way was given up, too.\n\nResult: interrupted (exit 130). No change was begun.',
  )
})

test('as JSON', () => {
  const run = runOf({
    ...end('incomplete'),
    counts: { ...noOutcomes(), done: 1 },
    under_way: 1,
    changes: [
      { key: 'ada', action: 'update', id, outcome: 'done', request_id: 'r-1' },
      { key: 'cleo', action: 'create' },
      {
        key: 'dora',
        action: 'create',
        outcome: 'skipped',
        code: 'failure-limit',
        origin: { file: 'd.yaml', line: 3, column: 1 },
      },
    ],
  })
  const summary = {
    run: run.run,
    command: 'apply',
    target: 'prod',
    workspace: 'acme',
    idctl_version: '1.0.0',
    started_at: '2026-11-24T14:30:00.123Z',
    ended_at: '2026-11-24T14:31:07.000Z',
    result: 'incomplete',
    exit: 5,
    summary: { ...noOutcomes(), done: 1 },
    under_way: 1,
    missing_records: 0,
  }
  expect(JSON.parse(renderRunJson(run))).toEqual({
    format_version: 1,
    run: {
      ...summary,
      changes: [
        { key: 'ada', action: 'update', id, outcome: 'done', request_id: 'r-1' },
        { key: 'cleo', action: 'create', outcome: null },
        {
          key: 'dora',
          action: 'create',
          outcome: 'skipped',
          code: 'failure-limit',
          origin: { file: 'd.yaml', line: 3 },
        },
      ],
    },
  })
  const { exit: _, ended_at: _at, ...unfinished } = summary
  const broken = { run: 'x', problem: 'it is not a journal' }
  const { end: _end, ...open } = run
  expect(JSON.parse(renderRunsJson([open, broken]))).toEqual({
    format_version: 1,
    runs: [
      { ...unfinished, result: 'unfinished' },
      { ...broken, result: 'unreadable' },
    ],
  })
})
