import fc from 'fast-check'
import jsonPatch from 'fast-json-patch'
import { describe, expect, test } from 'vitest'
import type { Edit } from '../../src/identity/edit.ts'
import { intendedOf } from '../../src/identity/intended.ts'
import { withKeptDigests } from '../../src/identity/kept-digests.ts'
import { documentOf, ownMark } from '../../src/identity/live-document.ts'
import { patchFor } from '../../src/identity/patch.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../src/identity-schema/identity-schema.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../src/model/identity.ts'
import { isAtOrBelow, isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts'
import type { OwnershipMode } from '../../src/model/ownership.ts'
import { decideChange } from '../../src/reconcile/decide/decide.ts'
import { compareAndDecide } from '../../src/reconcile/decide/decide-update.ts'
import { isUnchanged } from '../../src/reconcile/decide/unchanged.ts'
import type { BothPair } from '../../src/reconcile/match/match.ts'
import { desired, leavesOf, live, policy, testWorkspace } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'
import { emailTrait, phoneTrait, traitSchema } from '../support/schemas.ts'

const names = fc.constantFrom('a', 'b', 'c', 'a/b', '~', '2025', '')
const scalars = fc.constantFrom<Json>('x', 'y', 1, 2, true, '')
const arrays = fc.array(scalars, { maxLength: 3 })

/** Small objects over few names, so that documents and live data meet often. */
function objects(leaf: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  const { tree } = fc.letrec<{ tree: JsonObject; node: Json }>((tie) => ({
    tree: fc.dictionary(names, tie('node'), { maxKeys: 3 }),
    node: fc.oneof({ depthSize: 'small', maxDepth: 3 }, leaf, arrays, tie('tree')),
  }))
  return tree
}

const liveData = objects(fc.oneof(scalars, fc.constant(null)))
const fileData = objects(fc.oneof(scalars, fc.constant(null)))
const traits = fc.record({
  email: fc.constantFrom('a@example.com', 'b@example.com'),
  roles: arrays.map((list) => list.map(String)),
})
const modes = fc.dictionary(
  names.map((name) => `/metadata_admin/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  fc.constantFrom<OwnershipMode>('seed', 'observe', 'ignore'),
  { maxKeys: 1 },
)

const documents = fc
  .record({ metadata_admin: fileData, traits, ownership: fc.oneof(fc.constant({}), modes) })
  .map((input) => desired({ key: 'ada', ...input }))
const identities = fc
  .record({ metadata_admin: liveData, metadata_public: liveData, traits })
  .map((input) => live({ id: 'one', ...input }))

/** What apply does, without a server: the plan's leaves and mark onto live. */
function applyTo(identity: LiveIdentity, document: DesiredIdentity, asked = policy()): LiveIdentity {
  const { change } = decide(identity, document, asked)
  if (!change) return identity
  if (change.action !== 'update' && change.action !== 'adopt') return identity
  const edits = change.fields.map(({ path, after }): Edit => (after === undefined ? { path } : { path, after }))
  const mark = withKeptDigests(change, ownMark(identity, testWorkspace))
  const intended = intendedOf(identity, edits, mark)
  const operations = patchFor(identity, edits, mark, { schema: asked.schemas.get('person') })
  const written = jsonPatch.applyPatch(structuredClone(documentOf(identity)), structuredClone(operations) as never[])
  expect(written.newDocument).toEqual(documentOf(intended))
  return intended
}

function decide(identity: LiveIdentity, document: DesiredIdentity, asked = policy()) {
  const mark = identity.mark.kind === 'mark' ? { mark: identity.mark.mark } : {}
  return decideChange({ kind: 'both', desired: document, live: identity, by: 'external_id', ...mark }, asked)
}

/** What may be special about a document, as `desired` makes it. */
const specialDocuments = fc.constantFrom<Partial<DesiredIdentity>>(
  { protect: true },
  { key: 'eve' },
  { soleDocument: false },
  { keyFrom: 'identifier' },
  { origin: { file: 'identities/other.yaml', line: 1, column: 1 } },
  { previously: ['bob'] },
  { credentials: { password: null } },
  { credentials: {} },
  { verifiable_addresses: [{ via: 'email', value: 'c@example.com', at: { file: 'x.yaml', line: 1, column: 1 } }] },
  { recovery_addresses: [] },
)

/** What may be special about a mark that apply has written. */
const specialMarks = fc.constantFrom<Partial<Mark>>(
  { todo: ['revoke_sessions'] },
  { todo: [] },
  { todo: ['aside:/traits/email'] },
  { disabled: { at: '2026-01-01T00:00:00Z', state_before: 'active' } },
  { references: ['/traits/email'] },
  { credentials: { password: { version: 1 } } },
  { found: ['/traits/email'] },
  { found: ['/traits/email', '/traits/roles'] },
  { found: ['/traits/roles', '/traits/email'] },
  { found: ['/traits/email', '/traits/email'] },
  { found: [] },
  { found: ['/metadata_admin/a', '/metadata_admin/b'] },
  { found: ['/schema_id'] },
  { found: ['/metadata_admin'] },
  { found: ['/traits/gone'] },
  { found: ['/traits/roles/0'] },
  { made: 'adopted' },
  { protect: true },
  { named: false },
  { key: 'bob' },
  { shared: true },
  { origin: 'identities/before.yaml' },
  { lines: ['abcdefghijklmnop'] },
  { salt: 'salt', commit: 'abc' },
  { id: 'another' },
)

/** What may have happened to the digests in it. */
const digestEdits = fc.constantFrom<(fields: Mark['fields']) => Mark['fields']>(
  ({ '/traits/email': _, ...rest }) => rest,
  (fields) => ({ ...fields, '/traits/email': 'abcdefghijklmnop' }),
  (fields) => ({ ...fields, '/traits/email': '-' }),
  (fields) => ({ ...fields, '/traits/email': '~key.sealed' }),
  (fields) => ({ ...fields, '/traits/roles': [] }),
  (fields) => ({ ...fields, '/traits/gone': 'abcdefghijklmnop' }),
  (fields) => ({ ...fields, '/metadata_admin/a': '-' }),
)

/** The same account with something else in its mark. */
function withMark(identity: LiveIdentity, change: (mark: Mark) => Mark): LiveIdentity {
  if (identity.mark.kind !== 'mark') return identity
  const mark = change(identity.mark.mark)
  const admin = isJsonObject(identity.metadata_admin) ? identity.metadata_admin : {}
  return { ...identity, mark: { kind: 'mark', mark }, metadata_admin: { ...admin, idctl: mark as unknown as Json } }
}

type Pairing = { readonly account: LiveIdentity; readonly document: DesiredIdentity }

/** What may happen to a document and the account that has all of it. */
const twists: fc.Arbitrary<(pairing: Pairing) => Pairing> = fc.oneof(
  specialDocuments.map((special) => (it: Pairing) => ({ ...it, document: { ...it.document, ...special } })),
  documents.map((document) => (it: Pairing) => ({ ...it, document })),
  specialMarks.map((special) => (it: Pairing) => ({
    ...it,
    account: withMark(it.account, (mark) => ({ ...mark, ...special })),
  })),
  digestEdits.map((edit) => (it: Pairing) => ({
    ...it,
    account: withMark(it.account, (mark) => ({ ...mark, fields: edit(mark.fields) })),
  })),
  liveData.map((edit) => ({ account, document }: Pairing) => {
    const admin = isJsonObject(account.metadata_admin) ? account.metadata_admin : {}
    return { document, account: { ...account, metadata_admin: { ...admin, ...edit } } }
  }),
  traits.map((now) => ({ account, document }: Pairing) => ({ document, account: { ...account, traits: now } })),
  fc.constant(({ account, document }: Pairing) => ({ document, account: { ...account, state: 'inactive' as const } })),
  fc.constant((it: Pairing) => ({
    ...it,
    account: withMark(it.account, (mark) => ({ ...mark, origin: 'identities/before.yaml' })),
  })),
)

const pairOf = ({ account, document }: Pairing): BothPair => ({
  kind: 'both',
  desired: document,
  live: account,
  by: 'mark',
  ...(account.mark.kind === 'mark' && { mark: account.mark.mark }),
})

describe('laws of the reconciler', () => {
  test('what is taken for unchanged at a glance is what the whole comparison finds nothing in', () => {
    const seen = { unchanged: 0, changed: 0 }
    const keys = fc.constantFrom<string[]>([], [], [], ['ada'])
    const known = fc.constantFrom({}, { files: new Set<string>() }, { files: new Set(['identities/before.yaml']) })
    fc.assert(
      fc.property(
        identities,
        documents,
        fc.array(twists, { maxLength: 2 }),
        keys,
        known,
        (identity, document, all, named, folder) => {
          const given = { account: applyTo(identity, document), document }
          const pair = pairOf(all.reduce((pairing, twist) => twist(pairing), given))
          const asked = policy({ writeCredentials: new Set(named), ...folder })
          const whole = compareAndDecide(pair, asked)
          if (isUnchanged(pair, asked)) {
            seen.unchanged += 1
            expect(whole).toEqual({ diagnostics: [] })
          } else if (whole.change !== undefined) seen.changed += 1
        },
      ),
      { numRuns: runsOf({ quick: 800, deep: 15_000 }) },
    )
    expect(seen.unchanged).toBeGreaterThan(100)
    expect(seen.changed).toBeGreaterThan(100)
  })

  test('whoever has what a plain document says, and was given it, is seen to be unchanged at a glance', () => {
    fc.assert(
      fc.property(identities, fileData, traits, (identity, metadata_admin, wanted) => {
        const document = desired({ key: 'ada', metadata_admin, traits: wanted })
        const pair = pairOf({ account: applyTo(applyTo(identity, document), document), document })
        expect(isUnchanged(pair, policy())).toBe(true)
      }),
      { numRuns: runsOf({ quick: 100, deep: 2000 }) },
    )
  })

  test('a phone number, which has several spellings, is seen as the whole comparison sees it', () => {
    const spellings = fc.constantFrom('+49 151 12345678', '+4915112345678', '+49 151 12345679')
    const schema = traitSchema({ email: emailTrait(), phone: phoneTrait })
    const set = compileIdentitySchemas([{ id: 'person', schema }]).schemas
    const withPhone = set.get('person') as IdentitySchema
    const asked = policy({ schemas: set })
    fc.assert(
      fc.property(spellings, spellings, spellings, (said, applied, now) => {
        const of = (phone: string) => ({ schema: withPhone, traits: { email: 'a@example.com', phone } })
        const account = applyTo(live({ id: 'one', ...of(applied) }), desired({ key: 'ada', ...of(applied) }), asked)
        const document = desired({ key: 'ada', ...of(said) })
        const pair = pairOf({ account: { ...account, traits: of(now).traits }, document })
        if (isUnchanged(pair, asked)) expect(compareAndDecide(pair, asked)).toEqual({ diagnostics: [] })
      }),
    )
  })

  test('after an apply the second plan is empty', () => {
    fc.assert(
      fc.property(identities, documents, (identity, document) => {
        const { change } = decide(applyTo(identity, document), document)
        expect(change?.action ?? 'none').toBe('none')
      }),
      { numRuns: runsOf({ quick: 120, deep: 2000 }) },
    )
  })

  test('after two files in turn, with somebody else’s edits between, the second plan is empty', () => {
    fc.assert(
      fc.property(identities, documents, liveData, documents, (identity, first, edit, second) => {
        const applied = applyTo(identity, first)
        const admin = isJsonObject(applied.metadata_admin) ? applied.metadata_admin : {}
        const edited = { ...applied, metadata_admin: { ...admin, ...edit } }
        const { change } = decide(applyTo(edited, second), second)
        expect(change?.action ?? 'none').toBe('none')
      }),
      { numRuns: runsOf({ quick: 120, deep: 2000 }) },
    )
  })

  test('leaves that the file never spoke about are never touched', () => {
    fc.assert(
      fc.property(identities, documents, (identity, document) => {
        const result = applyTo(identity, document)
        expect(result.metadata_public).toEqual(identity.metadata_public)
        const managed = Object.keys(document.fields)
        const after = new Map(leavesOf(['metadata_admin'], (result.metadata_admin ?? {}) as Json))
        for (const [path, value] of leavesOf(['metadata_admin'], (identity.metadata_admin ?? {}) as Json)) {
          const spoken = managed.some((leaf) => isAtOrBelow(leaf, path) || isAtOrBelow(path, leaf))
          if (!spoken && path !== '/metadata_admin') expect(after.get(path)).toEqual(value)
        }
      }),
      { numRuns: runsOf({ quick: 120, deep: 2000 }) },
    )
  })

  test('a document that shrinks to nothing leaves live as it was before idctl, but for what others did', () => {
    fc.assert(
      fc.property(fileData, (data) => {
        const empty = live({ id: 'one', traits: { email: 'a@example.com' } })
        const whole = desired({ key: 'ada', traits: { email: 'a@example.com' }, metadata_admin: data })
        const bare = desired({ key: 'ada', traits: { email: 'a@example.com' } })
        const result = applyTo(applyTo(empty, whole), bare)
        expect(Object.keys(result.metadata_admin as JsonObject)).toEqual(['idctl'])
      }),
      { numRuns: 500 },
    )
  })
})
