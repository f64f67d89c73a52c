import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSightingCounter, looksAtGroups, noSightings, type Sightings } from '../../src/drift/sightings.ts'
import type { DriftItem } from '../../src/model/drift.ts'
import type { LiveIdentity } from '../../src/model/identity.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { live } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'
import { judged, person, planForDrift } from '../support/drift.ts'

/** Few, so that a value often comes back after it was gone. */
const keys = ['ada', 'bob'] as const
const leaves = ['name', 'floor'] as const
/** `file` is what the documents say. */
const values = ['file', 'x', 'y'] as const
const needed = 3

interface Edit {
  readonly kind: 'edit'
  readonly key: (typeof keys)[number]
  readonly leaf: (typeof leaves)[number]
  readonly value: (typeof values)[number]
}

interface Run {
  readonly kind: 'run'
  readonly only: readonly string[] | undefined
  readonly observed: boolean
  readonly unmanaged: boolean
}

type Step = Edit | { readonly kind: 'stranger'; readonly isThere: boolean } | { readonly kind: 'failed' } | Run

const edit = fc.record({
  kind: fc.constant('edit' as const),
  key: fc.constantFrom(...keys),
  leaf: fc.constantFrom(...leaves),
  value: fc.constantFrom(...values),
})
const run = fc
  .record({
    kind: fc.constant('run' as const),
    only: fc.option(fc.subarray([...keys]), { nil: undefined, freq: 2 }),
    observed: fc.boolean(),
    unmanaged: fc.boolean(),
  })
  .map((one): Run => ({ ...one, unmanaged: one.unmanaged && one.only === undefined }))
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { arbitrary: edit, weight: 3 },
    { arbitrary: run, weight: 5 },
    fc.constant({ kind: 'failed' as const }),
    fc.record({ kind: fc.constant('stranger' as const), isThere: fc.boolean() }),
  ),
  { minLength: 3, maxLength: 40, size: 'max' },
)

/** A difference that a run could see. */
interface Seen {
  readonly name: string
  readonly isDrift: boolean
}

/** What a run has looked at, by whom, and what it found there. */
interface Past {
  readonly looked: ReadonlySet<string>
  readonly found: readonly Seen[]
}

const ids = Object.fromEntries(
  [...keys, 'stranger'].map((key, index) => [key, `00000000-0000-4000-8000-00000000001${index}`]),
)

class World {
  readonly #values = new Map<string, string>()
  #stranger = false

  edit({ key, leaf, value }: Edit): void {
    this.#values.set(`${key}/${leaf}`, value)
  }

  setStranger(isThere: boolean): void {
    this.#stranger = isThere
  }

  #valueOf(key: string, leaf: string): string {
    return this.#values.get(`${key}/${leaf}`) ?? 'file'
  }

  async plan({ only, unmanaged }: Run) {
    const people = keys.map((key) => {
      const now = (leaf: string) => this.#valueOf(key, leaf)
      const traits: JsonObject = { email: `${key}@example.com`, phone: 'file' }
      const written = { traits, metadata_public: { floor: 'file' } }
      return person(
        { key, ...written, ownership: { '/metadata_public/floor': 'observe' } },
        {
          id: ids[key] as string,
          traits: { ...traits, phone: now('name') },
          metadata_public: { floor: now('floor') },
        },
      )
    })
    const others: LiveIdentity[] = this.#stranger
      ? [live({ id: ids['stranger'] as string, traits: { email: 'nobody@example.com' } })]
      : []
    const documents = people.map(({ document }) => document)
    return planForDrift(documents, [...people.map(({ there }) => there), ...others], { only, unmanaged })
  }

  past({ only, observed, unmanaged }: Run): Past {
    const looked = new Set([...(only ?? keys), ...(unmanaged ? ['stranger'] : [])])
    const found = keys.flatMap((key) =>
      leaves.flatMap((leaf): Seen[] => {
        const value = this.#valueOf(key, leaf)
        if (value === 'file' || !looked.has(key)) return []
        return [{ name: `${key} ${leaf} ${value}`, isDrift: leaf !== 'floor' || observed }]
      }),
    )
    const stranger = { name: 'stranger is there', isDrift: true }
    return { looked, found: unmanaged && this.#stranger ? [...found, stranger] : found }
  }
}

/** In how many of the runs in a row that looked at it: counted backwards from the last one. */
function inARow(name: string, history: readonly Past[]): number {
  const [who = ''] = name.split(' ')
  let count = 0
  for (const { looked, found } of history.toReversed()) {
    if (!looked.has(who)) continue
    const seen = found.find((one) => one.name === name)
    if (seen === undefined) break
    if (seen.isDrift) count += 1
  }
  return count
}

const leafNames = { '/traits/phone': 'name', '/metadata_public/floor': 'floor' }

function nameOf({ subject, field }: DriftItem): string {
  if ('id' in subject) return 'stranger is there'
  const path = 'path' in subject ? (subject.path as keyof typeof leafNames) : '/traits/phone'
  return `${subject.key} ${leafNames[path]} ${String(field?.before)}`
}

test('law: a difference is reported when it was seen in so many runs in a row that looked at it, and not before', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const world = new World()
      const history: Past[] = []
      let known: Sightings = noSightings
      for (const step of all) {
        if (step.kind === 'edit') world.edit(step)
        if (step.kind === 'stranger') world.setStranger(step.isThere)
        // A listing that fails ends the run before anything is counted.
        if (step.kind !== 'run') continue
        const plan = await world.plan(step)
        const counter = createSightingCounter(known)
        const view = judged(plan, { includeObserved: step.observed, sightings: { counter, needed } })
        const isWhole = plan.selection === undefined
        known = counter.after(looksAtGroups(plan.drift ?? {}, { isWhole, hasInventory: false }))
        history.push(world.past(step))
        // The file has only what was seen.
        expect([...known.values()].every((counts) => [...counts.values()].every((count) => count > 0))).toBe(true)
        const items = [
          ...view.identities.flatMap((identity) => identity.items),
          ...view.unmanaged.map(({ item }) => item),
        ].filter(({ counts }) => counts)
        const expected = history.at(-1)?.found.filter(({ isDrift }) => isDrift) ?? []
        expect(Object.fromEntries(items.map((item) => [nameOf(item), item.sightings?.seen]))).toEqual(
          Object.fromEntries(expected.map(({ name }) => [name, inARow(name, history)])),
        )
        const due = new Set(
          expected.flatMap(({ name }) => (inARow(name, history) >= needed ? [name.split(' ')[0]] : [])),
        )
        expect(view.counts.drifted).toBe(due.size)
        const waiting = new Set(expected.map(({ name }) => name.split(' ')[0]).filter((who) => !due.has(who)))
        expect(view.counts.recent).toBe(waiting.size)
      }
    }),
    { numRuns: runsOf({ quick: 25, deep: 1500 }) },
  )
})
