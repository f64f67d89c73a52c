import { describe, expect, test } from 'vitest'
import { lineDigest } from '../../../src/identity/line-digest.ts'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { CreateChange } from '../../../src/model/change.ts'
import { digestOf } from '../../../src/model/digest.ts'
import type { Mark } from '../../../src/model/identity.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { nameLeaves } from '../../../src/reconcile/evidence/name-leaves.ts'
import { createAccountTraces, traceReader } from '../../../src/reconcile/evidence/newcomers.ts'
import type { Pair } from '../../../src/reconcile/match/match.ts'
import { createAcquaintances } from '../../../src/reconcile/plan/tell-apart.ts'
import { desired, live, policy } from '../../support/builders.ts'
import { nameTrait, phoneTrait, traitSchema } from '../../support/schemas.ts'

const read = traceReader(nameLeaves(policy().schemas, undefined))
const named: Mark['fields'] = { '/traits/name/first': digestOf('Ada'), '/traits/name/last': digestOf('Lovelace') }
const mark: Mark = { v: 1, workspace: 'acme', key: 'b@x.org', origin: 'b.yaml', made: 'created', fields: {} }

function creation(over: Partial<CreateChange> = {}, marked: Partial<Mark> = {}): CreateChange {
  return {
    action: 'create',
    key: 'a@x.org',
    reason: 'new',
    fields: [{ path: '/schema_id', after: 'person', cause: 'new', sensitive: false }],
    mark: { ...mark, key: 'a@x.org', origin: 'a.yaml', fields: named, ...marked },
    way_in: [],
    consequences: [],
    counts: {},
    ...over,
  }
}

const listed = (over: Partial<CreateChange> = {}) => creation(over, { shared: true })
const inList = { origin: 'a.yaml', shared: true } as const
const elsewhere = { own: [], kin: [] }
const kin = { own: [], kin: ['one'] }

describe('an account of ours may be somebody who would be created', () => {
  test.each<[string, CreateChange, Partial<Mark>, object]>([
    ['with the key', creation(), { key: 'a@x.org' }, { own: ['one'], kin: [] }],
    ['with nothing in common: no', creation(), {}, elsewhere],
    ['with a former key', creation({ previously: ['b@x.org'] }), {}, kin],
    ['that once had the key', creation(), { lines: [lineDigest('a@x.org')] }, kin],
    ['alone in the file', creation(), { origin: 'a.yaml' }, kin],
    ['among others in what was a file of its own: no', creation(), inList, elsewhere],
    ['alone in what is a list by now: no', listed(), { origin: 'a.yaml' }, elsewhere],
    ['called the same in the list', listed(), { ...inList, fields: { ...named, '/traits/phone': 'other' } }, kin],
    ['called the same in another file: no', listed(), { shared: true, fields: named }, elsewhere],
    ['called the same, as others are: no', listed({ called_alike: true }), { ...inList, fields: named }, elsewhere],
    ['called otherwise: no', listed(), { ...inList, fields: { ...named, '/traits/name/last': 'byron' } }, elsewhere],
    [
      'whose names were taken away: no',
      listed(),
      { ...inList, fields: { '/traits/name/first': '-', '/traits/name/last': '-' } },
      elsewhere,
    ],
  ])('%s', (_, change, over, expected) => {
    const accounts = createAccountTraces()
    accounts.see('one', read.ofAccount({ ...mark, ...over }, 'person'))
    const traces = read.ofCreation(change)
    expect({ own: accounts.with(traces.own), kin: accounts.with(traces.kin) }).toEqual(expected)
  })
})

describe('a plan tells from a creation', () => {
  const told = (
    known: readonly [Mark, ReturnType<typeof desired> | undefined][],
    change = listed(),
    files = new Set(['a.yaml']),
  ) => {
    const documents = known.flatMap(([, document]) => document ?? [])
    const acquaintances = createAcquaintances(documents, policy({ files }))
    const ids = known.map(([one, document]) => {
      const account = { live: live({ mark: one }), mark: one }
      const pair: Pair = document
        ? { kind: 'both', desired: document, by: 'mark', ...account }
        : { kind: 'live-only', ...account }
      acquaintances.take?.(pair, { diagnostics: [] })
      return account.live.id
    })
    const { told_apart, called_alike } = acquaintances.tellApart(change) as CreateChange
    return { told: ids.filter((id) => told_apart?.includes(id)).length, count: told_apart?.length, called_alike }
  }
  const list = { ...mark, ...inList, fields: named }

  test('whoever has its key, goes by its names or leaves its file', () => {
    expect(told([[{ ...mark, key: 'a@x.org' }, undefined]])).toMatchObject({ told: 1, count: 1 })
    expect(told([[list, undefined]])).toMatchObject({ told: 1, count: 1 })
    expect(told([[{ ...mark, origin: 'a.yaml' }, undefined]], creation())).toMatchObject({ told: 1, count: 1 })
    expect(told([[mark, undefined]])).toMatchObject({ told: 0, count: 0 })
  })

  test('whoever once had its key, or comes from its file, though nothing is to be done with them', () => {
    const own = desired({ key: 'b@x.org', file: 'b.yaml' })
    expect(told([[{ ...mark, lines: [lineDigest('a@x.org')] }, own]])).toMatchObject({ told: 1 })
    expect(told([[{ ...mark, origin: 'a.yaml' }, own]], creation())).toMatchObject({ told: 1 })
  })

  test('nobody whose mark names a file without documents: nobody new can be in it', () => {
    const own = desired({ key: 'b@x.org', file: 'b.yaml' })
    const elsewhere = new Set(['b.yaml'])
    expect(told([[{ ...mark, origin: 'a.yaml' }, own]], creation(), elsewhere)).toMatchObject({ told: 0 })
  })

  test('nobody by names that two documents of the file have', () => {
    const traits = { email: 'b@x.org', name: { first: 'Ada', last: 'Lovelace' } }
    const acquaintances = createAcquaintances(
      [
        desired({ traits, file: 'a.yaml' }),
        desired({ traits: { ...traits, email: 'a@x.org' }, file: 'a.yaml' }),
        desired({ traits: { ...traits, email: 'c@x.org' }, file: 'c.yaml' }),
      ],
      policy(),
    )
    expect(acquaintances.tellApart(listed())).toMatchObject({ called_alike: true, told_apart: [] })
    const other = creation({ key: 'c@x.org' }, { origin: 'c.yaml', shared: true })
    expect(acquaintances.tellApart(other)).not.toHaveProperty('called_alike')
  })

  test('names are the same in another order, and numbers in another form; documents without names have none', () => {
    const { schemas } = compileIdentitySchemas([
      { id: 'person', schema: traitSchema({ name: nameTrait, phone: phoneTrait }) },
    ])
    const isAlike = (...all: readonly JsonObject[]) => {
      const documents = all.map((traits, index) => desired({ key: `k${index}`, traits, file: 'a.yaml' }))
      const acquaintances = createAcquaintances(
        documents,
        policy({ schemas, display: ['/traits/name', '/traits/phone'] }),
      )
      return 'called_alike' in acquaintances.tellApart(listed({ key: 'k0' }))
    }
    const name = { first: 'Ada', last: 'Lovelace' }
    expect(isAlike({ name }, { name: { last: 'Lovelace', first: 'Ada' } })).toBe(true)
    expect(isAlike({ name }, { name: { first: 'Lovelace', last: 'Ada' } })).toBe(false)
    expect(isAlike({ phone: '+49 30 901820' }, { phone: '+4930901820' })).toBe(true)
    expect(isAlike({ phone: '+49 30 901820' }, { phone: '+49 30 901821' })).toBe(false)
    expect(isAlike({}, {})).toBe(false)
  })

  test('an account is told apart whose document lets its owner have another name', () => {
    const own = desired({
      key: 'b@x.org',
      file: 'a.yaml',
      traits: { email: 'b@x.org', name: { first: 'Bea' } },
      ownership: { '/traits/name': 'seed' },
    })
    expect(told([[list, own]])).toMatchObject({ told: 1 })
  })
})
