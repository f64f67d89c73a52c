import { expect, test } from 'vitest'
import type { Change } from '../../../src/model/change.ts'
import type { Plan } from '../../../src/model/plan.ts'
import { renderNoDrift } from '../../../src/render/human/drift.ts'
import { renderDriftJson, renderNoDriftJson } from '../../../src/render/json-drift.ts'
import { shownDrift } from '../../../src/render/masking/shown-drift.ts'
import { plainStyle } from '../../../src/render/style.ts'
import { desired, live } from '../../support/builders.ts'
import { createdMark, entriesOf, judged, person, planForDrift } from '../../support/drift.ts'
import { driftText } from '../../support/drift-text.ts'
import { createOf, fieldOf, noPlanOf, planOf, updateOf } from './fixtures.ts'

const drifted = updateOf('ada', {
  reason: 'both',
  fields: [fieldOf('/traits/a', { cause: 'drift' }), fieldOf('/traits/b'), fieldOf('/state', { cause: 'both' })],
})
const facts = { live: 10, managed: 9, moved: [] }

type Options = Parameters<typeof judged>[1]
const found = (plan: Plan, options: Options) => shownDrift({ plan, view: judged(plan, options) })
const human = (plan: Plan, options: Options = {}) => driftText(found(plan, options))
const json = (plan: Plan, options: Options = {}) => JSON.parse(renderDriftJson(found(plan, options)))

test('keeps what moved live and counts what is pending', () => {
  const plan = planOf([drifted, updateOf('bob'), createOf('eve')], { summary: { unchanged: 7 }, drift: facts })
  expect(human(plan)).toBe(`Workspace acme-1 on prod: 1 of 10 drifted; values are file → live

Admin API (1): people cannot change this themselves; an administrator, another tool or a webhook did
  ada  identities/ada.yaml:3
    /state     "new" → "old" (the file changed, too)
    and people can change this themselves:
    /traits/a  "new" → "old"

Drift: 1 drifted. 2 pending, 7 unchanged. Coverage 90 %.
`)
  const { changes, summary } = json(plan)
  expect(changes).toMatchObject([
    {
      key: 'ada',
      drift: ['person', 'tool'],
      fields: [
        { path: '/traits/a', kind: 'person' },
        { path: '/state', kind: 'tool' },
      ],
    },
  ])
  expect(summary).toMatchObject({
    drifted: 1,
    accepted: 0,
    pending: 2,
    coverage: 90,
    kinds: { person: 1, tool: 1, missing: 0, unmarked: 0, unmanaged: 0 },
  })
})

test('what the baseline says stands beside each difference', () => {
  const plan = planOf([drifted, updateOf('bob', { fields: [fieldOf('/traits/x', { cause: 'drift' })] })])
  const entries = entriesOf(`version: 1
accepted:
  - { key: ada, path: /traits/a, owner: ann, reason: "married\\x1b[31m", expires: 2026-06-01 }
  - { key: ada, path: /state, owner: ben, reason: r, expires: 2026-05-31 }
  - { key: bob, path: /traits/x, live: aaaaaaaaaaaaaaaa, owner: cy, reason: r, expires: 2027-01-01 }
`)
  expect(human(plan, { entries })).toBe(`Workspace acme-1 on prod: 2 of 2 drifted; values are file → live

Admin API (1): people cannot change this themselves; an administrator, another tool or a webhook did
  ada  identities/ada.yaml:3
    /state     "new" → "old" (the file changed, too) (the acceptance of ben expired on 2026-05-31)
    and people can change this themselves:
    /traits/a  "new" → "old" (accepted by ann until 2026-06-01: married\\u001b[31m)

Self-service (1): people can change this themselves; a tool can, too
  bob  identities/bob.yaml:3
    /traits/x  "new" → "old" (live has moved on since cy accepted it)

Drift: 2 drifted.
`)
  expect(json(plan, { entries }).changes).toMatchObject([
    {
      key: 'ada',
      drift: ['tool'],
      fields: [
        {
          path: '/traits/a',
          acceptance: {
            state: 'accepted',
            owner: 'ann',
            expires: '2026-06-01',
            origin: { file: 'baseline.yaml', line: 3 },
          },
        },
        { path: '/state', acceptance: { state: 'expired', owner: 'ben' } },
      ],
    },
    { key: 'bob', fields: [{ acceptance: { state: 'outdated', owner: 'cy' } }] },
  ])
})

test('observed differences are shown and counted apart', () => {
  const observed = [fieldOf('/traits/x', { cause: 'drift' })]
  const plan = planOf([{ ...updateOf('ada'), action: 'none', observed }], { summary: { unchanged: 1 } })
  expect(human(plan)).toContain(`Observed (1): the files leave these values alone, so this is no drift
  ada  identities/ada.yaml:3
    /traits/x  live "old", file "new"

No drift. 1 unchanged. 1 has observed differences.
`)
  expect(json(plan).changes).toMatchObject([
    { drift: [], fields: [], observed: [{ path: '/traits/x', kind: 'person' }] },
  ])
  expect(human(plan, { includeObserved: true })).toContain(`
    /traits/x  live "old", file "new" (observed)

Drift: 1 drifted. 1 has observed differences.
`)
})

test('identities as a whole: no mark, activated again, gone, unmanaged', () => {
  const plan = planOf(
    [
      updateOf('ada', { action: 'adopt', reason: 'unmarked', blocked: { code: 'adoption', reason: 'not verified' } }),
      {
        ...updateOf('bob'),
        action: 'none',
        reason: 'document-gone',
        blocked: { code: 'reactivated', reason: 'again' },
      },
      createOf('cleo', { recreates: true }),
    ],
    {
      drift: {
        ...facts,
        unmanaged: [
          { id: '22222222-2222-4222-8222-222222222222' },
          { id: '33333333-3333-4333-8333-333333333333', foreign: true },
        ],
      },
      summary: { unmanaged: 2 },
    },
  )
  const entries = entriesOf(`version: 1
accepted:
  - { id: 22222222-2222-4222-8222-222222222222, owner: ann, reason: break glass, expires: 2026-06-01 }
`)
  expect(human(plan, { entries })).toBe(`Workspace acme-1 on prod: 4 of 5 drifted; values are file → live

Activated again (1): idctl had disabled them, because their documents left
  bob   identities/bob.yaml:3

Gone (1): applied before, and no live identity has their mark any more
  cleo  identities/cleo.yaml:3

Unmarked (1): a document claims them; they were never adopted, or another tool wiped the mark
  ada   identities/ada.yaml:3
    blocked: not verified

Unmanaged (1): no document claims them, and they have no mark of this workspace
  33333333-3333-4333-8333-333333333333 (marked by another workspace)

Accepted (1): the baseline accepts it for a while
  22222222-2222-4222-8222-222222222222 (accepted by ann until 2026-06-01: break glass)

Drift: 4 drifted. 1 accepted. Coverage 90 %.
`)
  expect(json(plan, { entries }).unmanaged).toMatchObject([
    { id: '22222222-2222-4222-8222-222222222222', acceptance: { state: 'accepted', owner: 'ann' } },
    { id: '33333333-3333-4333-8333-333333333333', foreign: true },
  ])
})

test('the address in the path of a sensitive leaf is shown nowhere', () => {
  const path = '/verifiable_addresses/email:canary@example.com/verified'
  const field = fieldOf(path, { cause: 'drift', sensitive: true, before: false, after: true })
  const plan = planOf([updateOf('ada', { fields: [field] })])
  const shown = '/verifiable_addresses/email:(sensitive)/verified'
  expect(human(plan)).toContain(`${shown}  (sensitive) → (sensitive)`)
  expect(human(plan)).not.toContain('canary')
  expect(JSON.stringify(json(plan))).not.toContain('canary')
})

test('nothing moved is one line', () => {
  expect(human(planOf([updateOf('bob')]))).toBe('No drift. 1 pending.\n')
  expect(json(planOf([]))).not.toHaveProperty('unmanaged')
})

test('with errors in the files nothing is said of drift', () => {
  const noPlan = noPlanOf([{ severity: 'error', code: 'IDC501', summary: 'twice' }])
  expect(renderNoDrift(noPlan, { style: plainStyle, readSnippet: () => undefined, detail: 'folded' })).toBe(
    'error IDC501: twice\n\n1 error; drift cannot be told until the errors are gone.\n`idctl explain IDC501` tells more.\n',
  )
  const { diagnostics, ...nothing } = json(planOf([]))
  expect(JSON.parse(renderNoDriftJson(noPlan))).toEqual({ ...nothing, diagnostics: noPlan.diagnostics })
})

test('what became of the baseline stands before the last line', () => {
  const plan = planOf([])
  const [entry] = entriesOf(
    'version: 1\naccepted: [{ key: bob, path: /traits/x, owner: o, reason: r, expires: 2026-06-01 }]\n',
  )
  if (entry === undefined) throw new Error('one entry')
  const update = {
    file: 'b.yaml',
    added: [
      { key: 'ada', path: '/traits/a', live: 'aaaaaaaaaaaaaaaa' },
      { id: '22222222-2222-4222-8222-222222222222' },
    ],
    dropped: [{ entry, why: 'it matches no drift' }],
    kept: [entry, entry, entry],
  }
  const found = { plan, view: judged(plan), update }
  expect(driftText(found)).toBe(`Baseline b.yaml: 2 added, 1 dropped, 3 kept.
  dropped bob /traits/x: it matches no drift

No drift.
`)
  expect(JSON.parse(renderDriftJson(found)).baseline).toEqual({
    file: 'b.yaml',
    added: [{ key: 'ada', path: '/traits/a' }, { id: '22222222-2222-4222-8222-222222222222' }],
    dropped: [{ key: 'bob', path: '/traits/x', why: 'it matches no drift' }],
    kept: 3,
  })
})

test.each([false, true])('the numbers add up to everybody; observed ones counted: %s', async (includeObserved) => {
  const mail = (name: string) => `${name}@example.com`
  const pair = (name: string, more: object = {}, edits: object = {}) =>
    person({ key: name, traits: { email: mail(name), roles: ['a'] }, ...more }, edits)
  const drifted = (name: string, roles: string[], more: object = {}) =>
    pair(name, {}, { traits: { email: mail(name), roles }, ...more })
  const pending = pair('cleo')
  const people = [
    drifted('ada', ['b']),
    drifted('bob', ['b'], { state: 'inactive' }),
    pair('dora'),
    pair('eve', { ownership: { '/traits/roles': 'observe' } }, { traits: { email: mail('eve'), roles: ['c'] } }),
    { ...pending, document: desired({ key: 'cleo', traits: { email: mail('cleo'), roles: ['new'] } }) },
  ]
  const newcomer = desired({ key: 'fred', traits: { email: mail('fred') } })
  const root = desired({ key: 'root', traits: { email: mail('root') }, protect: true })
  const strangers = [
    live({ traits: { email: mail('root') }, mark: createdMark(root) }),
    live({ traits: { email: mail('x') } }),
  ]
  const plan = await planForDrift(
    [...people.map(({ document }) => document), newcomer],
    [...people.map(({ there }) => there), ...strangers],
  )
  const text = human(plan, { includeObserved })
  const line = text.trimEnd().split('\n\n').at(-1)?.replaceAll('\n ', '') ?? ''
  const sum = (part: string) => [...part.matchAll(/\d+/g)].reduce((total, [number]) => total + Number(number), 0)
  expect([line, sum(line.replace(/ \d+ (has|have) observed.*| Coverage.*/, ''))]).toEqual([line, 8])
  expect(text).toMatch(/^Workspace acme-test on test: [23] of 8 drifted/)
  const sections = [...text.matchAll(/^[A-Z].* \((\d+)\): /gm)].filter(([title]) => !title.startsWith('Observed'))
  expect(sections.reduce((total, [, count]) => total + Number(count), 0)).toBe(Number(/(\d+) drifted/.exec(line)?.[1]))
})

test.each<[what: string, of: (index: number) => Change]>([
  ['who is gone', (index) => createOf(`gone-${index}`, { recreates: true })],
  ['who was locked out', (index) => updateOf(`out-${index}`, { fields: [state('active', 'inactive')] })],
  [
    'who was let in again',
    (index) => updateOf(`in-${index}`, { fields: [state('inactive', 'active')], counts: { removals: 1 } }),
  ],
  [
    'whom apply may not adopt',
    (index) =>
      updateOf(`a-${index}`, { action: 'adopt', reason: 'unmarked', blocked: { code: 'adoption', reason: 'b' } }),
  ],
])('however many they are, each stands there: %s', (_, of) => {
  const people = Array.from({ length: 20 }, (__, index) => of(index))
  const text = human(planOf(people))
  expect(people.filter(({ key }) => !text.includes(`  ${key} `))).toEqual([])
})

test('many who are alike are one line, unless all are asked for; another acceptance is not alike', () => {
  const people = Array.from({ length: 20 }, (_, index) => drift20(index))
  const entries = entriesOf(`version: 1
accepted:
${Array.from({ length: 7 }, (_, index) => `  - { key: p-${index}, path: /metadata_public/team, owner: ann, reason: r, expires: 2027-01-01 }`).join('\n')}
`)
  const found = shownDrift({ plan: planOf(people), view: judged(planOf(people), { entries }) })
  const text = driftText(found)
  expect(text).toContain('Admin API (13): ')
  expect(text).toContain('  … 10 more like these: /metadata_public/team "new" → "old"; all: --full\n')
  expect(text).toContain('Accepted (7): the baseline accepts it for a while\n  accepted by ann until 2027-01-01: r\n')
  expect(text).toContain('  … 4 more like these: /metadata_public/team "new" → "old"; all: --full\n')
  const full = driftText(found, { detail: 'full' })
  expect(full).not.toContain('more like these')
  expect(full.match(/^ {2}p-\d+/gm)).toHaveLength(20)
  expect(driftText(found, { detail: 'summary' })).not.toMatch(/^ {2}p-/m)
})

const drift20 = (index: number) =>
  updateOf(`p-${index}`, { fields: [fieldOf('/metadata_public/team', { cause: 'drift' })] })

function state(file: string, now: string) {
  return fieldOf('/state', { before: now, after: file, cause: 'drift' })
}
