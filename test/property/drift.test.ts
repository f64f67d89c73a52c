import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changesOfBaseline, updateBaseline } from '../../src/drift/update-baseline.ts'
import type { DriftSubject } from '../../src/model/drift.ts'
import type { DesiredIdentity, LiveIdentity } from '../../src/model/identity.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { runsOf } from '../support/depth.ts'
import { entriesOf, judged, person, planForDrift, today } from '../support/drift.ts'

const acceptance = { owner: 'ops', reason: 'a law', expires: today }
const word = fc.constantFrom<string>('x', 'y', 'z')
const metadata = fc.dictionary(fc.constantFrom('a', 'b/c', '~', ''), word, { maxKeys: 3 })
const names = fc.option(fc.record({ first: word }), { nil: undefined })

/** Somebody's document and what was made of their identity since the apply. */
const someone = fc.record({
  file: fc.record({ name: fc.record({ first: word }), metadata_public: metadata }),
  edited: fc.record({
    name: names,
    metadata_public: metadata,
    state: fc.constantFrom('active', 'inactive'),
    wiped: fc.boolean(),
    gone: fc.boolean(),
  }),
})
const people = fc.array(someone, { minLength: 1, maxLength: 4 })
const strangers = fc.nat({ max: 2 })

type Someone = typeof someone extends fc.Arbitrary<infer T> ? T : never

function world(all: readonly Someone[], count: number) {
  const documents: DesiredIdentity[] = []
  const identities: LiveIdentity[] = []
  for (const [index, { file, edited }] of all.entries()) {
    const email = `p${index}@example.com`
    const traits = (name: JsonObject | undefined) => ({ email, ...(name === undefined ? {} : { name }) })
    const made = person(
      { key: `key ${index}`, traits: traits(file.name), metadata_public: file.metadata_public, state: 'active' },
      { id: idOf(index), traits: traits(edited.name), metadata_public: edited.metadata_public, state: edited.state },
    )
    documents.push(made.document)
    if (edited.gone) continue
    const wiped = { ...made.there, mark: { kind: 'none' as const }, metadata_admin: null }
    identities.push(edited.wiped ? wiped : made.there)
  }
  for (let index = 0; index < count; index += 1) {
    const { there } = person({ key: 'nobody', traits: { email: `s${index}@example.com` } }, { id: idOf(index, 's') })
    identities.push({ ...there, mark: { kind: 'none' }, metadata_admin: null })
  }
  return { documents, identities }
}

const idOf = (index: number, kind = 'p') => `${kind === 'p' ? 1 : 2}000000${index}-0000-4000-8000-000000000000`

async function planOfWorld(all: readonly Someone[], count: number) {
  const { documents, identities } = world(all, count)
  const plan = await planForDrift(documents, identities, { unmanaged: true })
  // As an inventory would have it: who is not there was there before.
  const changes = plan.changes.map((change) =>
    change.action === 'create' ? { ...change, recreates: true as const } : change,
  )
  return { ...plan, changes }
}

function baselineFor(plan: Awaited<ReturnType<typeof planOfWorld>>, text?: string): string {
  const entries = text === undefined ? [] : entriesOf(text)
  return updateBaseline(text, changesOfBaseline(entries, judged(plan, { entries }), today), acceptance).text
}

describe('laws of the baseline', () => {
  test('whatever drifted, once written into a baseline it is accepted, through its last day and not a day longer', async () => {
    await fc.assert(
      fc.asyncProperty(people, strangers, async (all, count) => {
        const plan = await planOfWorld(all, count)
        const { drifted } = judged(plan).counts
        const entries = entriesOf(baselineFor(plan))
        const after = judged(plan, { entries })
        expect(after.counts).toMatchObject({ drifted: 0, accepted: drifted })
        expect(after.unmatched).toEqual([])
        expect(judged(plan, { entries, today: '2026-06-02' }).counts).toMatchObject({ drifted, accepted: 0 })
      }),
      { numRuns: runsOf({ quick: 40, deep: 400 }) },
    )
  })

  test('a baseline of one day accepts of the next day only what has not moved on', async () => {
    await fc.assert(
      fc.asyncProperty(people, people, async (before, after) => {
        const length = Math.min(before.length, after.length)
        // The same files, other edits.
        const later = before
          .slice(0, length)
          .map((one, index) => ({ ...one, edited: (after[index] as Someone).edited }))
        const first = await planOfWorld(before.slice(0, length), 0)
        const second = await planOfWorld(later, 0)
        const entries = entriesOf(baselineFor(first))
        for (const { change, items } of judged(second, { entries }).identities) {
          const earlier = before[Number(change.key.slice('key '.length))] as Someone
          const now = later[Number(change.key.slice('key '.length))] as Someone
          for (const { subject, verdict } of items) {
            const same = stateOf(earlier, subject) === stateOf(now, subject)
            expect(verdict.kind === 'accepted', JSON.stringify(subject)).toBe(same)
          }
        }
      }),
      { numRuns: runsOf({ quick: 40, deep: 400 }) },
    )
  })

  test('writing twice changes nothing the second time', async () => {
    await fc.assert(
      fc.asyncProperty(people, strangers, async (all, count) => {
        const plan = await planOfWorld(all, count)
        const once = baselineFor(plan)
        expect(baselineFor(plan, once)).toBe(once)
      }),
      { numRuns: runsOf({ quick: 20, deep: 200 }) },
    )
  })

  test('no value stands in it', async () => {
    await fc.assert(
      fc.asyncProperty(people, async (all) => {
        const canaries = all.map((one) => ({ ...one, edited: { ...one.edited, name: { first: 'CANARY' } } }))
        expect(baselineFor(await planOfWorld(canaries, 0))).not.toContain('CANARY')
      }),
      { numRuns: runsOf({ quick: 20, deep: 200 }) },
    )
  })
})

/** What live holds of a subject, and nothing where that subject has not drifted. */
function stateOf({ file, edited }: Someone, subject: DriftSubject): string {
  if ('id' in subject) return 'there'
  if ('kind' in subject) {
    if (subject.kind === 'missing') return edited.gone ? 'gone' : 'there'
    return edited.wiped && !edited.gone ? 'unmarked' : 'marked'
  }
  if (edited.gone || edited.wiped) return 'not compared'
  const leaf = subject.path
  const [wanted, held] =
    leaf === '/state'
      ? ['active', edited.state]
      : leaf === '/traits/name/first'
        ? [file.name.first, edited.name?.first]
        : [memberAt(file.metadata_public, leaf), memberAt(edited.metadata_public, leaf)]
  return wanted === held ? 'as the file says' : `live ${held}`
}

function memberAt(object: Readonly<Record<string, string>>, path: string): string | undefined {
  const name = path.slice('/metadata_public/'.length).replaceAll('~1', '/').replaceAll('~0', '~')
  return Object.hasOwn(object, name) ? object[name] : undefined
}
