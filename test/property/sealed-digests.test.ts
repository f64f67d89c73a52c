import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leafDigest } from '../../src/identity/compare.ts'
import { liveLeaf, ownMark } from '../../src/identity/live-document.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../src/identity-schema/identity-schema.ts'
import type { Change, FieldChange } from '../../src/model/change.ts'
import { digestOf } from '../../src/model/digest.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../src/model/identity.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import type { OwnershipMap } from '../../src/model/ownership.ts'
import { digestKeys, isSealed, openDigest, sealDigest } from '../../src/model/sealed-digest.ts'
import { openMark, sealMark, unopenedIn } from '../../src/model/sealed-mark.ts'
import { decideChange } from '../../src/reconcile/decide/decide.ts'
import { keyedLeaves } from '../../src/seal-marks.ts'
import { desired, live, policy, testWorkspace } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'
import { emailTrait, nameTrait, traitSchema } from '../support/schemas.ts'

const [now, before, other] = ['n', 'b', 'o'].map((letter) => digestKeys(letter.repeat(32), []))
const rotated = digestKeys('n'.repeat(32), ['b'.repeat(32)])
const keyOf = (keys: typeof now) => {
  if (keys?.current === undefined) throw new TypeError('a key')
  return keys.current
}

const digest = fc.jsonValue().map((value) => digestOf(JSON.parse(JSON.stringify(value)) as Json))

describe('a sealed digest', () => {
  test('is opened by its key, current or former, and stays as it is without it or in another place', () => {
    fc.assert(
      fc.property(digest, fc.string(), fc.string(), (value, place, elsewhere) => {
        const sealed = sealDigest(keyOf(before), place, value)
        expect(isSealed(sealed)).toBe(true)
        expect(openDigest(rotated, place, sealed)).toBe(value)
        for (const keys of [now, other, digestKeys(undefined, [])]) {
          expect(openDigest(keys ?? rotated, place, sealed)).toBe(sealed)
        }
        expect(openDigest(rotated, elsewhere, sealed)).toBe(place === elsewhere ? value : sealed)
        expect(sealDigest(keyOf(now), place, sealed)).toBe(sealed)
      }),
    )
  })

  test('cannot be made again from the right guess without the key, nor be found at somebody else with the same value', () => {
    fc.assert(
      fc.property(digest, fc.string(), fc.string(), (value, place, elsewhere) => {
        const sealed = sealDigest(keyOf(before), place, value)
        expect(sealed).not.toContain(value)
        expect(sealDigest(keyOf(other), place, value).split('.')[1]).not.toBe(sealed.split('.')[1])
        if (place !== elsewhere) expect(sealDigest(keyOf(before), elsewhere, value)).not.toBe(sealed)
      }),
    )
  })

  test('of damaged text stays unknown', () => {
    const sealed = sealDigest(keyOf(before), 'place', digestOf('x'))
    for (const text of [
      '~',
      '~.',
      '~x',
      `${sealed}A`,
      sealed.slice(0, -3),
      `${sealed.slice(0, 9)}A${sealed.slice(10)}`,
    ]) {
      expect(openDigest(rotated, 'place', text)).toBe(text)
    }
  })
})

const { schemas } = compileIdentitySchemas([
  {
    id: 'open',
    schema: traitSchema({ email: emailTrait(), name: nameTrait }, { additionalProperties: true }),
  },
])
const open = schemas.get('open') as IdentitySchema
const isKeyed = keyedLeaves({ sensitive: ['/traits', '/metadata_admin/pin'] }, schemas)

test('what says who somebody is is never sealed, whatever is sensitive', () => {
  const keyed = (path: string, references: readonly string[] = []) => isKeyed(path, { references })
  expect(
    ['/traits/email', '/traits/name', '/traits/name/first', '/external_id'].filter((path) => keyed(path, [path])),
  ).toEqual([])
  expect(keyed('/traits/born')).toBe(true)
  expect(keyed('/metadata_admin/pin')).toBe(true)
  expect(keyed('/metadata_admin/other')).toBe(false)
  expect(keyed('/metadata_admin/other', ['/metadata_admin/other'])).toBe(true)
})

const leaf = fc.constantFrom<Json>('a', 'b', 1, true, ['a'], ['a', 'b'], ['c'])
const data = fc.record({ born: leaf, pin: leaf, tags: leaf }, { requiredKeys: [] })
const modes = fc.record({
  '/traits/born': fc.constantFrom('enforce', 'seed', 'merge'),
  '/traits/tags': fc.constantFrom('enforce', 'merge'),
} as const)
const scenes = fc.record({
  written: data,
  there: data,
  wanted: fc.option(data, { nil: undefined }),
  first: modes,
  second: modes,
  updated: fc.boolean(),
})

function documentOf({ pin, ...traits }: { born?: Json; pin?: Json; tags?: Json }, ownership: OwnershipMap) {
  const more = pin === undefined ? {} : { metadata_admin: { pin } }
  return desired({
    key: 'ada',
    traits: { email: 'ada@example.com', ...traits } as JsonObject,
    ownership,
    schema: open,
    ...more,
  })
}

/** As an apply of a document left it, and others made of it. */
function identityOf(document: DesiredIdentity, { pin, ...traits }: { pin?: Json }): LiveIdentity {
  const fields = Object.entries(document.fields).map(([path, { value, mode }]) => [
    path,
    mode === 'merge' && Array.isArray(value) ? value.map(digestOf) : leafDigest(open, path, value),
  ])
  const mark: Mark = {
    v: 1,
    workspace: testWorkspace,
    key: 'ada',
    origin: document.origin.file,
    named: true,
    id: '00000000-0000-4000-8000-000000000001',
    made: 'created',
    fields: Object.fromEntries(fields),
    salt: 'salt',
  }
  return live({
    id: '00000000-0000-4000-8000-000000000001',
    traits: { email: 'ada@example.com', ...traits } as JsonObject,
    ...(pin === undefined ? {} : { metadata_admin: { pin } }),
    mark,
    verified: true,
    schema: open,
  })
}

function withMark(identity: LiveIdentity, mark: Mark): LiveIdentity {
  const admin = { ...(identity.metadata_admin as JsonObject), idctl: mark as unknown as Json }
  return { ...identity, metadata_admin: admin, mark: { kind: 'mark', mark } }
}

function planned(identity: LiveIdentity, document: DesiredIdentity | undefined): Change | undefined {
  const mark = ownMark(identity, testWorkspace)
  if (mark === undefined) throw new TypeError('marked')
  const pair =
    document === undefined
      ? ({ kind: 'live-only', live: identity, mark } as const)
      : ({ kind: 'both', desired: document, live: identity, by: 'mark', mark } as const)
  return decideChange(pair, policy({ schemas })).change
}

const runs = { numRuns: runsOf({ quick: 80, deep: 10_000 }) }
const written = (change: Change | undefined): readonly FieldChange[] => change?.fields ?? []

test('a key that comes or is exchanged changes no plan', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const identity = identityOf(documentOf(scene.written, scene.first), scene.there)
      const document = scene.wanted && documentOf(scene.wanted, scene.second)
      const mark = ownMark(identity, testWorkspace) as Mark
      const sealed = sealMark(mark, keyOf(before), isKeyed)
      expect(planned(withMark(identity, openMark(sealed, rotated)), document)).toEqual(planned(identity, document))
    }),
    runs,
  )
})

test('without the key nothing is written or taken away that would not be with it, and nothing counts as drift', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const identity = identityOf(documentOf(scene.written, scene.first), scene.there)
      const document = scene.wanted && documentOf(scene.wanted, scene.second)
      const mark = ownMark(identity, testWorkspace) as Mark
      const sealed = sealMark(mark, keyOf(before), isKeyed)
      const lost = openMark(sealed, now ?? rotated)
      expect(lost).toEqual(sealed)
      const change = planned(withMark(identity, lost), document)
      const known = planned(identity, document)
      if (document === undefined) expect(change?.action).toBe(known?.action)
      if (known === undefined) expect(change).toBeUndefined()
      for (const { path, cause, after } of written(change)) {
        const same = written(known).find((field) => field.path === path)
        expect(same).toBeDefined()
        // Of a list that others share, what left the file is not known, and stays.
        if (!Array.isArray(after)) expect(same?.after).toEqual(after)
        if (unopenedIn(sealed.fields[path]).length > 0) expect(cause).toBe('pending')
      }
      // What is not written keeps what its mark says, for when the key is back.
      if (change?.action !== 'update') return
      for (const [path, digests] of Object.entries(sealed.fields)) {
        const isWritten = written(change).some((field) => field.path === path)
        const isGone = document?.fields[path] === undefined && liveLeaf(identity, path) === undefined
        if (isWritten || isGone || unopenedIn(digests).length === 0) continue
        expect(change.mark.fields[path]).toBeUndefined()
        if (change.released?.includes(path)) expect((known as typeof change).released).toContain(path)
        else expect(change.kept).toContain(`/fields/${path.replaceAll('/', '~1')}`)
      }
    }),
    runs,
  )
})
