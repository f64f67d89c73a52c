import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guardLimits } from '../../src/config/guard-limits.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../src/identity-schema/identity-schema.ts'
import type { Change } from '../../src/model/change.ts'
import { waitsOf } from '../../src/model/change-parts.ts'
import { digestOf } from '../../src/model/digest.ts'
import type { LiveIdentity } from '../../src/model/identity.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { decideCreate } from '../../src/reconcile/decide/decide-create.ts'
import { decideAll } from '../../src/reconcile/plan/decide-all.ts'
import { judgeGuards, limitOf } from '../../src/reconcile/plan/guard.ts'
import { orderChanges } from '../../src/reconcile/plan/order.ts'
import { type DesiredInput, desired, live, policy, testWorkspace } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'
import { emailTrait, traitSchema } from '../support/schemas.ts'

/** Person `i` has given themselves the address of person `order[i]`; one of them has a new team in the files. */
const exchanges = fc.integer({ min: 2, max: 6 }).chain((people) => {
  const indices = Array.from({ length: people }, (_, index) => index)
  return fc.record({
    order: fc.shuffledSubarray(indices, { minLength: people }),
    updated: fc.constantFrom(...indices),
    isRigid: fc.boolean(),
  })
})

const schemasOf = (isRigid: boolean) => {
  const email = { ...emailTrait(), ...(isRigid && { pattern: '^p[0-9]@example.com$' }) }
  const schema = traitSchema({ email, team: { type: 'string' } })
  return compileIdentitySchemas([{ id: 'person', schema }]).schemas
}
const plain = schemasOf(false)
const rigid = schemasOf(true)

const emailOf = (index: number) => `p${index}@example.com`

test('values that people exchange among themselves stop them, and neither the plan nor anybody else', async () => {
  await fc.assert(
    fc.asyncProperty(exchanges, async ({ order, updated, isRigid }) => {
      const schemas = isRigid ? rigid : plain
      const schema = schemas.get('person')
      const documents = order.map((_, index) => {
        const team = index === updated ? { team: 'new' } : {}
        return desired({ key: `p${index}`, traits: { email: emailOf(index), ...team }, ...(schema && { schema }) })
      })
      const people = order.map((from, index): LiveIdentity => {
        const { key, origin } = documents[index] as (typeof documents)[number]
        const fields = { '/traits/email': digestOf(emailOf(index)) }
        const mark = { v: 1, workspace: testWorkspace, key, origin: origin.file, made: 'created', fields } as const
        return live({ id: `id-${key}`, traits: { email: emailOf(from) }, mark: { ...mark, id: `id-${key}` } })
      })
      async function* pages() {
        yield people
      }
      const decided = await decideAll(documents, pages(), policy({ schemas }))
      const { changes, diagnostics } = orderChanges(decided.changes, decided.needs, decided.asides)
      expect([...decided.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error')).toEqual([])
      expect(changes.filter(({ blocked, counts }) => !blocked && counts.swaps)).toEqual([])
      const moved = order.flatMap((from, index) => (from === index ? [] : [`p${index}`]))
      const isOpen = (change: Change) => !change.blocked && waitsOf(change) === undefined
      expect(changes.flatMap((change) => (isOpen(change) ? [] : [change.key])).sort()).toEqual(moved)
      const own = changes.find(({ key }) => key === `p${updated}`)
      expect(own?.blocked).toBeUndefined()
      expect(own?.fields.map(({ path }) => path)).toEqual(['/traits/team'])
      const written = changes.flatMap(({ key, fields }) => (fields.length > 0 ? [key] : []))
      expect(written.sort()).toEqual([...new Set([...moved, `p${updated}`])].sort())
    }),
  )
})

/** What people do to themselves; `prefs` and `rmail` are free, and the documents say what is to be there. */
const edits = {
  'another address': (index: number) => ({ email: `own${index}@example.org` }),
  'another recovery address': (index: number) => ({ rmail: `own${index}@example.org` }),
  'a text': () => ({ note: 'my own' }),
  'an object of many members': () => ({
    prefs: Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`m${at}`, at])),
  }),
  'what is to be absent': () => ({ prefs: 1 }),
  'nothing where something is to be': () => ({ note: undefined }),
} as const satisfies Record<string, (index: number) => Record<string, Json | undefined>>

const people = 130
const deeds = fc.record({
  edit: fc.constantFrom(...(Object.keys(edits) as (keyof typeof edits)[])),
  /** How many do it. */
  count: fc.constantFrom(1, 5, 11, 40, people - 1),
})

const rmail: JsonObject = { type: 'string', 'ory.sh/kratos': { recovery: { via: 'email' } } }
const { schemas: free } = compileIdentitySchemas([
  { id: 'free', schema: traitSchema({ email: emailTrait(), rmail, note: { type: 'string' }, prefs: {} }) },
])

/** What the files change at the same time, beside the team of somebody who does nothing. */
const commits = fc.record({
  /** Of these it is not done without one another: somebody loses a role and their access. */
  leaver: fc.integer({ min: 1, max: people - 1 }),
  stranger: fc.integer({ min: 1, max: people - 1 }),
  /** Leaves that people have set become something else in so many documents. */
  note: fc.constantFrom(0, 1, 30),
  prefs: fc.constantFrom(0, 1, 30),
})

test('what people do to themselves makes no guard refuse the plan, and keeps nothing that the files say from being done', async () => {
  const schema = free.get('free') as IdentitySchema
  const limits = guardLimits(undefined, undefined, () => undefined)
  const wanted = (index: number) => ({
    email: emailOf(index),
    rmail: `r${index}@example.com`,
    note: 'hello',
    prefs: null,
  })
  const documentOf = (index: number, traits: JsonObject, more: Partial<DesiredInput> = {}) =>
    desired({ key: `p${index}`, traits, schema, ...more })
  const known = policy({
    schemas: free,
    limitOrConsent: (guard, managed) => limitOf(guard, limits[guard], managed).limit,
  })
  const everybody = Array.from({ length: people }, (_, index) => index)
  const before = everybody.map((index) => {
    const { change } = decideCreate(documentOf(index, wanted(index)), known)
    if (change?.action !== 'create') throw new TypeError('a document alone is created')
    return change.mark
  })
  await fc.assert(
    fc.asyncProperty(fc.array(deeds, { minLength: 1, maxLength: 3 }), commits, async (done, commit) => {
      const documents = everybody.map((index) => {
        const note = index <= commit.note && index > 0 ? { note: 'bye' } : {}
        const prefs = index <= commit.prefs && index > 0 ? { prefs: 'dark' } : {}
        const more = index === 0 || index === commit.stranger ? { metadata_public: { new: true } } : {}
        const state = index === commit.leaver ? { state: 'inactive' as const } : {}
        return documentOf(index, { ...wanted(index), ...note, ...prefs }, { ...more, ...state })
      })
      const accounts = before.map((mark, index): LiveIdentity => {
        const { prefs: _prefs, ...asWritten } = wanted(index)
        const own = done.flatMap(({ edit, count }) => (index > 0 && index <= count ? [edits[edit](index)] : []))
        const traits = JSON.parse(JSON.stringify(Object.assign({}, asWritten, ...own))) as JsonObject
        return live({ id: `id-${index}`, traits, schema, verified: true, mark: { ...mark, id: `id-${index}` } })
      })
      async function* pages() {
        yield accounts
      }
      const decided = await decideAll(documents, pages(), known)
      const { changes } = orderChanges(decided.changes, decided.needs, decided.asides)
      expect(judgeGuards(changes, decided.managed, limits, {}).filter(({ tripped }) => tripped)).toEqual([])
      const writes = (index: number) => {
        const change = changes.find(({ key }) => key === `p${index}`)
        return change?.blocked ? [] : change?.fields.map(({ path }) => path)
      }
      for (const index of [0, commit.stranger]) expect(writes(index)).toContain('/metadata_public/new')
      expect(writes(commit.leaver)).toContain('/state')
      expect(changes.filter((change) => change.blocked && waitsOf(change))).toEqual([])
      const codes = new Set(changes.flatMap((change) => (change.blocked ?? waitsOf(change))?.code ?? []))
      expect([...codes].filter((code) => code !== 'taken-back')).toEqual([])
    }),
    { numRuns: runsOf({ quick: 6, deep: 150 }) },
  )
})
