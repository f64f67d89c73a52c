import fc from 'fast-check'
import jsonPatch from 'fast-json-patch'
import { describe, expect, test } from 'vitest'
import type { ApplyContext } from '../../src/apply/context.ts'
import type { Run } from '../../src/apply/run.ts'
import { stepOf } from '../../src/apply/step.ts'
import { divergingPaths } from '../../src/apply/write/check-written.ts'
import { completeMark } from '../../src/apply/write/request.ts'
import { resolveFields } from '../../src/apply/write/resolve.ts'
import type { Edit } from '../../src/identity/edit.ts'
import { intendedOf } from '../../src/identity/intended.ts'
import { withKeptDigests } from '../../src/identity/kept-digests.ts'
import { documentOf, liveLeaf, markPath, ownMark } from '../../src/identity/live-document.ts'
import { patchFor } from '../../src/identity/patch.ts'
import { positionOf } from '../../src/identity/position.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../src/identity-schema/identity-schema.ts'
import type { FieldChange, UpdateChange } from '../../src/model/change.ts'
import type { DesiredIdentity, LiveIdentity, ManagedField } from '../../src/model/identity.ts'
import {
  escapeSegment,
  isAtOrBelow,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPointer,
  jsonEqual,
  valueAt,
} from '../../src/model/json.ts'
import type { OwnershipMode } from '../../src/model/ownership.ts'
import { decideChange } from '../../src/reconcile/decide/decide.ts'
import { desired, leavesOf, live, policy, testWorkspace } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'
import { emailTrait, traitSchema } from '../support/schemas.ts'

/** Takes whatever stands beside the e-mail. */
const { schemas } = compileIdentitySchemas([
  { id: 'open', schema: traitSchema({ email: emailTrait() }, { additionalProperties: true }) },
])
const open = schemas.get('open') as IdentitySchema

const names = fc.constantFrom('a', 'b', 'a/b', '')
const scalars = fc.constantFrom<Json>('x', 'y', 1, true, '')
const arrays = fc.array(scalars, { maxLength: 2 })

/** Few names and all kinds of values, so that objects, lists and texts meet at one place often. */
const { object, node } = fc.letrec<{ object: JsonObject; node: Json }>((tie) => ({
  object: fc.dictionary(names, tie('node'), { maxKeys: 3 }),
  node: fc.oneof({ maxDepth: 3 }, scalars, fc.constant(null), arrays, tie('object')),
}))

interface Data {
  readonly metadata_admin: JsonObject
  readonly metadata_public: Json
  readonly traits: JsonObject
}

const liveData: fc.Arbitrary<Data> = fc.record({ metadata_admin: object, metadata_public: node, traits: object })
const fileData = fc.record({
  metadata_admin: fc.oneof({ weight: 5, arbitrary: object }, { weight: 1, arbitrary: fc.constant(null) }),
  metadata_public: fc.oneof(object, fc.constant(null)),
  traits: object,
})
const modes = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<OwnershipMode>('enforce') },
    { weight: 2, arbitrary: fc.constantFrom<OwnershipMode>('seed', 'observe', 'merge', 'ignore') },
  ),
  { minLength: 1, maxLength: 5 },
)

/** Modes go round the leaves; one leaf in some comes from a reference. */
const documents = fc
  .record({ data: fileData, modes, referenced: fc.option(fc.nat(8), { nil: undefined }) })
  .map(({ data, modes: given, referenced }): DesiredIdentity => {
    const email = { email: 'ada@example.com' }
    const leaves = Object.entries(data).flatMap(([root, value]) => [...leavesOf([root], value)])
    const ownership = Object.fromEntries(
      leaves.flatMap(([path, value], index) => {
        const mode = given[index % given.length] ?? 'enforce'
        return mode === 'merge' && !Array.isArray(value) ? [] : [[path, mode]]
      }),
    )
    const traits = { ...data.traits, ...email }
    const document = desired({ key: 'ada', ...data, traits, ownership, schema: open })
    const fields = Object.entries(document.fields).map(([path, field], index): [JsonPointer, ManagedField] => {
      const isReference = index === referenced && typeof field.value === 'string' && path !== '/schema_id'
      return [path, isReference ? { ...field, reference: `\${env:${path}}` } : field]
    })
    return { ...document, fields: Object.fromEntries(fields) }
  })

function identityWith({ traits, ...metadata }: Data): LiveIdentity {
  return live({ id: 'one', ...metadata, traits: { ...traits, email: 'ada@example.com' }, schema: open, verified: true })
}

/** Somebody else writes, and leaves the mark alone. */
function edited(identity: LiveIdentity, { traits, metadata_admin, metadata_public }: Data): LiveIdentity {
  const admin = isJsonObject(identity.metadata_admin) ? identity.metadata_admin : {}
  return {
    ...identity,
    traits: { ...identity.traits, ...traits, email: 'ada@example.com' },
    metadata_public,
    metadata_admin: { ...admin, ...metadata_admin },
  }
}

function planned(identity: LiveIdentity, document: DesiredIdentity): UpdateChange | undefined {
  const mark = identity.mark.kind === 'mark' ? { mark: identity.mark.mark } : {}
  const { change } = decideChange(
    { kind: 'both', desired: document, live: identity, by: 'external_id', ...mark },
    policy({ schemas }),
  )
  if (change === undefined || change.action === 'none') return undefined
  if (change.action !== 'update' && change.action !== 'adopt') throw new Error(change.action)
  expect(change.blocked).toBeUndefined()
  return change
}

/** The change on an identity as apply makes it, references resolved. */
function applied(change: UpdateChange, document: DesiredIdentity, identity: LiveIdentity) {
  const secrets = { reference: (text: string) => document.fields[text.slice('${env:'.length, -1)]?.value as Json }
  const context = { secrets, workspace: testWorkspace } as unknown as ApplyContext
  const step = stepOf({ context } as Run, change)
  const { edits, digests } = resolveFields(change.fields, step, open, identity)
  const agreed = Object.entries(change.agreed ?? {}).map(([path, reference]) => [
    path,
    reference === null && identity.mark.kind === 'mark'
      ? identity.mark.mark.fields[path]
      : Object.values(
          resolveFields([{ path, cause: 'new', sensitive: true, reference: `\${env:${path}}` }], step, open, identity)
            .digests,
        )[0],
  ])
  const kept = withKeptDigests(change, ownMark(identity, testWorkspace))
  const mark = completeMark(kept, { ...Object.fromEntries(agreed), ...digests })
  const result = intendedOf(identity, edits, mark)
  const operations = patchFor(identity, edits, mark, { schema: open })
  const written = jsonPatch.applyPatch(structuredClone(documentOf(identity)), structuredClone(operations) as never[])
  expect(written.newDocument).toEqual(documentOf(result))
  return { result, edits, mark }
}

function applyTo(identity: LiveIdentity, document: DesiredIdentity): LiveIdentity {
  const change = planned(identity, document)
  return change === undefined ? identity : applied(change, document, identity).result
}

/** Every value in a document with its place, from the top, without the mark. */
function* nodesOf(value: Json, path: JsonPointer = ''): Generator<[JsonPointer, Json]> {
  if (path === markPath) return
  if (path !== '') yield [path, value]
  if (!isJsonObject(value)) return
  for (const [name, member] of Object.entries(value)) yield* nodesOf(member, `${path}/${escapeSegment(name)}`)
}

/** What is in one document and not, or not as it was, in the other; an object is there as long as it is one. */
function missingIn(other: JsonObject, document: JsonObject): JsonPointer[] {
  return [...nodesOf(document)].flatMap(([path, value]) => {
    const there = valueAt(other, path)
    const isRootOfNothing = value === null && path.lastIndexOf('/') === 0
    const isThere = isJsonObject(value) ? isJsonObject(there) : there !== undefined && jsonEqual(value, there)
    return isThere || isRootOfNothing ? [] : [path]
  })
}

/** Its value comes from a reference, or may have: it is in no plan. */
function isSecret({ path }: FieldChange, { fields }: UpdateChange, { mark }: LiveIdentity): boolean {
  const remembered = mark.kind === 'mark' ? (mark.mark.references ?? []) : []
  return (
    fields.some((field) => field.reference !== undefined && isAtOrBelow(field.path, path)) ||
    remembered.some((leaf) => isAtOrBelow(leaf, path) || isAtOrBelow(path, leaf))
  )
}

/** Every value that the change takes away is the `before` of some row, or below one. */
function expectNothingUnseen(change: UpdateChange, before: LiveIdentity, after: LiveIdentity): JsonPointer[] {
  const lost = missingIn(documentOf(after), documentOf(before))
  for (const path of lost) {
    const row = change.fields.find(
      (field) => isAtOrBelow(path, field.path) && (field.before !== undefined || field.reference !== undefined),
    )
    expect(row, `${path} is lost unseen`).toBeDefined()
    if (row !== undefined && !isSecret(row, change, before)) expect(row.before).toEqual(liveLeaf(before, row.path))
  }
  return lost
}

/** Other values at the place of one: something else, nothing, and one more member. */
function mutants(identity: LiveIdentity, path: JsonPointer): LiveIdentity[] {
  const value = valueAt(documentOf(identity), path)
  const mark = identity.mark.kind === 'mark' ? identity.mark.mark : undefined
  const edits: Edit[] = [{ path, after: 'somebody else wrote this' }, { path }]
  if (isJsonObject(value)) edits.push({ path: `${path}/one more`, after: 1 })
  return edits.map((edit) => intendedOf(identity, [edit], mark))
}

const scenes = fc.record({
  data: liveData,
  first: fc.option(documents, { nil: undefined }),
  edit: fc.option(liveData, { nil: undefined }),
  second: documents,
})

/** An identity that was perhaps applied and edited by others before, and the change that the next document makes to it. */
function play({ data, first, edit, second }: typeof scenes extends fc.Arbitrary<infer T> ? T : never) {
  const fresh = identityWith(data)
  const old = first === undefined ? fresh : applyTo(fresh, first)
  const identity = edit === undefined ? old : edited(old, edit)
  return { identity, change: planned(identity, second), document: second }
}

const runs = { numRuns: runsOf({ quick: 100, deep: 6000 }) }

describe('what a write takes away', () => {
  test('is in the plan, and the write does no more than that', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const { identity, change, document } = play(scene)
        if (change === undefined) return
        const { result, edits, mark } = applied(change, document, identity)
        const lost = expectNothingUnseen(change, identity, result)
        const come = missingIn(documentOf(identity), documentOf(result))
        for (const path of come) {
          const isSaid = change.fields.some((field) => isAtOrBelow(path, field.path) || isAtOrBelow(field.path, path))
          expect(isSaid, `${path} comes unsaid`).toBe(true)
        }
        const isCounted = lost.some((path) => {
          const after = edits.find((one) => one.path === path)?.after
          const before = valueAt(documentOf(identity), path)
          const isMerged = document.fields[path]?.mode === 'merge'
          return (
            after === undefined || isJsonObject(before) !== isJsonObject(after) || (isMerged && !Array.isArray(before))
          )
        })
        expect((change.counts.field_removals ?? 0) > 0).toBe(isCounted)
        expect(divergingPaths(result, { edits, mark, schema: open })).toEqual([])
        expect(positionOf(result, change, edits, mark, open)).toBe('reached')
        expect(planned(result, document)).toBeUndefined()
      }),
      runs,
    )
  })

  test('is what the plan saw, or the change is moved', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const { identity, change, document } = play(scene)
        if (change === undefined) return
        const { result, edits, mark } = applied(change, document, identity)
        for (const path of missingIn(documentOf(result), documentOf(identity))) {
          for (const other of mutants(identity, path)) {
            expect(positionOf(other, change, edits, mark, open), `${path} may be anything`).not.toBe('base')
          }
        }
      }),
      runs,
    )
  })

  test('is never what somebody writes after the plan', () => {
    fc.assert(
      fc.property(scenes, liveData, fc.boolean(), (scene, later, all) => {
        const { identity, change, document } = play(scene)
        if (change === undefined) return
        const { edits, mark } = applied(change, document, identity)
        const meanwhile = edited(identity, {
          ...later,
          metadata_public: all ? later.metadata_public : identity.metadata_public,
        })
        if (positionOf(meanwhile, change, edits, mark, open) !== 'base') return
        expectNothingUnseen(change, meanwhile, applied(change, document, meanwhile).result)
      }),
      runs,
    )
  })
})
