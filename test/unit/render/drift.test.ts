import { expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import { renderDrift, renderNoDrift } from '../../../src/render/human/drift.ts'
import { renderDriftJson, renderNoDriftJson } from '../../../src/render/json-drift.ts'
import { shownDrift } from '../../../src/render/masking/shown-drift.ts'
import { plainStyle } from '../../../src/render/style.ts'
import { desired, live } from '../../support/builders.ts'
import { createdMark, entriesOf, judged, person, planForDrift } from '../../support/drift.ts'
import { createOf, fieldOf, noPlanOf, planOf, updateOf } from './fixtures.ts'

const drifted = updateOf('ada', {
  reason: 'both',
  fields: [fieldOf('/traits/a', { cause: 'drift' }), fieldOf('/traits/b'), fieldOf('/state', { cause: 'both' })],
})
const facts = { live: 10, managed: 9, moved: [] }

type Options = Parameters<typeof judged>[1]
const found = (plan: Plan, options: Options) => shownDrift({ plan, view: judged(plan, options) })
const human = (plan: Plan, options: Options = {}) => renderDrift(found(plan, options), plainStyle, () => undefined)
const json = (plan: Plan, options: Options = {}) => JSON.parse(renderDriftJson(found(plan, options)))

test('keeps what moved live and counts what is pending', () => {
  const plan = planOf([drifted, updateOf('bob'), createOf('eve')], { summary: { unchanged: 7 }, drift: facts })
  expect(human(plan)).toBe(`Workspace acme-1 on prod

ada  identities/ada.yaml:3  (people can change a part of this themselves)
    /traits/a: live "old", file "new"
    /state: live "old", file "new"  (the file moved too)

Drift: 1 drifted (1 where people can change a part of it themselves), 0 accepted, 2 pending, 7 unchanged, 0 unmanaged; coverage 90 %.
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
  expect(human(plan, { entries })).toBe(`Workspace acme-1 on prod

ada  identities/ada.yaml:3  (only the admin API can change this)
    /traits/a: live "old", file "new"  (accepted by ann until 2026-06-01: married\\u001b[31m)
    /state: live "old", file "new"  (the file moved too)  (the acceptance of ben expired on 2026-05-31)

bob  identities/bob.yaml:3  (people can change this themselves)
    /traits/x: live "old", file "new"  (live has moved on since cy accepted it)

Drift: 2 drifted (1 where people can change it themselves, 1 where only the admin API can), 0 accepted, 0 pending, 0 unchanged, 0 unmanaged; coverage 100 %.
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
  expect(human(plan)).toContain('    /traits/x: live "old", file "new"  (observed)\n')
  expect(human(plan)).toContain(
    'Drift: 0 drifted, 0 accepted, 0 pending, 1 unchanged, 0 unmanaged; 1 of them with observed differences; ',
  )
  expect(json(plan).changes).toMatchObject([
    { drift: [], fields: [], observed: [{ path: '/traits/x', kind: 'person' }] },
  ])
  expect(human(plan, { includeObserved: true })).toContain(
    'Drift: 1 drifted (1 where people can change it themselves), 0 accepted, 0 pending, 0 unchanged, 0 unmanaged; 1 of',
  )
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
  expect(human(plan, { entries })).toBe(`Workspace acme-1 on prod

ada  identities/ada.yaml:3  (unmarked)
    no mark: never adopted, or another tool wiped it
    not verified

bob  identities/bob.yaml:3  (only the admin API can change this)
    idctl disabled it when its document left; somebody has activated it again since

cleo  identities/cleo.yaml:3  (missing)
    gone: it was applied before, and no identity has its mark any more

22222222-2222-4222-8222-222222222222  (unmanaged)  (accepted by ann until 2026-06-01: break glass)
33333333-3333-4333-8333-333333333333  (unmanaged; marked by another workspace)

Drift: 4 drifted (1 missing, 1 unmarked, 1 where only the admin API can, 1 unmanaged), 1 accepted, 0 pending, 0 unchanged; coverage 90 %.
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
  expect(human(plan)).toContain(`${shown}: live (sensitive), file (sensitive)`)
  expect(human(plan)).not.toContain('canary')
  expect(JSON.stringify(json(plan))).not.toContain('canary')
})

test('nothing moved is one line', () => {
  expect(human(planOf([updateOf('bob')]))).toBe(
    'Drift: 0 drifted, 0 accepted, 1 pending, 0 unchanged, 0 unmanaged; coverage 100 %.\n',
  )
  expect(json(planOf([]))).not.toHaveProperty('unmanaged')
})

test('with errors in the files nothing is said of drift', () => {
  const noPlan = noPlanOf([{ severity: 'error', code: 'IDC501', summary: 'twice' }])
  expect(renderNoDrift(noPlan, plainStyle, () => undefined)).toBe(
    'error IDC501: twice\n\n1 error; drift cannot be told until the errors are gone.\n',
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
  expect(renderDrift(found, plainStyle, () => undefined)).toBe(`Baseline b.yaml: 2 added, 1 dropped, 3 kept.
    added    ada  /traits/a
    added    22222222-2222-4222-8222-222222222222
    dropped  bob  /traits/x: it matches no drift

Drift: 0 drifted, 0 accepted, 0 pending, 0 unchanged, 0 unmanaged; coverage 100 %.
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
  const line = human(plan, { includeObserved }).trimEnd().split('\n').at(-1) ?? ''
  const [numbers = ''] = line.replace(/ \(.*?\)/, '').split(';')
  const sum = [...numbers.matchAll(/\d+/g)].reduce((total, [number]) => total + Number(number), 0)
  expect([line, sum]).toEqual([line, 8])
  const [, groups = '', drifters = ''] = /(\d+) drifted \((.*?)\)/.exec(line) ?? []
  expect([...drifters.matchAll(/\d+/g)].reduce((total, [number]) => total + Number(number), 0)).toBe(Number(groups))
})
