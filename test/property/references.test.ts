import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ApplyContext } from '../../src/apply/context.ts'
import type { Run } from '../../src/apply/run.ts'
import { stepOf } from '../../src/apply/step.ts'
import { completeMark } from '../../src/apply/write/request.ts'
import { resolveAgreed, resolveFields } from '../../src/apply/write/resolve.ts'
import { intendedOf } from '../../src/identity/intended.ts'
import { withKeptDigests } from '../../src/identity/kept-digests.ts'
import { ownMark } from '../../src/identity/live-document.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../src/identity-schema/identity-schema.ts'
import type { Change } from '../../src/model/change.ts'
import type { DesiredIdentity, LiveIdentity, ManagedField } from '../../src/model/identity.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import type { OwnershipMode } from '../../src/model/ownership.ts'
import { decideChange } from '../../src/reconcile/decide/decide.ts'
import { desired, leavesOf, live, policy, testWorkspace } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'
import { signsIn, traitSchema } from '../support/schemas.ts'

/** Takes whatever stands beside the two identifiers. */
const login = { type: 'string', 'ory.sh/kratos': signsIn }
const { schemas } = compileIdentitySchemas([
  { id: 'open', schema: traitSchema({ email: login, nick: login }, { additionalProperties: true }) },
])
const open = schemas.get('open') as IdentitySchema

const secret = 'canary-secret'

/** A text that came from a reference, wherever `secret` stands; all else is literal. */
const names = fc.constantFrom('a', 'b')
const { object } = fc.letrec<{ object: JsonObject; node: Json }>((tie) => ({
  object: fc.dictionary(names, tie('node'), { maxKeys: 2 }),
  node: fc.oneof({ maxDepth: 3 }, fc.constantFrom<Json>('x', 'y', 1, secret), tie('object')),
}))

const files = fc.record({
  traits: fc.record({ more: object, nick: fc.constantFrom('ada', secret) }, { requiredKeys: [] }),
  metadata_admin: object,
  mode: fc.constantFrom<OwnershipMode>('enforce', 'enforce', 'enforce', 'seed', 'observe', 'ignore'),
})

function documentOf({ traits, metadata_admin, mode }: typeof files extends fc.Arbitrary<infer T> ? T : never) {
  const whole = { traits: { ...traits, email: 'ada@example.com' }, metadata_admin }
  const leaves = Object.entries(whole).flatMap(([root, value]) => [...leavesOf([root], value as Json)])
  const ownership = Object.fromEntries(leaves.flatMap(([path], index) => (index % 2 === 0 ? [[path, mode]] : [])))
  const document = desired({ key: 'ada', ...(whole as { traits: JsonObject }), ownership, schema: open })
  const fields = Object.entries(document.fields).map(([path, field]): [string, ManagedField] => [
    path,
    field.value === secret ? { ...field, reference: '${env:SECRET}' } : field,
  ])
  return { ...document, fields: Object.fromEntries(fields) }
}

function planned(identity: LiveIdentity, document: DesiredIdentity | undefined): Change | undefined {
  const mark = identity.mark.kind === 'mark' ? identity.mark.mark : undefined
  if (document === undefined) {
    return mark && decideChange({ kind: 'live-only', live: identity, mark }, policy({ schemas })).change
  }
  const pair = { kind: 'both', desired: document, live: identity, by: 'external_id', ...(mark && { mark }) } as const
  return decideChange(pair, policy({ schemas })).change
}

function written(identity: LiveIdentity, change: Change | undefined): LiveIdentity {
  if (change?.action !== 'update' && change?.action !== 'adopt') return identity
  const secrets = { reference: () => secret }
  const context = { secrets, workspace: testWorkspace } as unknown as ApplyContext
  const step = stepOf({ context } as Run, change)
  const { edits, digests } = resolveFields(change.fields, step, open, identity)
  const agreed = resolveAgreed(change.agreed, step, open, identity)
  const kept = withKeptDigests(change, ownMark(identity, testWorkspace))
  const intended = intendedOf(identity, edits, completeMark(kept, { ...agreed, ...digests }))
  const nicks = [intended.traits['email'], intended.traits['nick']].filter((value) => typeof value === 'string')
  return { ...intended, credentials: { password: nicks } }
}

/** The object around a secret is written empty, while nobody manages the secret any more: it stays in live. */
const emptiedAround: Parameters<typeof documentOf>[0][] = [
  { traits: { more: { a: secret } }, metadata_admin: {}, mode: 'enforce' },
  { traits: { more: { b: { b: {}, a: {} }, a: { a: 'x' } } }, metadata_admin: {}, mode: 'seed' },
  { traits: { more: {} }, metadata_admin: {}, mode: 'enforce' },
  { traits: { more: { a: {} } }, metadata_admin: {}, mode: 'enforce' },
]

test('a value that came from a reference is in no plan, whatever the files say later', () => {
  fc.assert(
    fc.property(fc.array(files, { minLength: 2, maxLength: 4 }), fc.boolean(), (steps, isGone) => {
      let identity = live({ id: 'one', traits: { email: 'ada@example.com' }, schema: open, verified: true })
      const documents = [...steps.map(documentOf), ...(isGone ? [undefined] : [])]
      for (const document of documents) {
        const change = planned(identity, document)
        expect(JSON.stringify(change ?? null)).not.toContain(secret)
        identity = written(identity, change)
      }
    }),
    { numRuns: runsOf({ quick: 100, deep: 6000 }), examples: [[emptiedAround, false]] },
  )
})
