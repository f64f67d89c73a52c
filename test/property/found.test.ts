import fc from 'fast-check'
import { expect, test } from 'vitest'
import { intendedOf } from '../../src/identity/intended.ts'
import { withKeptDigests } from '../../src/identity/kept-digests.ts'
import { ownMark } from '../../src/identity/live-document.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../src/identity-schema/identity-schema.ts'
import type { UpdateChange } from '../../src/model/change.ts'
import type { LiveIdentity } from '../../src/model/identity.ts'
import { isJsonObject, type Json, type JsonObject, jsonEqual } from '../../src/model/json.ts'
import type { OwnershipMode } from '../../src/model/ownership.ts'
import { decideUpdate } from '../../src/reconcile/decide/decide-update.ts'
import { markOnly } from '../../src/reconcile/decide/mark-only.ts'
import { desired, live, policy, testWorkspace } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'
import { signsIn, traitSchema } from '../support/schemas.ts'

const login = { type: 'string', 'ory.sh/kratos': signsIn }
const { schemas } = compileIdentitySchemas([{ id: 'open', schema: traitSchema({ email: login }, {}) }])
const open = schemas.get('open') as IdentitySchema

const list = '/metadata_public/l'
const scalar = fc.constantFrom<Json>('x', 'y')
const elements = fc.subarray<Json>(['x', 'y', 'z'])
/** What is at two leaves, and at a list, of the file or of live. */
const leaves = fc.record({ a: scalar, b: scalar, l: elements }, { requiredKeys: [] })
const step = fc.oneof(
  fc.record({ kind: fc.constant('file' as const), leaves, mode: fc.constantFrom<OwnershipMode>('enforce', 'merge') }),
  fc.record({
    kind: fc.constant('command' as const),
    leaves,
    mode: fc.constantFrom<OwnershipMode>('enforce', 'merge'),
  }),
  fc.record({ kind: fc.constant('somebody' as const), leaves }),
)

/** What idctl has written at each leaf: its values, and the elements of lists. */
class Written {
  readonly #values = new Map<string, Json[]>()

  has(path: string, value: Json): boolean {
    return (this.#values.get(path) ?? []).some((known) => jsonEqual(known, value))
  }

  note({ fields }: UpdateChange, mode: OwnershipMode): void {
    for (const { path, before, after } of fields) {
      if (after === undefined) continue
      const whole = Array.isArray(after) ? after : []
      // A list that is enforced is one value, whatever was in it before.
      const there = Array.isArray(before) && mode === 'merge' ? before : []
      const added = whole.filter((element) => !there.some((other) => jsonEqual(other, element)))
      this.#values.set(path, [...(this.#values.get(path) ?? []), after, ...added])
    }
  }
}

/** What a change takes away because its line, or its element of a list, is in the file no more; with the object that it empties. */
function takenWithTheLine({ fields }: UpdateChange, wanted: JsonObject, mode: OwnershipMode): [string, Json][] {
  return fields.flatMap(({ path, before, after, cause }): [string, Json][] => {
    if (before === undefined || (cause !== 'removed' && mode !== 'merge')) return []
    const gone: [string, Json][] =
      path === '/metadata_public' && isJsonObject(before)
        ? Object.entries(before).map(([name, value]) => [`${path}/${name}`, value])
        : [[path, before]]
    return gone
      .filter(
        ([leaf]) =>
          (mode === 'merge' && leaf === list) || !Object.hasOwn(wanted, leaf.slice('/metadata_public/'.length)),
      )
      .flatMap(([leaf, value]) => elementsGone(value, after).map((element): [string, Json] => [leaf, element]))
  })
}

function elementsGone(before: Json, after: Json | undefined): Json[] {
  if (!Array.isArray(before)) return [before]
  const left = Array.isArray(after) ? after : []
  return before.filter((element) => !left.some((other) => jsonEqual(other, element)))
}

test('what idctl did not write does not go with its line', () => {
  fc.assert(
    fc.property(leaves, fc.array(step, { minLength: 2, maxLength: 8 }), (first, steps) => {
      const written = new Written()
      let identity: LiveIdentity = live({
        id: 'one',
        schema: open,
        verified: true,
        metadata_public: first as JsonObject,
      })
      for (const next of steps) {
        if (next.kind === 'somebody') {
          identity = { ...identity, metadata_public: next.leaves as JsonObject }
          continue
        }
        const wanted = next.leaves as JsonObject
        const change = planned(identity, wanted, next.mode, next.kind === 'command')
        if (change === undefined) continue
        for (const [path, value] of takenWithTheLine(change, wanted, next.mode)) {
          expect(written.has(path, value), `${path} ${JSON.stringify(value)}`).toBe(true)
        }
        written.note(change, next.mode)
        identity = applied(identity, change)
        expect(planned(identity, wanted, next.mode, false)?.fields ?? []).toEqual(
          next.kind === 'file' ? [] : expect.anything(),
        )
      }
    }),
    { numRuns: runsOf({ quick: 240, deep: 40_000 }) },
  )
})

function planned(
  identity: LiveIdentity,
  metadata: JsonObject,
  mode: OwnershipMode,
  byCommand: boolean,
): UpdateChange | undefined {
  const ownership = { '/metadata_public/l': mode }
  const document = desired({ key: 'ada', metadata_public: metadata, ownership, schema: open })
  const mark = ownMark(identity, testWorkspace)
  const pair = { kind: 'both', desired: document, live: identity, by: 'identifier', ...(mark && { mark }) } as const
  const { change } = decideUpdate(pair, policy({ schemas }))
  if (change?.action !== 'update' && change?.action !== 'adopt') return undefined
  return byCommand && mark === undefined ? markOnly(change, identity) : change
}

function applied(identity: LiveIdentity, change: UpdateChange): LiveIdentity {
  const mark = withKeptDigests(change, ownMark(identity, testWorkspace))
  return intendedOf(identity, change.fields, mark)
}
