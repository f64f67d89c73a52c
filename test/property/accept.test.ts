import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { intendedOf } from '../../src/identity/intended.ts'
import { acceptLive, computePlan, writeEdit } from '../../src/index.ts'
import type { LiveSource } from '../../src/live/ports.ts'
import type { FieldChange } from '../../src/model/change.ts'
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts'
import type { OwnershipMode } from '../../src/model/ownership.ts'
import type { Planned } from '../../src/model/plan.ts'
import { live } from '../support/builders.ts'
import { configFor } from '../support/config.ts'
import { runsOf } from '../support/depth.ts'
import { planIn } from '../support/planned.ts'
import { readOnlyLive } from '../support/read-only-live.ts'
import { project } from '../support/temp-project.ts'

const names = fc.constantFrom('a', 'b', 'c', 'a/b', '~', '2025', '')
const texts = fc.constantFrom('x', 'yes', '', '42', '${env:HOME}', '$${', 'a\nb', '- #', '\u202e')
const scalars = fc.oneof(texts, fc.constantFrom<Json>(1, 2.5, true))
const arrays = fc.array(scalars, { maxLength: 3 })

function objects(leaf: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  const { tree } = fc.letrec<{ tree: JsonObject; node: Json }>((tie) => ({
    tree: fc.dictionary(names, tie('node'), { maxKeys: 3 }),
    node: fc.oneof({ depthSize: 'small', maxDepth: 3 }, leaf, arrays, tie('tree')),
  }))
  return tree
}

const fileData = objects(fc.oneof(fc.constantFrom<Json>('x', 'y', 1, true), fc.constant(null)))
const modes = fc.dictionary(
  names
    .filter((name) => name !== '')
    .map((name) => `/metadata_public/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  fc.constantFrom<OwnershipMode>('seed', 'observe', 'ignore'),
  { maxKeys: 1 },
)

const options = { consents: {}, takeOver: [], variables: {}, now: new Date(0), signal: new AbortController().signal }

test('whatever moved, accept makes the next plan quiet about it, or writes nothing and says why', async () => {
  let written = 0
  const input = fc.record({
    own: fileData,
    defaults: fc.option(fileData, { nil: undefined }),
    // A live null has no form in a document: refused, and tested elsewhere.
    moved: objects(scalars),
    ownership: fc.oneof(fc.constant({}), modes),
    flow: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(input, async ({ own, defaults, moved, ownership, flow }) => {
      const document = {
        traits: { email: 'ada@example.com' },
        metadata_public: own,
        idctl: { key: 'ada', ownership },
      }
      const text = stringify(document, { collectionStyle: flow ? 'flow' : 'any' })
      const root = project({
        'identities/ada.yaml': `# about ada\n${text}`,
        'identities/bob.yaml': 'traits: { email: bob@example.com }\nidctl: { key: bob }\n',
        ...(defaults && { 'identities/_defaults.yaml': stringify({ metadata_public: defaults }) }),
      })
      const config = configFor(root)
      const planned = await computePlan(config, readOnlyLive([]), options)
      // A text may be a reference, which cannot stand everywhere.
      fc.pre(planned.ok)
      const create = planIn(planned).changes.find(({ key }) => key === 'ada')
      fc.pre(create?.action === 'create')
      if (create?.action !== 'create') return
      const mark = create.mark
      const empty = live({ traits: { email: 'ada@example.com' }, verified: true })
      const identity = { ...intendedOf(empty, [], mark), metadata_public: moved }
      const source = readOnlyLive([identity])

      const before = readFileSync(join(root, 'identities/ada.yaml'), 'utf8')
      const { acceptance, edit } = await acceptLive(config, source, { ...options, key: 'ada', pointers: [] })
      const drifted = await driftOf(source)
      if (edit === undefined) {
        if (acceptance.diagnostics.length === 0) expect(drifted).toEqual([])
        // Only inherited values can be in the way: without them, everything can be written.
        if (defaults === undefined && isPlain(ownership)) expect(acceptance.diagnostics).toEqual([])
        return
      }
      written += 1
      await writeEdit(root, edit)
      expect(acceptance.accepted.map(({ path }) => path)).toEqual(drifted)
      expect(await driftOf(source)).toEqual([])
      const after = readFileSync(join(root, 'identities/ada.yaml'), 'utf8')
      expect(after).not.toBe(before)
      expect(after.startsWith('# about ada\n')).toBe(true)

      async function driftOf(server: LiveSource): Promise<string[]> {
        const plan = planIn(await computePlan(config, server, options))
        expect(plan.diagnostics).toEqual([])
        const fields = plan.changes.filter(({ key }) => key === 'ada').flatMap((change) => change.fields)
        // An object that goes with its last leaf is no leaf of the document: it comes and goes with what is below it.
        const isCompany = ({ path, before, after }: FieldChange) =>
          after === undefined && isJsonObject(before) && fields.some((leaf) => leaf.path.startsWith(`${path}/`))
        const moved = fields.filter((field) => !isCompany(field))
        return moved.filter(({ cause }) => cause === 'drift' || cause === 'both').map(({ path }) => path)
      }
    }),
    { numRuns: runsOf({ quick: 25, deep: 500 }) },
  )
  expect(written).toBeGreaterThan(15)
})

function isPlain(ownership: Json): boolean {
  return isJsonObject(ownership) && Object.keys(ownership).length === 0
}

/** Who is blocked or removed, or gets a new account, by what tells them apart; of a plan that there is not, its mistakes. */
function setbacksOf(planned: Planned): string[] {
  if (!planned.ok) return planned.diagnostics.map(({ code }) => code)
  return planned.plan.changes.flatMap((change) => {
    const { action, blocked } = change
    const isGoing = action === 'delete' || action === 'disable' || action === 'release'
    const who = 'id' in change ? change.id : change.origin?.file
    if (blocked !== undefined) return [`${who} is blocked`]
    return isGoing || action === 'create' ? [`${action} ${who}`] : []
  })
}

test('whoever changed what live: after an accept the next plan blocks, removes and creates nobody whom the last one did not', async () => {
  const part = fc.constantFrom('Bo', 'Al', 'Li', 'Ek', 'O', '李', 'Lovelace', 'Byron', '')
  const name = fc.record({ first: part, last: part })
  const somebody = fc.record({
    was: name,
    is: name,
    hasKey: fc.boolean(),
    address: fc.constantFrom('kept', 'kept', 'changed', 'changed and verified'),
  })
  const input = fc.record({
    people: fc.array(somebody, { minLength: 1, maxLength: 3 }),
    isList: fc.boolean(),
    moved: fc.boolean(),
    pointers: fc.constantFrom<readonly string[]>([], [], ['/traits/name'], ['/traits/name/last'], ['/traits/email']),
  })
  const seen = { written: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(input, async ({ people, isList, moved, pointers }) => {
      const email = (index: number) => `person${index}@example.com`
      const documents = people.map(({ was, hasKey }, index) => ({
        traits: { email: email(index), name: was },
        ...(hasKey && { idctl: { key: `key${index}` } }),
      }))
      const text = (index: number) => `identities/${index}.yaml`
      const files = isList
        ? { 'identities/all.yaml': stringify(documents) }
        : Object.fromEntries(documents.map((document, index) => [text(index), stringify(document)]))
      const root = project(files)
      const config = configFor(root)
      const created = planIn(await computePlan(config, readOnlyLive([]), options)).changes
      const accounts = people.map(({ is, hasKey, address }, index) => {
        const create = created.find(({ key }) => key === (hasKey ? `key${index}` : email(index)))
        if (create?.action !== 'create') throw new Error('no creation')
        const changed = address === 'kept' ? email(index) : `new${index}@example.com`
        const traits = { email: changed, name: is }
        return live({ id: `id-${index}`, traits, verified: address === 'changed and verified', mark: create.mark })
      })
      // The file of the last one has another address by now: the file and the names say whose it is.
      const last = isList ? 'identities/all.yaml' : text(people.length - 1)
      const path = join(root, last)
      const edited = readFileSync(path, 'utf8').replace(email(people.length - 1), 'moved@example.com')
      if (moved) writeFileSync(path, edited)
      const source = readOnlyLive(accounts)
      const before = await computePlan(config, source, options)
      for (const [index, { hasKey }] of people.entries()) {
        const key = hasKey ? `key${index}` : email(index)
        const { acceptance, edit } = await acceptLive(config, source, { ...options, key, pointers })
        const named = acceptance.diagnostics.map(({ code }) => code)
        if (edit === undefined) {
          if (named.includes('IDC584')) seen.refused += 1
          continue
        }
        seen.written += 1
        await writeEdit(root, edit)
        const next = await computePlan(config, source, options)
        expect(setbacksOf(before)).toEqual(expect.arrayContaining(setbacksOf(next)))
        const rows = planIn(next).changes.filter((change) => 'id' in change && change.id === `id-${index}`)
        for (const row of rows) expect(row.action).toBe('update')
      }
    }),
    { numRuns: runsOf({ quick: 10, deep: 500 }) },
  )
  expect(seen.written).toBeGreaterThan(10)
  expect(seen.refused).toBeGreaterThan(3)
})
