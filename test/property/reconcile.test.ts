import fc from 'fast-check'
import jsonPatch from 'fast-json-patch'
import { describe, expect, test } from 'vitest'
import type { Edit } from '../../src/identity/edit.ts'
import { intendedOf } from '../../src/identity/intended.ts'
import { withKeptDigests } from '../../src/identity/kept-digests.ts'
import { documentOf, ownMark } from '../../src/identity/live-document.ts'
import { patchFor } from '../../src/identity/patch.ts'
import type { DesiredIdentity, LiveIdentity } from '../../src/model/identity.ts'
import { isAtOrBelow, isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts'
import type { OwnershipMode } from '../../src/model/ownership.ts'
import { decideChange } from '../../src/reconcile/decide/decide.ts'
import { desired, leavesOf, live, person, policy, testWorkspace } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'

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
function applyTo(identity: LiveIdentity, document: DesiredIdentity): LiveIdentity {
  const { change } = decide(identity, document)
  if (!change) return identity
  if (change.action !== 'update' && change.action !== 'adopt') return identity
  const edits = change.fields.map(({ path, after }): Edit => (after === undefined ? { path } : { path, after }))
  const mark = withKeptDigests(change, ownMark(identity, testWorkspace))
  const intended = intendedOf(identity, edits, mark)
  const operations = patchFor(identity, edits, mark, { schema: person })
  const written = jsonPatch.applyPatch(structuredClone(documentOf(identity)), structuredClone(operations) as never[])
  expect(written.newDocument).toEqual(documentOf(intended))
  return intended
}

function decide(identity: LiveIdentity, document: DesiredIdentity) {
  const mark = identity.mark.kind === 'mark' ? { mark: identity.mark.mark } : {}
  return decideChange({ kind: 'both', desired: document, live: identity, by: 'external_id', ...mark }, policy())
}

describe('laws of the reconciler', () => {
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
