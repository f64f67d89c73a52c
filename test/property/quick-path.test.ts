import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DesiredIdentity, LiveIdentity } from '../../src/model/identity.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { decideCreate } from '../../src/reconcile/decide/decide-create.ts'
import { createMatcher, type Pair } from '../../src/reconcile/match/match.ts'
import { type DesiredInput, desired, live, policy, testWorkspace } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'

interface Person {
  readonly email: string
  readonly file: string
  readonly first?: string | undefined
  readonly last?: string | undefined
  readonly key?: string | undefined
  readonly external_id?: string | undefined
  readonly previously?: string | undefined
}

/** What becomes of somebody's document, and of the account. */
interface Event {
  readonly document: Partial<Person>
  readonly isGone: boolean
  readonly own?: { readonly email: string; readonly verified: boolean } | undefined
  readonly isBound: boolean
}

const emails = fc.constantFrom('e0', 'e1', 'e2', 'e3', 'e4').map((name) => `${name}@example.com`)
const keys = fc.constantFrom('k0', 'k1', 'k2')
const numbers = fc.constantFrom('n0', 'n1', 'n2')
const firsts = fc.constantFrom('Adelheid', 'Bonifaz', 'Cornelius')
const lasts = fc.constantFrom('Grabowski', 'Holzapfel')
const files = fc.constantFrom('list-1.yaml', 'list-2.yaml', 'sole-1.yaml', 'sole-2.yaml', 'sole-3.yaml')
const maybe = <T>(value: fc.Arbitrary<T>, nil: number) => fc.option(value, { nil: undefined, freq: nil })

const person: fc.Arbitrary<Person> = fc.record({
  email: emails,
  file: files,
  first: maybe(firsts, 4),
  last: maybe(lasts, 4),
  key: maybe(keys, 1),
  external_id: maybe(numbers, 1),
})
const changed: fc.Arbitrary<Partial<Person>> = fc.record(
  {
    email: emails,
    file: files,
    first: firsts,
    last: lasts,
    key: keys,
    external_id: numbers,
    previously: fc.oneof(keys, numbers, emails),
  },
  { requiredKeys: [] },
)
const event: fc.Arbitrary<Event> = fc.record({
  document: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 3, arbitrary: changed }),
  isGone: fc.nat(4).map((pick) => pick === 0),
  own: maybe(fc.record({ email: emails, verified: fc.boolean() }), 1),
  isBound: fc.boolean(),
})

function folderOf(people: readonly Person[]): DesiredIdentity[] | undefined {
  const inFile = (file: string) => people.filter((one) => one.file === file).length
  const documents = people.map(({ email, file, first, last, key, external_id, previously }) => {
    const name: JsonObject = { ...(first !== undefined && { first }), ...(last !== undefined && { last }) }
    const traits: JsonObject = { email, ...(Object.keys(name).length > 0 && { name }) }
    const input: DesiredInput = {
      traits,
      file: `identities/${file}`,
      ...(key !== undefined && { key }),
      ...(external_id !== undefined && { external_id }),
      ...(previously !== undefined && { previously: [previously] }),
    }
    return { ...desired(input), soleDocument: file.startsWith('sole') && inFile(file) === 1 }
  })
  const isAmbiguous = (values: readonly (string | undefined)[]) => {
    const given = values.filter((value) => value !== undefined)
    return new Set(given).size < given.length
  }
  // What the files alone forbid never comes to matching.
  const isFaulty =
    isAmbiguous(documents.map(({ key }) => key)) ||
    isAmbiguous(people.map(({ email }) => email)) ||
    isAmbiguous(people.map(({ external_id }) => external_id)) ||
    isAmbiguous(people.map(({ previously }) => previously)) ||
    people.some(({ previously }) => documents.some(({ key }) => key === previously))
  return isFaulty ? undefined : documents
}

function accountOf(document: DesiredIdentity, { own, isBound }: Event, index: number): LiveIdentity {
  const { change } = decideCreate(document, policy())
  if (change?.action !== 'create') throw new Error('no creation')
  const traits: JsonObject = {}
  for (const [path, { value }] of Object.entries(document.fields)) {
    const [, root, name, part] = path.split('/')
    if (root !== 'traits' || name === undefined) continue
    if (part === undefined) traits[name] = value
    else traits[name] = { ...(traits[name] as JsonObject | undefined), [part]: value }
  }
  const externalId = document.fields['/external_id']?.value
  const id = `id-${index}`
  const isTouched = own !== undefined || isBound
  const identity = live({
    id,
    traits: own ? { ...traits, email: own.email } : traits,
    ...(typeof externalId === 'string' && { external_id: externalId }),
    ...(own && { verified: own.verified }),
    mark: { ...change.mark, ...(isBound && { id }) },
  })
  const created = '2026-01-01T00:00:00Z'
  return { ...identity, created_at: created, updated_at: isTouched ? '2026-02-01T00:00:00Z' : created }
}

function answersOf(documents: readonly DesiredIdentity[], accounts: readonly LiveIdentity[], isPatient: boolean) {
  const matcher = createMatcher(documents, policy(), { isPatient })
  const settled = accounts.flatMap((account) => matcher.offer(account) ?? [])
  const { pairs, withdrawn, diagnostics } = matcher.finish()
  const kept = settled.filter(({ live: { id } }) => !withdrawn.has(id))
  return [...[...kept, ...pairs].map(answerOf), ...diagnostics.map(({ code }) => code)].sort()
}

function answerOf(pair: Pair): string {
  const key = 'desired' in pair ? pair.desired.key : '-'
  const id = 'live' in pair ? pair.live.id : '-'
  return `${pair.kind} ${key} ${id}${'blocked' in pair ? ` ${pair.blocked.code}` : ''}`
}

describe('what can be said of an account as it passes', () => {
  test('is what is said after everything was seen, in whatever order', () => {
    let joined = 0
    fc.assert(
      fc.property(
        fc.array(fc.tuple(person, event), { minLength: 2, maxLength: 4 }),
        maybe(person, 1),
        fc.integer(),
        (people, newcomer, turn) => {
          const before = folderOf(people.map(([one]) => one))
          fc.pre(before !== undefined)
          const accounts = before.map((document, index) => accountOf(document, people[index]?.[1] as Event, index))
          const held = accounts.map(({ traits }) => traits['email'])
          fc.pre(new Set(held).size === held.length)
          const stay = people.flatMap(([one, { document, isGone }]) => (isGone ? [] : [{ ...one, ...document }]))
          const after = folderOf([...stay, ...(newcomer ? [newcomer] : [])])
          fc.pre(after !== undefined)
          const by = Math.abs(turn) % accounts.length
          const order = [...accounts.slice(by), ...accounts.slice(0, by)]
          const patient = answersOf(after, accounts, true)
          if (patient.some((answer) => answer.startsWith('both'))) joined++
          expect(answersOf(after, order, false)).toEqual(patient)
          expect(answersOf(after, [...order].reverse(), true)).toEqual(patient)
        },
      ),
      { numRuns: runsOf({ quick: 200, deep: 12_000 }, 'IDCTL_QUICK_RUNS') },
    )
    expect(joined).toBeGreaterThan(50)
  })
})

/** What there is of somebody: nothing, the account, or also something that looks like it. */
const presences = ['nothing', 'account', 'copy', 'bound copy', 'unreadable', 'unreadable without key'] as const

function presencesOf(document: DesiredIdentity, presence: (typeof presences)[number], index: number): LiveIdentity[] {
  if (presence === 'nothing') return []
  const account = accountOf(document, { document: {}, isGone: false, isBound: presence === 'bound copy' }, index)
  const other = { ...account, id: `other-${index}` }
  const key = presence === 'unreadable' ? { key: document.key } : {}
  const unreadable = { kind: 'unreadable', why: 'v is 2', workspace: testWorkspace, ...key } as const
  switch (presence) {
    case 'account':
      return [account]
    case 'copy':
      return [account, other]
    case 'bound copy':
      return [other]
    default:
      return [{ ...account, mark: unreadable }]
  }
}

test('an account that resembles nobody changes nothing for the others, so none of them is needed to decide for whom there is no account', () => {
  const [stranger] = folderOf([{ email: 'stranger@example.com', file: 'elsewhere.yaml', key: 'stranger' }]) ?? []
  const resemblesNobody = accountOf(stranger as DesiredIdentity, { document: {}, isGone: false, isBound: false }, 99)
  const answersBeside = (documents: readonly DesiredIdentity[], accounts: readonly LiveIdentity[]) => {
    const row = answerOf({ kind: 'live-only', live: resemblesNobody } as Pair)
    const answers = answersOf(documents, [...accounts, resemblesNobody], false)
    expect(answers).toContain(row)
    return answers.filter((answer) => answer !== row)
  }
  const count = { created: 0, blocked: 0 }
  fc.assert(
    fc.property(fc.array(fc.tuple(person, fc.constantFrom(...presences)), { minLength: 1, maxLength: 3 }), (people) => {
      const documents = folderOf(people.map(([one]) => one))
      fc.pre(documents !== undefined)
      const accounts = documents.flatMap((one, index) => presencesOf(one, people[index]?.[1] ?? 'nothing', index))
      const expected = answersBeside(documents, accounts)
      expect(answersOf(documents, accounts, false)).toEqual(expected)
      count.created += expected.filter((answer) => answer.startsWith('desired-only')).length
      count.blocked += expected.filter((answer) => answer.startsWith('blocked')).length
    }),
    { numRuns: runsOf({ quick: 200, deep: 5000 }) },
  )
  expect(count.created).toBeGreaterThan(50)
  expect(count.blocked).toBeGreaterThan(20)
})
