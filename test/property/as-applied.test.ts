import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAsApplied } from '../../src/identity/as-applied.ts'
import { staleIdentifiers } from '../../src/identity/held-identifiers.ts'
import { holdsWhatItYields } from '../../src/identity/same-traits.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../src/identity-schema/identity-schema.ts'
import type { IdentifierType } from '../../src/model/credential-types.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../src/model/identity.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { traitsOf } from '../../src/model/traits.ts'
import { decideCreate } from '../../src/reconcile/decide/decide-create.ts'
import { hasLogin, isAsWritten, loginIdentifiers, markedNames } from '../../src/reconcile/match/account.ts'
import { documentReader, hasWritten, saysAddress } from '../../src/reconcile/match/document.ts'
import { namePointers } from '../../src/reconcile/match/name-pointers.ts'
import { likenessOf } from '../../src/reconcile/match/names.ts'
import { type DesiredInput, desired, live, policy } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'
import { emailTrait, nameTrait, phoneTrait, signsIn, traitSchema } from '../support/schemas.ts'

/** People sign in by a name here, too, and some are called by an address. */
const traitsOfPeople: JsonObject = {
  nick: { type: 'string', 'ory.sh/kratos': signsIn },
  email: emailTrait(),
  phone: phoneTrait,
  name: nameTrait,
  roles: { type: 'array', items: { type: 'string' } },
}
const { schemas } = compileIdentitySchemas([
  { id: 'person', schema: traitSchema(traitsOfPeople, {}) },
  { id: 'silent', schema: traitSchema({ ...traitsOfPeople, nick: { type: 'string' } }, {}) },
  {
    id: 'shy',
    schema: traitSchema(
      { ...traitsOfPeople, nick: { type: 'string' } },
      { if: { required: ['roles'] }, else: { properties: { nick: { 'ory.sh/kratos': signsIn } } } },
    ),
  },
])
const called = schemas.get('person') as IdentitySchema
/** The same, where nobody signs in by a nick. */
const silent = schemas.get('silent') as IdentitySchema
/** The same, where only those without roles do. */
const shy = schemas.get('shy') as IdentitySchema

const emails = fc.constantFrom('a@example.com', 'A@example.com', ' b@example.com')
const phones = fc.constantFrom('+4915112345678', '+49 151 12345678', '0151 12345678')
const texts = fc.constantFrom<Json>('Ada', 'ada', 'Eve', ' ', '', null, 'a@example.com', {})
const traits: fc.Arbitrary<JsonObject> = fc.record(
  {
    email: emails,
    phone: phones,
    nick: fc.constantFrom('ada', 'Ada', 'a@example.com'),
    name: fc.record({ first: texts, last: texts }, { requiredKeys: [] }),
    roles: fc.array(fc.constantFrom('reader', 'a@example.com'), { maxLength: 2 }),
  },
  { requiredKeys: [] },
)
const ownerships = fc.constantFrom<NonNullable<DesiredInput['ownership']>>(
  {},
  {},
  {},
  { '/traits/name': 'seed' },
  { '/traits/roles': 'merge' },
  { '/traits/phone': 'observe' },
  { '/traits/nick': 'ignore' },
)
const inputs: fc.Arbitrary<DesiredInput> = fc.record({
  key: fc.constant('ada'),
  schema: fc.constant(called),
  traits,
  ownership: ownerships,
  metadata_public: fc.constantFrom({ team: 'red' }, null),
})
const displays = fc.constantFrom(undefined, ['/traits/name'], ['/traits/nick', '/traits/name'], ['/traits/email'])

interface Made {
  readonly traits: JsonObject
  readonly mark: Mark
}

/** What may have happened to an account since it was created. */
const events = fc.constantFrom<(made: Made) => Made>(
  (made) => made,
  ({ traits: had, mark }) => ({ mark, traits: { ...had, nick: 'somebody' } }),
  ({ traits: had, mark }) => ({ mark, traits: { ...had, phone: '+4915112345678' } }),
  ({ traits: had, mark }) => ({ mark, traits: { ...had, roles: [] } }),
  ({ traits: had, mark }) => ({ mark, traits: Object.fromEntries(Object.entries(had).slice(1)) }),
  ({ traits: had, mark }) => ({
    traits: had,
    mark: { ...mark, fields: Object.fromEntries(Object.entries(mark.fields).slice(1)) },
  }),
  ({ traits: had, mark }) => ({ traits: had, mark: withDigest(mark, '/traits/gone', 'abcdefghijklmnop') }),
  ({ traits: had, mark }) => ({ traits: had, mark: withDigest(mark, '/traits/name/last', 'abcdefghijklmnop') }),
  ({ traits: had, mark }) => ({ traits: had, mark: withDigest(mark, '/traits/name/first', '~key.sealed') }),
)

function withDigest(mark: Mark, path: string, digest: string): Mark {
  return { ...mark, fields: { ...mark.fields, [path]: digest } }
}

/** As the folder is read: what an ignored trait yields does not count. */
function documentOf(input: DesiredInput): DesiredIdentity {
  const document = desired(input)
  return { ...document, derived: (input.schema ?? called).derive(traitsOf(document.fields)) }
}

function accountOf(input: DesiredInput, happened: readonly ((made: Made) => Made)[]): LiveIdentity {
  const document = documentOf(input)
  const { change } = decideCreate(document, policy({ schemas }))
  if (change?.action !== 'create') throw new Error('no creation')
  const made = { traits: traitsOf(document.fields), mark: change.mark }
  const { traits: now, mark } = happened.reduce((before, event) => event(before), made)
  return live({
    id: 'one',
    schema: input.schema ?? called,
    traits: now,
    mark,
    metadata_public: input.metadata_public ?? null,
  })
}

describe('an account that is as it was last applied', () => {
  test('has all values that the mark records, and was given the names and an address of the document', () => {
    const seen = { as: 0, other: 0, named: 0, reached: 0 }
    fc.assert(
      fc.property(
        inputs,
        fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: inputs }),
        fc.array(events, { maxLength: 2 }),
        displays,
        (first, second, all, display) => {
          const account = accountOf(first, all)
          const mark = account.mark.kind === 'mark' ? account.mark.mark : undefined
          if (mark === undefined) throw new Error('no mark')
          const document = documentOf(second ?? first)
          expect(hasLogin(account)).toBe(loginIdentifiers(account).length > 0)
          if (!isAsApplied(document, { live: account, mark, schema: called })) {
            seen.other += 1
            return
          }
          seen.as += 1
          const read = documentReader(schemas, namePointers(display))(document)
          const likeness = likenessOf(read, markedNames(account, mark))
          expect(isAsWritten(account, mark)).toBe(true)
          expect(likeness).toBe(read.names.length === 0 ? 'silent' : 'same')
          if (read.names.length > 0) seen.named += 1
          if (!saysAddress(document)) return
          seen.reached += 1
          expect(hasWritten(read, mark)).toBe(true)
        },
      ),
      { numRuns: runsOf({ quick: 200, deep: 15_000 }) },
    )
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(10)
  })
})

describe('an account with the traits of its document', () => {
  test('has no stale identifier if the document yields what it holds', () => {
    const extra = fc.tuple(
      fc.constantFrom<IdentifierType>('password', 'code', 'webauthn'),
      fc.constantFrom('ada', 'a@example.com', 'old@example.com', '+4915112345678'),
    )
    const given = fc.record({
      input: inputs,
      happened: fc.array(events, { maxLength: 1 }),
      /** Whether Kratos still holds what the document yields. */
      isKept: fc.boolean(),
      more: fc.option(extra, { nil: undefined }),
      said: fc.constantFrom(called, shy),
      /** The schema was replaced. */
      other: fc.option(fc.constant(silent), { nil: undefined }),
    })
    const seen = { same: 0, stale: 0 }
    fc.assert(
      fc.property(given, ({ input, happened, isKept, more, said, other }) => {
        const document = documentOf({ ...input, schema: said })
        const now = other ?? said
        const account = { ...accountOf({ ...input, schema: said }, happened), schema_id: now.id }
        const held = [
          ...(isKept ? document : { derived: now.derive(account.traits) }).derived.identifiers,
          ...(more ? [{ type: more[0], value: more[1] }] : []),
        ]
        const credentials: Record<string, string[]> = {}
        for (const { type, value } of held) credentials[type] = [...(credentials[type] ?? []), value]
        const holder = { ...account, credentials }
        const stale = staleIdentifiers(holder, now)
        if (stale.length > 0) seen.stale += 1
        if (!holdsWhatItYields(holder, document)) return
        seen.same += 1
        expect(stale).toEqual([])
      }),
      { numRuns: runsOf({ quick: 300, deep: 15_000 }) },
    )
    expect(Math.min(seen.same, seen.stale)).toBeGreaterThan(10)
  })
})
