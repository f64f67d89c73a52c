import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linkDigest } from '../../src/identity/marked-credentials.ts'
import type { Change, UpdateChange } from '../../src/model/change.ts'
import { type GuardName, guardNames } from '../../src/model/change-codes.ts'
import type { DesiredCredentials } from '../../src/model/credentials.ts'
import type { Mark, MarkedCredentials } from '../../src/model/identity.ts'
import type { Consents, GuardLimits } from '../../src/model/plan.ts'
import { decideCreate } from '../../src/reconcile/decide/decide-create.ts'
import { decideUpdate } from '../../src/reconcile/decide/decide-update.ts'
import { judgeGuards } from '../../src/reconcile/plan/guard.ts'
import { refusePlan } from '../../src/refuse-plan.ts'
import { desired, live, policy } from '../support/builders.ts'
import { configFor } from '../support/config.ts'
import { runsOf } from '../support/depth.ts'

/** A person counts once, their leaves one by one. */
const counts = fc.record(
  Object.fromEntries(guardNames.map((guard) => [guard, fc.nat({ max: guard === 'field_removals' ? 4 : 1 })])),
  { requiredKeys: [], noNullPrototype: true },
)
const change = fc.record({ counts, isBlocked: fc.boolean() }).map(({ counts: own, isBlocked }): Change => {
  const blocked = { code: 'protected', reason: '' } as const
  return {
    ...{ action: 'delete', key: 'k', id: 'i', reason: 'document-gone', fields: [], base: '', consequences: [] },
    counts: own,
    ...(isBlocked && { blocked }),
  } as const
})
const limit = fc.record(
  { percent: fc.constantFrom(0, 5, 12.5, 50, 100), floor: fc.nat({ max: 9 }), cap: fc.nat({ max: 30 }) },
  { requiredKeys: ['percent', 'floor'] },
)
const limits = fc.record(Object.fromEntries(guardNames.map((name) => [name, limit]))) as fc.Arbitrary<GuardLimits>
const consents: fc.Arbitrary<Consents> = fc.dictionary(fc.constantFrom(...guardNames), fc.nat({ max: 40 }), {
  noNullPrototype: true,
})

test('a plan runs only where every guard has room for it; the number that was given last, now or when it was made, counts instead', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 12 }),
      fc.nat({ max: 2000 }),
      limits,
      consents,
      consents,
      (changes, managed, given, planned, now) => {
        const verdicts = judgeGuards(changes, managed, given, planned)
        expect(verdicts.map(({ guard }) => guard)).toEqual([...guardNames])
        const open = changes.filter(({ blocked }) => !blocked)
        const losers = open.filter(({ counts: own }) => own.removals || own.replacements).length
        const hasRoom = ({ guard, count }: { guard: GuardName; count: number }) => {
          const { percent, floor, cap = Number.POSITIVE_INFINITY } = given[guard]
          const isAll = guard === 'removals' && count > 0 && losers >= managed
          return count <= floor || count <= Math.min(cap, Math.floor((managed * percent) / 100)) ? !isAll : false
        }
        const isRefused = (one: { guard: GuardName; count: number }, number: number | undefined) =>
          number === undefined ? !hasRoom(one) : one.count > number
        for (const verdict of verdicts) {
          const { guard, count, tripped, rule } = verdict
          const sum = open.reduce((all, one) => all + (one.counts[guard] ?? 0), 0)
          expect(count).toBe(sum)
          expect(tripped).toBe(isRefused(verdict, planned[guard]))
          expect(rule).not.toMatch(/\b0 %|at least 0|at most 0 managed|undefined|NaN|Infinity/)
        }
        const isFree = verdicts.every((one) => !isRefused(one, now[one.guard] ?? planned[one.guard]))
        expect(refuses(verdicts, now)).toBe(!isFree)
      },
    ),
  )
})

/** Whether `apply PLAN` refuses a file with these verdicts. */
function refuses(guards: ReturnType<typeof judgeGuards>, given: Consents): boolean {
  const config = { ...configFor('/'), server: { kind: 'sandbox', target: 't' } as const }
  const header = { idctl_version: '0', target: 't', workspace: config.workspace, made_at: '', consents: {} }
  const plan = { header, footer: { guards }, invites: 0 } as unknown as Parameters<typeof refusePlan>[0]
  try {
    refusePlan(plan, config, { consents: given, hasInvitesFile: false })
    return false
  } catch (error) {
    expect(error).toMatchObject({ exit: 'refused', hint: expect.stringContaining('--allow-') })
    return true
  }
}

const providers = ['google', 'github', 'apple'] as const
const digestOf = (name: string) => linkDigest(`${name}:1`)
const some = fc.subarray([...providers])
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const secret = fc.constantFrom('g', 'h', 'i').map((fingerprint) => ({ from: 'a.yaml#/x', fingerprint }))
const linked = fc.option(some.map((names) => ({ providers: names.map((provider) => ({ provider, subject: '1' })) })))
const file: fc.Arbitrary<DesiredCredentials> = fc.record(
  {
    password: fc.option(
      fc.oneof(
        secret.map((hashed_password) => ({ hashed_password })),
        fc.constant({ password: { from: 'a.yaml#/x' } }),
        fc.constant({ use_password_migration_hook: true }),
        fc.constant({ hashed_password: { reference: '${env:IDCTL_DOC_HASH}' } }),
      ),
    ),
    oidc: linked,
    saml: linked,
    totp: fc.option(fc.constant({ from: 'a.yaml#/t' })),
    lookup_secret: fc.option(fc.constant({ from: 'a.yaml#/l' })),
    webauthn: fc.option(secret),
    passkey: secret,
  },
  { requiredKeys: [] },
)
const markedSecret = fc.record(
  {
    digest: fc.constantFrom('g', 'h'),
    version: fc.nat({ max: 2 }),
    left: fc.constant(true as const),
    hook: fc.constant(true as const),
  },
  { requiredKeys: [] },
)
const markedLinks = some.map((names) => names.map(digestOf).sort())
const marked: fc.Arbitrary<MarkedCredentials> = fc.record(
  {
    password: markedSecret,
    totp: markedSecret,
    lookup_secret: markedSecret,
    webauthn: markedSecret,
    passkey: markedSecret,
    oidc: markedLinks,
    saml: markedLinks,
  },
  { requiredKeys: [] },
)
const todo = fc.subarray([
  'revoke_sessions',
  'delete_credential:password',
  'delete_credential:totp',
  'delete_credential:webauthn',
  `unlink:oidc:${digestOf('google')}`,
  `unlink:saml:${digestOf('apple')}`,
] as const) as fc.Arbitrary<NonNullable<Mark['todo']>>

test('whatever is written or deleted of the credentials of somebody who exists counts, once, and nothing else does', () => {
  const situation = fc.record({
    file: maybe(file),
    marked: maybe(marked),
    todo: maybe(todo),
    made: fc.constantFrom<Mark['made'] | 'not'>('created', 'adopted', 'not'),
    held: fc.record({ oidc: some, saml: some, types: fc.subarray(['totp', 'webauthn', 'passkey', 'lookup_secret']) }),
    version: maybe(fc.nat({ max: 3 })),
    first: fc.constantFrom('Ada', 'Augusta'),
    isAsked: fc.boolean(),
  })
  fc.assert(
    fc.property(situation, (given) => {
      const traits = { email: 'ada@example.com' }
      const document = {
        ...desired({
          key: 'ada',
          traits: { ...traits, name: given.first },
          ...(given.file && { credentials: given.file }),
        }),
        ...(given.version !== undefined && { credentialsVersion: given.version }),
      }
      const created = decideCreate(document, policy()).change
      expect(created?.counts.credentials).toBeUndefined()

      const fresh = decideCreate(desired({ key: 'ada', traits }), policy()).change as { mark: Mark }
      const own: Mark = {
        ...fresh.mark,
        made: given.made === 'adopted' ? 'adopted' : 'created',
        ...(given.marked && { credentials: given.marked }),
        ...(given.todo && { todo: given.todo }),
      }
      const mark = given.made === 'not' ? undefined : own
      const there = live({ traits: { ...traits, name: 'Ada' }, ...(mark && { mark }) })
      const named = (names: readonly string[]) => names.map((name) => `${name}:1`)
      const credentials = {
        ...there.credentials,
        ...Object.fromEntries(given.held.types.map((type) => [type, ['x']])),
        oidc: named(given.held.oidc),
        saml: named(given.held.saml),
      }
      const pair = { kind: 'both', desired: document, live: { ...there, credentials }, by: 'mark' } as const
      const chosen = policy(given.isAsked ? { writeCredentials: new Set(['ada']) } : {})
      const update = decideUpdate({ ...pair, ...(mark && { mark }) }, chosen).change as UpdateChange | undefined
      const steps = update?.credential_changes ?? []
      expect(update?.counts.credentials).toBe(steps.length > 0 ? 1 : undefined)
    }),
    { numRuns: runsOf({ quick: 300, deep: 2000 }) },
  )
})
