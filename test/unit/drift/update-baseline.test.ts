import { describe, expect, test } from 'vitest'
import { changesOfBaseline, updateBaseline } from '../../../src/drift/update-baseline.ts'
import type { Plan } from '../../../src/model/plan.ts'
import { entriesOf, judged, today } from '../../support/drift.ts'
import { createOf, fieldOf, planOf, updateOf } from '../render/fixtures.ts'

const acceptance = { owner: 'helpdesk@example.com', reason: 'ticket 4711', expires: '2027-01-31' }
const id = (digit: number) => `${digit}`.repeat(8).concat('-1111-4111-8111-111111111111')
const drifted = (key: string, digit: number, ...paths: string[]) =>
  updateOf(key, { id: id(digit), fields: paths.map((path) => fieldOf(path, { cause: 'drift' })) })

const plan = planOf(
  [
    drifted('ada', 1, '/traits/x', '/state'),
    drifted('bob@example.com', 2, '/traits/x'),
    createOf('cleo', { recreates: true }),
    updateOf('dora', { id: id(3), action: 'adopt', reason: 'unmarked' }),
  ],
  {
    drift: {
      live: 4,
      managed: 2,
      moved: [
        { id: id(1), leaves: { '/traits/x': 'aaaaaaaaaaaaaaaa', '/state': '0123456789012345' } },
        { id: id(2), leaves: { '/traits/x': 'bbbbbbbbbbbbbbbb' } },
        { id: id(3), leaves: {}, whole: 'dddddddddddddddd' },
      ],
      unmanaged: [{ id: id(4) }],
    },
  },
)

/** What `--write-baseline` makes of a baseline. */
function written(text: string | undefined, of: Plan = plan, options: Parameters<typeof judged>[1] = {}) {
  const entries = text === undefined ? [] : entriesOf(text)
  const changes = changesOfBaseline(entries, judged(of, { ...options, entries }), today)
  const { text: next } = updateBaseline(text, changes, acceptance)
  return {
    text: next,
    added: changes.added.length,
    dropped: changes.dropped.map(({ entry, why }) => `${entry.index}: ${why}`),
    kept: changes.kept.length,
    after: judged(of, { ...options, entries: entriesOf(next) }),
  }
}

test('a new baseline accepts all that there is, and nothing is drift then', () => {
  const { text, after } = written(undefined)
  expect(
    text,
  ).toBe(`# Drift that is accepted, for a while: see \`idctl drift --help\`. \`live\` stands for the value that was accepted.
version: 1
accepted:
  - key: ada
    path: /traits/x
    live: aaaaaaaaaaaaaaaa
    owner: helpdesk@example.com
    reason: ticket 4711
    expires: 2027-01-31
  - key: ada
    path: /state
    live: "0123456789012345"
    owner: helpdesk@example.com
    reason: ticket 4711
    expires: 2027-01-31
  - key: bob@example.com
    path: /traits/x
    live: bbbbbbbbbbbbbbbb
    owner: helpdesk@example.com
    reason: ticket 4711
    expires: 2027-01-31
  - key: cleo
    kind: missing
    owner: helpdesk@example.com
    reason: ticket 4711
    expires: 2027-01-31
  - key: dora
    kind: unmarked
    live: dddddddddddddddd
    owner: helpdesk@example.com
    reason: ticket 4711
    expires: 2027-01-31
  - id: ${id(4)}
    owner: helpdesk@example.com
    reason: ticket 4711
    expires: 2027-01-31
`)
  expect(after.counts).toMatchObject({ drifted: 0, accepted: 5 })
})

describe('a baseline that is there', () => {
  const text = `# ours
version: 1
accepted:
  # the wedding
  - { key: ada, path: /traits/x, live: aaaaaaaaaaaaaaaa, owner: ann, reason: r, expires: 2026-06-01 } # soon
  # gone meanwhile
  - { key: zoe, path: /traits/x, owner: ann, reason: r, expires: 2027-01-31 }
  # over
  - { key: ada, path: /state, owner: ann, reason: r, expires: 2026-05-31 }
  - { key: bob@example.com, path: /traits/x, live: cccccccccccccccc, owner: ann, reason: r, expires: 2027-01-31 }
  - { key: yan, path: /traits/x, owner: ann, reason: r, expires: 2026-05-31 }
`

  test('keeps what still accepts something, with its comments; the rest goes, and is named', () => {
    const result = written(text)
    expect(result.text).toContain(`# ours
version: 1
accepted:
  # the wedding
  - { key: ada, path: /traits/x, live: aaaaaaaaaaaaaaaa, owner: ann, reason: r, expires: 2026-06-01 } # soon
  - key: ada
    path: /state
`)
    expect(result.dropped).toEqual([
      '1: it matches no drift',
      '2: it expired on 2026-05-31',
      '3: live has moved on',
      '4: it expired on 2026-05-31',
    ])
    expect([result.added, result.kept]).toEqual([5, 1])
    expect(result.after.counts.drifted).toBe(0)
    expect(result.after.unmatched).toEqual([])
  })

  test('loses nothing of which this run could not tell', () => {
    const { dropped } = written(text, { ...plan, selection: 'a*' })
    expect(dropped).toEqual(['2: it expired on 2026-05-31', '3: live has moved on'])
  })

  test('that accepts all of it stays as it is', () => {
    const { text: once } = written(undefined)
    expect(written(once)).toMatchObject({ text: once, added: 0, dropped: [], kept: 6 })
  })

  test('with brackets or nothing in its list is written out', () => {
    expect(written('version: 1\naccepted: []\n').text).toMatch(/^version: 1\naccepted:\n {2}- key: ada\n/)
    const none = 'version: 1\naccepted: [{ key: z, path: /traits/x, owner: o, reason: r, expires: 2027-01-31 }]\n'
    expect(written(none, planOf([])).text).toBe('version: 1\naccepted: []\n')
  })

  test.each([
    ['whose list is an alias', 'x: &a []\nversion: 1\naccepted: *a\n', []],
    [
      'of which an entry holds what another one refers to',
      `version: 1
accepted:
  - { key: zoe, path: /traits/x, owner: &o ann, reason: r, expires: 2027-01-31 }
  - { key: ada, path: /traits/x, owner: *o, reason: r, expires: 2027-01-31 }
`,
      [0],
    ],
    [
      'that would mean something else without an entry',
      `version: 1
accepted:
  - { key: yan, path: /traits/x, owner: &o ben, reason: r, expires: 2027-01-31 }
  - { key: zoe, path: /traits/x, owner: &o ann, reason: r, expires: 2027-01-31 }
  - { key: ada, path: /traits/x, owner: *o, reason: r, expires: 2027-01-31 }
`,
      [1],
    ],
  ])('%s is refused rather than broken', (_, tangled, dropped) => {
    const all = tangled.startsWith('x:') ? [] : entriesOf(tangled)
    const changes = {
      added: [],
      dropped: all.filter((_, index) => dropped.some((gone) => gone === index)).map((entry) => ({ entry, why: '' })),
      kept: all.filter((_, index) => !dropped.some((gone) => gone === index)),
    }
    expect(() => updateBaseline(tangled, changes)).toThrow(
      expect.objectContaining({ exit: 'error', hint: expect.stringContaining('aliases') }),
    )
  })
})

describe('observed differences', () => {
  const observed = fieldOf('/traits/o', { cause: 'drift' })
  const of = planOf([{ ...updateOf('ada'), action: 'none', observed: [observed, observed] }])
  const entry = 'version: 1\naccepted: [{ key: ada, path: /traits/o, owner: o, reason: r, expires: 2026-05-31 }]\n'

  test('are written only when they count, and each once', () => {
    expect(written(undefined, of).added).toBe(0)
    expect(written(undefined, of, { includeObserved: true })).toMatchObject({
      added: 1,
      after: { counts: { drifted: 0 } },
    })
  })

  test('keep their entries where they do not count', () => {
    expect(written(entry, of)).toMatchObject({ added: 0, dropped: [], kept: 1 })
    expect(written(entry, of, { includeObserved: true }).dropped).toEqual(['0: it expired on 2026-05-31'])
  })
})

test('two sensitive addresses of one person are two entries, and neither pushes out the other', () => {
  const path = (name: string) => `/verifiable_addresses/email:${name}@example.com/verified`
  const leaf = (name: string) => fieldOf(path(name), { cause: 'drift', sensitive: true })
  const moved = [{ id: id(1), leaves: { [path('canary')]: 'aaaaaaaaaaaaaaaa', [path('finch')]: 'bbbbbbbbbbbbbbbb' } }]
  const both = updateOf('ada', { id: id(1), fields: [leaf('canary'), leaf('finch')] })
  const one = planOf([{ ...both, fields: [leaf('canary')] }], { drift: { live: 1, managed: 1, moved } })
  const first = written(undefined, one)
  expect(first.text).toContain('path: /verifiable_addresses/email:(sensitive)/verified\n    live: aaaaaaaaaaaaaaaa')
  const second = written(first.text, { ...one, changes: [both] })
  expect(second).toMatchObject({ added: 1, dropped: [], kept: 1, after: { counts: { drifted: 0, accepted: 1 } } })
  expect(second.text).not.toContain('canary')
})
