import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isError } from '../../src/model/diagnostic.ts'
import type { ExportedDocument } from '../../src/model/exported.ts'
import { formatPointer, isJsonObject, type Json, type JsonObject, parsePointer } from '../../src/model/json.ts'
import { runsOf } from '../support/depth.ts'
import {
  defaults,
  filesOf,
  formats,
  member,
  memberName,
  populations,
  register,
  snapshot,
  staff,
  value,
} from '../support/exported-people.ts'
import { planIn } from '../support/planned.ts'
import { createRefusalWorld, type RefusalWorld } from '../support/refusals/world.ts'

/** More by IDCTL_EXPORT_RUNS. */
const numRuns = runsOf({ quick: 4, deep: 400 }, 'IDCTL_EXPORT_RUNS')

/** What somebody does to an account: the leaf and the account are chosen by numbers. */
const edit = fc.record({
  person: fc.nat(20),
  leaf: fc.nat(20),
  act: fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('replace' as const), value }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('add' as const), name: memberName, value }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('state' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('schema' as const), id: fc.constantFrom('person', 'member') }),
    },
  ),
})

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never

test('what moved live comes into the documents and nothing else changes: no line of a file, no account', async () => {
  let updated = 0
  const input = fc.record({
    population: populations,
    format: formats,
    inherited: defaults,
    edits: fc.array(edit, { minLength: 1, maxLength: 12 }),
    isAdopted: fc.boolean(),
    lineBreak: fc.constantFrom('\n', '\r\n'),
  })
  await fc.assert(
    fc.asyncProperty(input, async ({ population, format, inherited, edits, isAdopted, lineBreak }) => {
      const { schema, people } = population
      const world = await createRefusalWorld('v26.2.0', 'adopt: any\n')
      try {
        await world.restart({ person: schema, member, staff }).catch(() => fc.pre(false))
        await register(world, people)
        if (inherited !== undefined) world.write('_defaults.yaml', inherited)
        fc.pre((await world.plan()).ok)
        const first = await world.export(format === 'yaml' ? {} : filesOf(format))
        const keys = first.written.documents.map(({ key }) => key)
        fc.pre(keys.length > 0)
        decorate(world, lineBreak)
        if (isAdopted) {
          const adoption = planIn(await world.plan({ named: { command: 'adopt', keys } }))
          await world.apply(adoption)
        }
        for (const one of edits) await change(world, one)

        const [live, files] = [await snapshot(world), filesIn(world)]
        const found = await world.export({ scope: 'all', update: true, patterns: ['**'] })
        expect(found.diagnostics.filter(isError)).toEqual([])
        expect(await snapshot(world)).toEqual(live)
        expectKept(files, filesIn(world), found.written.documents)
        updated += found.written.documents.filter(({ outcome }) => outcome === 'updated').length

        const left = new Set(found.left.map(({ id }) => id))
        const plan = planIn(await world.plan())
        const ours = plan.changes.filter(
          (one) => 'id' in one && first.written.documents.some(({ id }) => id === one.id),
        )
        const restless = ours.filter((one) => !('id' in one) || !left.has(one.id ?? ''))
        expect(
          restless.flatMap(({ key, fields, observed = [] }) => [...fields, ...observed].map((leaf) => [key, leaf])),
        ).toEqual([])

        const written = filesIn(world)
        const again = await world.export({ scope: 'all', update: true, patterns: ['**'] })
        expect([again.edits, again.files]).toEqual([[], []])
        expect(filesIn(world)).toEqual(written)
      } finally {
        await world.close()
      }
    }),
    { numRuns },
  )
  expect(updated).toBeGreaterThan(numRuns / 20)
}, 600_000)

/** As people keep their files: with comments, and with the line breaks of their system. */
function decorate({ root }: RefusalWorld, lineBreak: string): void {
  for (const file of Object.keys(filesIn({ root })).filter((name) => /^[^_].*\.yaml$/.test(name))) {
    const path = join(root, 'identities', file)
    const lines = readFileSync(path, 'utf8').split('\n')
    const commented = lines.flatMap((line, index) => (/^\w/.test(line) ? [`# above ${index}`, line] : [line]))
    writeFileSync(path, commented.join(lineBreak))
  }
}

/** Relative path → text and time of the last write. */
function filesIn({ root }: Pick<RefusalWorld, 'root'>): Record<string, { text: string; at: number }> {
  const folder = join(root, 'identities')
  return Object.fromEntries(
    readdirSync(folder, { encoding: 'utf8' })
      .filter((name) => !name.startsWith('.'))
      .toSorted()
      .map((name) => {
        const path = join(folder, name)
        return [name, { text: readFileSync(path, 'utf8'), at: statSync(path).mtimeMs }]
      }),
  )
}

type Files = ReturnType<typeof filesIn>

/** Files, documents and members of documents that no update is about are what they were, byte by byte. */
function expectKept(before: Files, after: Files, documents: readonly ExportedDocument[]): void {
  for (const [name, file] of Object.entries(before)) {
    const changed = documents.filter(({ file: one, outcome }) => one === `identities/${name}` && outcome === 'updated')
    if (changed.length === 0) {
      expect(after[name]).toEqual(file)
      continue
    }
    const now = after[name]?.text ?? ''
    if (name.endsWith('.ndjson')) {
      const lines = now.split('\n')
      const stay = file.text.split('\n').filter((line) => lines.includes(line))
      expect(stay.length).toBe(file.text.split('\n').length - changed.length)
    }
    if (!name.endsWith('.yaml')) continue
    const members = new Set(changed.flatMap(({ fields = [] }) => fields.map(({ path }) => parsePointer(path)[0] ?? '')))
    const parts = membersOf(now)
    for (const [member, text] of membersOf(file.text)) if (!members.has(member)) expect(parts.get(member)).toBe(text)
    const comments = (text: string) => text.split('\n').filter((line) => line.startsWith('#'))
    expect(comments(now)).toEqual(comments(file.text))
  }
}

/** The lines of each member of the document of a file. */
function membersOf(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^(?=\w)/m).slice(1)
  return new Map(parts.map((part) => [/^\w+/.exec(part)?.[0] ?? '', part.replace(/(?:^#.*\n?)+$/m, '')]))
}

/** Somebody else's hand; Kratos refuses some of it. */
async function change(world: RefusalWorld, { person, leaf, act }: Edit): Promise<void> {
  const all = [...(await snapshot(world)).values()].toSorted((left, right) =>
    String(left['id']) < String(right['id']) ? -1 : 1,
  )
  const live = all[person % all.length]
  if (live === undefined) return
  const leaves = ['traits', 'metadata_public', 'metadata_admin', 'external_id'].flatMap((name) =>
    leavesOf(live[name] ?? null, [name]),
  )
  const path = leaves[leaf % Math.max(leaves.length, 1)]
  const operation = operationFor(act, path, live)
  if (operation !== undefined) await world.request('PATCH', `/identities/${live['id']}`, [operation])
}

function operationFor(act: Edit['act'], path: string | undefined, live: JsonObject): JsonObject | undefined {
  switch (act.kind) {
    case 'state':
      return { op: 'replace', path: '/state', value: live['state'] === 'active' ? 'inactive' : 'active' }
    case 'schema':
      return { op: 'replace', path: '/schema_id', value: act.id }
    case 'add':
      return isJsonObject(live['metadata_public'] ?? null)
        ? { op: 'add', path: formatPointer(['metadata_public', act.name]), value: act.value }
        : undefined
    case 'remove':
      return path === undefined ? undefined : { op: 'remove', path }
    case 'replace':
      return path === undefined ? undefined : { op: 'replace', path, value: act.value }
  }
}

function leavesOf(live: Json, path: readonly string[]): string[] {
  if (path.join('/') === 'metadata_admin/idctl' || live === null) return []
  if (!isJsonObject(live) || Object.keys(live).length === 0) return [formatPointer(path)]
  return Object.entries(live).flatMap(([name, member]) => leavesOf(member, [...path, name]))
}
