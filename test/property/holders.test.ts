import fc from 'fast-check'
import { expect, test } from 'vitest'
import { claimsOfDocument } from '../../src/desired/judge/duplicates.ts'
import { claimsHeldBy, claimsOf, keyClaim } from '../../src/model/claims.ts'
import type { IdentityKey, LiveIdentity } from '../../src/model/identity.ts'
import { wantedLinks } from '../../src/model/links.ts'
import { createHolderIndex } from '../../src/reconcile/plan/holders.ts'
import { desired, live, testWorkspace } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'

const emails = fc.constantFrom('a@example.com', 'b@example.com', 'c@example.com', 'd@example.com')
const rarely = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
const numbers = rarely(fc.constantFrom('n1', 'n2', 'n3'))
const keys = fc.constantFrom('a', 'b', 'c')
const links = fc.constantFrom<Record<string, string[]>>({ oidc: ['google:1'] }, { password: ['a@example.com'] })

const documents = fc.uniqueArray(
  fc
    .record({ key: keys, email: rarely(emails), external_id: numbers, link: rarely(fc.constant('google:1')) })
    .map(({ key, email, external_id, link }) =>
      desired({
        key,
        traits: { email: email ?? `${key}@example.com` },
        ...(external_id !== undefined && { external_id }),
        ...(link !== undefined && { credentials: { oidc: { providers: [{ provider: 'google', subject: '1' }] } } }),
      }),
    ),
  // Documents that claim the same value are a mistake.
  {
    comparator: (one, other) => claimsOfDocument(one).some((claim) => claimsOfDocument(other).includes(claim)),
    minLength: 2,
    maxLength: 3,
  },
)
/** Accounts that have what their documents say, but for what is given here. */
const accounts = fc.array(
  fc.record({
    /** Often nobody's. */
    own: fc.nat(4),
    email: rarely(emails),
    address: rarely(emails),
    recovery: rarely(emails),
    external_id: numbers,
    key: rarely(keys),
    more: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: links }),
  }),
  { minLength: 1, maxLength: 5 },
)

test('the holders of a value are all that have it, but for the account of the document that claims it', () => {
  let found = 0
  fc.assert(
    fc.property(documents, accounts, fc.boolean(), (folder, people, asksForPeopleFirst) => {
      const index = createHolderIndex(folder, testWorkspace, () => [])
      const claimants = new Map<string, IdentityKey>()
      for (const { key, derived, fields, credentials } of folder) {
        const external = fields['/external_id']?.value
        const claims = claimsOf(derived, typeof external === 'string' ? external : undefined, wantedLinks(credentials))
        for (const claim of [...claims, keyClaim(key)]) claimants.set(claim, key)
      }
      const contested = new Map<string, string[]>()
      const expected = new Map([...claimants.keys()].map((claim) => [claim, [] as string[]]))
      for (const [at, { own, email, address, recovery, external_id, key, more }] of people.entries()) {
        const document = folder[own]
        const mark = {
          v: 1,
          workspace: testWorkspace,
          key: key ?? document?.key ?? '',
          origin: 'a',
          made: 'created',
          fields: {},
        } as const
        const made = live({
          id: `id-${at}`,
          traits: { email: email ?? document?.fields['/traits/email']?.value ?? 'e@example.com' },
          ...(external_id !== undefined && { external_id }),
          mark,
        })
        const holder: LiveIdentity = {
          ...made,
          credentials: { ...made.credentials, ...more },
          verifiable_addresses: made.verifiable_addresses.map((one) => ({ ...one, value: address ?? one.value })),
          recovery_addresses: made.recovery_addresses.map((one) => ({ ...one, value: recovery ?? one.value })),
        }
        index.see(holder, document)
        const held = [...claimsHeldBy(holder), keyClaim(mark.key)]
        for (const claim of new Set(held)) {
          if (claimants.get(claim) !== document?.key) expected.get(claim)?.push(holder.id)
        }
        const others = claimsHeldBy(holder).filter((claim) => {
          return claimants.has(claim) && claimants.get(claim) !== document?.key
        })
        contested.set(holder.id, [...new Set(others)].sort())
      }
      const contestedOf = () => new Map(people.map((_, at) => [`id-${at}`, sortedOnce(index.contestedOf(`id-${at}`))]))
      if (asksForPeopleFirst) expect(contestedOf()).toEqual(contested)
      // Otherwise the holders of a value are asked for first.
      if (folder.length > 2) expect(index.hasHolders()).toBe([...expected.values()].some((ids) => ids.length > 0))
      for (const [claim, ids] of expected) {
        found += ids.length
        expect(index.holdersOf(claim).map(({ id }) => id)).toEqual(ids)
      }
      expect(contestedOf()).toEqual(contested)
    }),
    { numRuns: runsOf({ quick: 400, deep: 10_000 }) },
  )
  expect(found).toBeGreaterThan(100)
})

function sortedOnce(claims: readonly string[]): string[] {
  return [...new Set(claims)].sort()
}
