import { describe, expect, test } from 'vitest'
import { intendedOf } from '../../../src/identity/intended.ts'
import { patchFor } from '../../../src/identity/patch.ts'
import { keptEdits } from '../../../src/identity/verified-addresses.ts'
import type { UpdateChange } from '../../../src/model/change.ts'
import type { SourceLocation } from '../../../src/model/diagnostic.ts'
import type { DesiredIdentity, Mark } from '../../../src/model/identity.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import type { Policy } from '../../../src/reconcile/policy.ts'
import {
  type DesiredInput,
  desired,
  type LiveInput,
  live,
  person,
  policy,
  testWorkspace,
} from '../../support/builders.ts'

const email = 'ada@example.com'
const other = 'ada@example.org'
const leaf = (address: string) => `/verifiable_addresses/email:${address}/verified`
const line = (number: number): SourceLocation => ({ file: 'identities/ada.yaml', line: number, column: 3 })

interface AddressInput extends DesiredInput {
  /** Address → `verified`; `undefined`: declared without it. */
  readonly declared?: Readonly<Record<string, boolean | undefined>>
  readonly keep?: true
}

/** A document with declared addresses, from line 9 on; `keep_verified` stands in line 20. */
function document({ declared = {}, keep, ...input }: AddressInput): DesiredIdentity {
  const plain = desired({ key: 'ada', traits: { email }, ...input })
  const list = Object.entries(declared).map(([value, verified], index) => ({
    via: 'email' as const,
    value,
    at: line(9 + index),
    ...(verified === undefined ? {} : { verified }),
  }))
  const leaves = list.flatMap(({ value, verified }) =>
    verified === undefined ? [] : [[leaf(value.toLowerCase()), { value: verified, mode: 'enforce' as const }] as const],
  )
  const places = new Map(list.map(({ value, at }) => [leaf(value.toLowerCase()), at]))
  return {
    ...plain,
    fields: { ...plain.fields, ...Object.fromEntries(leaves) },
    places: { of: (path) => places.get(path) ?? plain.places.of(path) },
    verifiable_addresses: list,
    ...(keep && { keepVerified: line(20) }),
  }
}

function markOf(input: AddressInput): Mark {
  const { change } = decideChange({ kind: 'desired-only', desired: document(input) }, policy())
  if (change?.action !== 'create') throw new Error('a document alone is created')
  return change.mark
}

/** What is decided for a document whose live identity was written from another one, and edited since. */
function decide(now: AddressInput, before: AddressInput, edits: LiveInput = {}, more: Partial<Policy> = {}) {
  const mark = markOf(before)
  const identity = live({ traits: before.traits ?? { email }, mark, ...edits })
  return decideChange({ kind: 'both', desired: document(now), live: identity, by: 'mark', mark }, policy(more))
}

const fieldsOf = (decision: ReturnType<typeof decide>) =>
  decision.change?.fields.map(({ path, before, after, cause }) => [path, before, after, cause])
const consequencesOf = (decision: ReturnType<typeof decide>) =>
  decision.change?.consequences.map(({ code, text }) => `${code}: ${text}`) ?? []

describe('a declared address', () => {
  test.each([
    [
      'is created with its leaf, whatever its spelling',
      { 'Ada@Example.com': true },
      [leaf(email), undefined, true, 'new'],
    ],
    ['without verified is no leaf', { [email]: undefined }, undefined],
  ])('%s', (_name, declared, expected) => {
    const { change } = decideChange({ kind: 'desired-only', desired: document({ declared }) }, policy())
    const found = change?.fields.find(({ path }) => path.startsWith('/verifiable_addresses'))
    expect(found && [found.path, found.before, found.after, found.cause]).toEqual(expected)
    expect(change).toMatchObject({ verifiable_addresses: [{ via: 'email', value: Object.keys(declared)[0] }] })
    expect(JSON.stringify(change)).not.toContain('"at"')
  })

  test.each<[string, AddressInput, AddressInput, LiveInput, unknown]>([
    [
      'is left alone where it is as declared',
      { declared: { [email]: true } },
      { declared: { [email]: true } },
      { verified: true },
      undefined,
    ],
    [
      'is not managed without verified',
      { declared: { [email]: undefined } },
      { declared: { [email]: undefined } },
      { verified: true },
      undefined,
    ],
    ['is verified when the line comes', { declared: { [email]: true } }, {}, {}, [[leaf(email), false, true, 'new']]],
    [
      'is verified when the line changes',
      { declared: { [email]: true } },
      { declared: { [email]: false } },
      {},
      [[leaf(email), false, true, 'pending']],
    ],
    [
      'is brought back when live moves',
      { declared: { [email]: true } },
      { declared: { [email]: true } },
      {},
      [[leaf(email), false, true, 'drift']],
    ],
    [
      'is un-verified',
      { declared: { [email]: false } },
      { declared: { [email]: true } },
      { verified: true },
      [[leaf(email), true, false, 'pending']],
    ],
    [
      'comes with its trait',
      { traits: { email: other }, declared: { [other]: true } },
      {},
      { verified: true },
      [
        ['/traits/email', email, other, 'pending'],
        [leaf(other), undefined, true, 'new'],
      ],
    ],
  ])('%s', (_name, now, before, edits, expected) => {
    const decision = decide(now, before, edits)
    expect(decision.diagnostics).toEqual([])
    expect(fieldsOf(decision)).toEqual(expected)
  })

  test('stays as it is when its line leaves the file', () => {
    const { change } = decide({}, { declared: { [email]: true } }, { verified: true })
    expect(change).toMatchObject({ reason: 'mark', fields: [], released: [leaf(email)] })
    expect(consequencesOf({ change, diagnostics: [] } as never)).toEqual([
      `field-released: ${leaf(email)} left the file: released, live stays`,
    ])
  })

  test('goes with its trait without a word', () => {
    const moved = { traits: { email: other } }
    const { change } = decide(moved, { declared: { [email]: true } }, { verified: true })
    expect(change?.released).toBeUndefined()
    expect(Object.keys((change as UpdateChange).mark.fields)).not.toContain(leaf(email))
  })

  test('that no trait yields is an error at its line, even where nothing else changes', () => {
    for (const verified of [true, undefined]) {
      const { diagnostics } = decide(
        { declared: { [email]: true, [other]: verified } },
        { declared: { [email]: true } },
        { verified: true },
      )
      expect(diagnostics).toMatchObject([{ severity: 'error', code: 'IDC415', at: line(10) }])
      expect(JSON.stringify(diagnostics)).not.toContain(other)
    }
  })

  test('of a trait that the user owns and has changed is the user’s', () => {
    const owned: AddressInput = { ownership: { '/traits/email': 'seed' }, declared: { [email]: true } }
    const decision = decide(owned, owned, { traits: { email: other } })
    expect(decision.diagnostics).toEqual([])
    expect(fieldsOf(decision)).toEqual([])
    expect(Object.keys((decision.change as UpdateChange).mark.fields)).not.toContain(leaf(email))
  })

  test('of a sensitive trait is a sensitive leaf', () => {
    const sensitive = (path: string) => path === '/traits/email'
    const secret = { declared: { [email]: true } }
    expect(decide(secret, {}, {}, { sensitive }).change?.fields).toMatchObject([{ path: leaf(email), sensitive: true }])
    expect(decide({}, secret, { verified: true }, { sensitive }).change).toMatchObject({
      released: ['/verifiable_addresses/email:(sensitive)/verified'],
    })
  })
})

describe('an edit that loses a verified address', () => {
  const moved = { traits: { email: other } }
  const verified = { verified: true }
  test.each<[string, AddressInput, LiveInput, string | undefined]>([
    ['says so', moved, verified, 'address-unverified: a verified address is lost: the new one starts unverified'],
    [
      'says that no trait has it any more',
      { traits: { email: null } as never },
      verified,
      'address-unverified: a verified address is lost: no trait yields it any more',
    ],
    ['has nothing to lose', moved, {}, undefined],
    ['loses nothing by upper case', { traits: { email: 'ADA@example.com' } }, verified, undefined],
    [
      'says whose word keeps it',
      { ...moved, keep: true },
      verified,
      'address-kept-verified: the new address counts as verified, because identities/ada.yaml:20 says so',
    ],
    [
      'goes by the declared state first',
      { ...moved, keep: true, declared: { [other]: true } },
      verified,
      'address-kept-verified: the new address counts as verified, because identities/ada.yaml:9 says so',
    ],
    [
      'goes by the declared state against keep_verified',
      { ...moved, keep: true, declared: { [other]: false } },
      verified,
      'address-unverified: a verified address is lost: the new one starts unverified',
    ],
  ])('%s', (_name, now, edits, expected) => {
    const address = consequencesOf(decide(now, {}, edits)).filter((text) => text.startsWith('address-'))
    expect(address).toEqual(expected === undefined ? [] : [expected])
  })

  test.each([
    ['kept', { ...moved, keep: true as const }, verified, true],
    ['nothing verified', { ...moved, keep: true as const }, {}, undefined],
    ['declared', { ...moved, keep: true as const, declared: { [other]: true } }, verified, undefined],
    ['not asked', moved, verified, undefined],
  ])('carries keep_verified only where it does something: %s', (_name, now, edits, expected) => {
    expect((decide(now, {}, edits).change as UpdateChange).keep_verified).toBe(expected)
  })

  test('gives the leaf of the new address, once and after what is declared', () => {
    const before = live({ traits: { email }, verified: true })
    const edits = [{ path: '/traits/email', after: 'Ada@Example.org' }]
    const schemas = { live: person, intended: person }
    const intended = intendedOf(before, edits, undefined)
    expect(keptEdits(before, intended, schemas, edits)).toEqual([{ path: leaf(other), after: true }])
    const declared = [...edits, { path: leaf(other), after: false }]
    expect(keptEdits(before, intended, schemas, declared)).toEqual([])
    expect(keptEdits(intended, intended, schemas, [])).toEqual([])
  })
})

describe('the patch', () => {
  const mark: Mark = { v: 1, workspace: testWorkspace, key: 'ada', origin: 'a.yaml', made: 'created', fields: {} }
  const state = (index: number, verified: boolean) => [
    { op: 'replace', path: `/verifiable_addresses/${index}/verified`, value: verified },
    { op: 'replace', path: `/verifiable_addresses/${index}/status`, value: verified ? 'completed' : 'pending' },
  ]
  const added = { via: 'email', value: other, verified: true, status: 'completed' }
  test.each([
    ['verifies with both members', {}, [{ path: leaf(email), after: true }], state(0, true)],
    ['takes it back with both', { verified: true }, [{ path: leaf(email), after: false }], state(0, false)],
    ['does nothing twice', { verified: true }, [{ path: leaf(email), after: true }], []],
    [
      'adds a new address beside its trait',
      { verified: true },
      [
        { path: '/traits/email', after: other },
        { path: leaf(other), after: true },
      ],
      [
        { op: 'replace', path: '/traits/email', value: other },
        { op: 'add', path: '/verifiable_addresses/-', value: added },
      ],
    ],
    ['leaves a new address unverified', {}, [{ path: leaf(other), after: false }], []],
  ])('%s', (_name, edits, leaves, expected) => {
    expect(patchFor(live({ mark, ...edits }), leaves, mark, { schema: person })).toEqual(expected)
  })
})
