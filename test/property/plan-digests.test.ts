import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ApplyContext } from '../../src/apply/context.ts'
import type { Run } from '../../src/apply/run.ts'
import { stepOf } from '../../src/apply/step.ts'
import { completeMark } from '../../src/apply/write/request.ts'
import { resolveFields } from '../../src/apply/write/resolve.ts'
import { intendedOf } from '../../src/identity/intended.ts'
import { withKeptDigests } from '../../src/identity/kept-digests.ts'
import { ownMark } from '../../src/identity/live-document.ts'
import { linkDigest } from '../../src/identity/marked-credentials.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../src/identity-schema/identity-schema.ts'
import type { Change } from '../../src/model/change.ts'
import type { DesiredIdentity, LiveIdentity, ManagedField } from '../../src/model/identity.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import type { OwnershipMap } from '../../src/model/ownership.ts'
import { decideChange } from '../../src/reconcile/decide/decide.ts'
import { decideKeyCommand, type KeyCommand } from '../../src/reconcile/decide/decide-key-command.ts'
import type { BothPair, Pair } from '../../src/reconcile/match/match.ts'
import { desired, live, policy, testWorkspace } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'
import { emailTrait, traitSchema } from '../support/schemas.ts'

const { schemas } = compileIdentitySchemas([
  { id: 'open', schema: traitSchema({ email: emailTrait() }, { additionalProperties: true }) },
])
const open = schemas.get('open') as IdentitySchema

/** What is not to be told: it is in the file and live, and no change writes it. */
interface Secrets {
  readonly born: Json
  readonly pin: Json
  readonly token: string
  readonly former: string
  readonly subject: string
}

const secrets: fc.Arbitrary<Secrets> = fc.record({
  born: fc.constantFrom<Json>('1980-02-29', '1999-12-31', 1980, true, ['a', 'b'], []),
  pin: fc.constantFrom<Json>('0042', '9876'),
  token: fc.constantFrom('t1', 't2'),
  former: fc.constantFrom('old@example.com', 'older@example.com'),
  subject: fc.constantFrom('1001', '1002'),
})

const modes = fc.record({
  '/traits/born': fc.constantFrom('enforce', 'seed', 'merge'),
  '/metadata_admin/pin': fc.constantFrom('enforce', 'seed'),
} as const)

interface Rest {
  readonly name: string
  readonly file: string
}

function documentOf({ born, pin, token, former, subject }: Secrets, { name, file }: Rest, ownership: OwnershipMap) {
  const document = desired({
    key: 'ada',
    file,
    traits: { email: 'ada@example.com', name, born } as JsonObject,
    metadata_admin: { pin, token },
    previously: [former],
    credentials: { oidc: { providers: [{ provider: 'hub', subject }] } },
    ownership,
    schema: open,
  })
  const withReference = (path: string, field: ManagedField) =>
    path === '/metadata_admin/token' ? { ...field, reference: '${env:TOKEN}' } : field
  const fields = Object.entries(document.fields).map(([path, field]) => [path, withReference(path, field)] as const)
  return { ...document, fields: Object.fromEntries(fields) }
}

/** Adopted and brought to the document, with a salt as every write gives one. */
function managed(document: DesiredIdentity, { token, subject }: Secrets, salt: string): LiveIdentity {
  const stranger = live({ id: id(1), traits: { email: 'ada@example.com' }, verified: true, schema: open })
  const { change } = decideChange({ kind: 'both', desired: document, live: stranger, by: 'external_id' }, rules)
  if (change?.action !== 'adopt') throw new TypeError('adopted')
  const context = { secrets: { reference: () => token }, workspace: testWorkspace } as unknown as ApplyContext
  const { edits, digests } = resolveFields(change.fields, stepOf({ context } as Run, change), open, stranger)
  const links = { oidc: [linkDigest(`hub:${subject}`)] }
  const mark = { ...completeMark(change.mark, digests), credentials: links, salt }
  const intended = intendedOf(stranger, edits, mark)
  return { ...intended, credentials: { password: ['ada@example.com'], oidc: [`hub:${subject}`] } }
}

const rules = policy({ schemas, removal: { created: 'disable', adopted: 'disable' } })

/** What may become of somebody whose secrets stay as they are. */
const events: Readonly<
  Record<string, (identity: LiveIdentity, document: (rest: Rest) => DesiredIdentity) => Change | undefined>
> = {
  'another leaf changes': (identity, document) => planned(both(identity, document({ name: 'Augusta', file }))),
  'its file moves': (identity, document) => planned(both(identity, document({ name: 'Ada', file: 'moved.yaml' }))),
  'another leaf drifted': (identity, document) => {
    const drifted = { ...identity, traits: { ...identity.traits, name: 'Drift' } }
    return planned(both(drifted, document({ name: 'Ada', file })))
  },
  'its document is gone': (identity) => planned({ kind: 'live-only', live: identity, mark: markIn(identity) }),
  'its document is back': (identity, document) => {
    const disabled = { at: '2026-05-01T00:00:00.000Z', state_before: 'active' } as const
    const tombstone = intendedOf(identity, [{ path: '/state', after: 'inactive' }], { ...markIn(identity), disabled })
    return planned(both(tombstone, document({ name: 'Ada', file })))
  },
  'it is invited': (identity, document) =>
    commanded(both(identity, document({ name: 'Ada', file })), { command: 'invite', keys: ['ada'] }),
  'it is bound to another id': (identity, document) =>
    commanded(both({ ...identity, id: id(2) }, document({ name: 'Ada', file })), { command: 'adopt', keys: ['ada'] }),
}

const file = 'identities/ada.yaml'
const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`

function both(identity: LiveIdentity, document: DesiredIdentity): BothPair {
  return { kind: 'both', desired: document, live: identity, by: 'mark', mark: markIn(identity) }
}

function planned(pair: Pair) {
  return decideChange(pair, rules).change
}

function commanded(pair: BothPair, command: KeyCommand) {
  return decideKeyCommand(pair, rules, command, 'key').change
}

function markIn(identity: LiveIdentity) {
  const mark = ownMark(identity, testWorkspace)
  if (mark === undefined) throw new TypeError('marked')
  return mark
}

/** The record of a plan, and `base` apart from it. */
function recordOf(change: Change | undefined): { readonly base: string; readonly rest: string } {
  if (change === undefined || !('base' in change)) throw new TypeError('something is written')
  const { base, ...rest } = change
  return { base, rest: JSON.stringify(rest) }
}

const scenes = fc.record({
  before: secrets,
  other: secrets,
  ownership: modes,
  event: fc.constantFrom(...Object.keys(events)),
})
const runs = { numRuns: runsOf({ quick: 120, deep: 5000 }) }

test('a plan says the same of two people who differ in nothing that it writes', () => {
  fc.assert(
    fc.property(scenes, ({ before, other, ownership, event }) => {
      const [one, two] = [before, other].map((own) => {
        const document = (rest: Rest) => documentOf(own, rest, ownership)
        return recordOf(events[event]?.(managed(document({ name: 'Ada', file }), own, 'salt'), document))
      })
      expect(one?.rest).toBe(two?.rest)
    }),
    runs,
  )
})

test('`base` is of no use to whoever guesses right, for the salt is in no plan', () => {
  fc.assert(
    fc.property(scenes, ({ before, ownership, event }) => {
      const document = (rest: Rest) => documentOf(before, rest, ownership)
      const [one, two] = ['salt-one', 'salt-two'].map((salt) =>
        recordOf(events[event]?.(managed(document({ name: 'Ada', file }), before, salt), document)),
      )
      expect(one?.rest).toBe(two?.rest)
      expect(one?.rest).not.toContain('salt')
      expect(one?.base).not.toBe(two?.base)
    }),
    runs,
  )
})

test('what a plan leaves out is in the mark that apply writes', () => {
  fc.assert(
    fc.property(scenes, ({ before, ownership, event }) => {
      const document = (rest: Rest) => documentOf(before, rest, ownership)
      const identity = managed(document({ name: 'Ada', file }), before, 'salt')
      const change = events[event]?.(identity, document)
      if (change?.action !== 'update' && change?.action !== 'disable') throw new TypeError('a mark is written')
      const mark = withKeptDigests(change, ownMark(identity, testWorkspace))
      const { fields, lines, credentials } = markIn(identity)
      const token = '/metadata_admin/token'
      const { [token]: _, ...others } = fields
      const { '/traits/name': _name, [token]: __, ...told } = mark.fields
      expect(others).toMatchObject(told)
      expect(Object.keys(told)).toHaveLength(Object.keys(others).length - 1)
      expect(mark).toMatchObject({ lines, credentials })
    }),
    runs,
  )
})
