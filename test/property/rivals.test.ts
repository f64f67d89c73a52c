import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Change } from '../../src/model/change.ts'
import { type Claim, ClaimsOfDocument, claimsOf } from '../../src/model/claims.ts'
import { compareText } from '../../src/model/compare-text.ts'
import type { IdentityKey } from '../../src/model/identity.ts'
import { wantedLinks } from '../../src/model/links.ts'
import { decideCreate } from '../../src/reconcile/decide/decide-create.ts'
import type { Decision } from '../../src/reconcile/decide/decision.ts'
import { createHolderIndex } from '../../src/reconcile/plan/holders.ts'
import { findRivals } from '../../src/reconcile/plan/rivals.ts'
import { desired, policy, testWorkspace } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'

const claims: readonly Claim[] = [
  'identifier\0password\0a',
  'identifier\0code\0b',
  'recovery\0email\0c',
  'external_id\0\0d',
]
const some = fc.subarray([...claims])
const keys = ['ann', 'ben', 'cleo', 'dana']

const person = fc.record({
  key: fc.constantFrom(...keys),
  action: fc.constantFrom<Change['action'][]>('create', 'update', 'update', 'none'),
  isBlocked: fc.integer({ min: 0, max: 5 }).map((number) => number === 0),
  takes: fc.option(some, { nil: undefined }),
  keeps: fc.option(some, { nil: undefined }),
})

const people = fc.uniqueArray(person, { selector: ({ key }) => key, minLength: 1 })
const claimants = fc.dictionary(fc.constantFrom(...claims), fc.constantFrom(...keys))

/** Says it of each claim by itself. */
function rivalsOf(decisions: readonly Decision[], claimantOf: (claim: Claim) => IdentityKey | undefined) {
  const keyOf = ({ change }: Decision) => change?.key ?? ''
  const open = decisions.filter(({ change }) => !change?.blocked && change?.action !== 'none')
  const blocked = new Map<Decision, string>()
  for (const claim of new Set(open.flatMap(({ takes = [] }) => [...takes]))) {
    const takers = open.filter(({ takes }) => takes?.includes(claim))
    const keeper = open.findLast(({ claims: held, takes }) => held?.includes(claim) && !takes?.includes(claim))
    const sorted = takers.toSorted((left, right) => compareText(keyOf(left), keyOf(right)))
    const owner = keeper ?? sorted.find((taker) => keyOf(taker) === claimantOf(claim)) ?? sorted[0]
    for (const taker of takers) {
      const text = `"${owner && keyOf(owner)}" ${keeper ? 'has' : 'gets in this plan'}`
      if (taker !== owner && !blocked.has(taker)) blocked.set(taker, text)
    }
  }
  return blocked
}

test('of all who get a value, everybody is blocked but the one who has it, whose document says it, or who is the first', () => {
  let found = 0
  fc.assert(
    fc.property(people, claimants, (all, claimedBy) => {
      const decisions = all.map(({ key, action, isBlocked, takes, keeps }): Decision => {
        const change = { key, action, ...(isBlocked && { blocked: { code: 'held', reason: '' } }) } as Change
        const held = keeps && [...new Set([...(takes ?? []), ...keeps])]
        return { change, diagnostics: [], ...(takes && { takes }), ...(held && { claims: held }) }
      })
      const claimantOf = (claim: Claim) => claimedBy[claim]
      const rivals = findRivals(decisions, { claimantOf, areOf: () => false })
      const expected = rivalsOf(decisions, claimantOf)
      expect(new Set(rivals.keys())).toEqual(new Set(expected.keys()))
      for (const [decision, text] of expected) expect(rivals.get(decision)?.reason).toContain(text)
      found += expected.size
    }),
    { numRuns: runsOf({ quick: 1000, deep: 20_000 }) },
  )
  expect(found).toBeGreaterThan(100)
})

test('claims that are made when they are asked for are those of the document', () => {
  const document = fc.record({
    email: fc.constantFrom('a@example.com', 'b@example.com'),
    external_id: fc.option(fc.constant('n1'), { nil: undefined }),
    subject: fc.option(fc.constantFrom('1', '2'), { nil: undefined }),
  })
  fc.assert(
    fc.property(document, ({ email, external_id, subject }) => {
      const one = desired({
        key: 'ann',
        traits: { email },
        ...(external_id !== undefined && { external_id }),
        ...(subject !== undefined && { credentials: { oidc: { providers: [{ provider: 'google', subject }] } } }),
      })
      const all = claimsOf(one.derived, external_id, wantedLinks(one.credentials))
      const made = new ClaimsOfDocument(one)
      expect([...made]).toEqual(all)
      expect([...made]).toEqual(all)
      expect(all.every((claim) => made.includes(claim))).toBe(true)
      expect(made.includes('identifier\0password\0nobody')).toBe(false)
    }),
    { numRuns: 30 },
  )
})

test('whoever gets the claims of the own document needs no look-up of each', () => {
  const values = ['a@example.com', 'b@example.com', 'c@example.com']
  const documents = fc
    .uniqueArray(
      fc.record({ key: fc.constantFrom(...keys), email: fc.constantFrom(...values), isListed: fc.boolean() }),
      {
        comparator: (one, other) => one.key === other.key || one.email === other.email,
        minLength: 1,
      },
    )
    .map((people) =>
      people.map((person) => ({ ...person, document: desired({ key: person.key, traits: { email: person.email } }) })),
    )
  const others = fc.uniqueArray(
    fc.record({ key: fc.constantFrom(...keys, 'eve'), of: fc.nat(2), asCreation: fc.boolean() }),
    { selector: ({ key }) => key, maxLength: 2 },
  )
  let found = 0
  fc.assert(
    fc.property(documents, others, (people, rivals) => {
      const listed = people.filter(({ isListed }) => isListed).map(({ document }) => document)
      const index = createHolderIndex(listed, testWorkspace, () => [])
      const creations = people.map(({ document }) => decideCreate(document, policy()))
      const updates = rivals.map(({ key, of, asCreation }): Decision => {
        const claims = creations[of % creations.length]?.claims ?? []
        return {
          change: { key, action: 'update' } as Change,
          diagnostics: [],
          takes: asCreation ? claims : [...claims],
        }
      })
      const decisions = [...creations, ...updates]
      const expected = findRivals(decisions, { claimantOf: index.claimantOf, areOf: () => false })
      expect(findRivals(decisions, index)).toEqual(expected)
      for (const { change, claims = [] } of decisions) {
        if (!index.areOf(change?.key ?? '', claims)) continue
        for (const claim of claims) expect(index.claimantOf(claim)).toBe(change?.key)
      }
      found += expected.size
    }),
    { numRuns: runsOf({ quick: 200, deep: 5000 }) },
  )
  expect(found).toBeGreaterThan(20)
})
