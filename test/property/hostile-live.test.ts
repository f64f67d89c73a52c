import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Plan } from '../../src/index.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { runsOf } from '../support/depth.ts'
import { planIn } from '../support/planned.ts'
import { createRefusalWorld, type RefusalWorld } from '../support/refusals/world.ts'
import { signsIn, traitSchema } from '../support/schemas.ts'

/** More by IDCTL_HOSTILE_RUNS. */
const numRuns = runsOf({ quick: 5, deep: 400 }, 'IDCTL_HOSTILE_RUNS')

const email = { type: 'string', 'ory.sh/kratos': signsIn }
const person = traitSchema({ email, name: { type: 'string' } }, { additionalProperties: true })

function nested(depth: number): Json {
  let value: Json = 1
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? { a: value } : [value]
  return value
}

const odd: fc.Arbitrary<Json> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
  fc.constant(null),
  fc.integer({ min: 1, max: 600 }).map(nested),
  fc.integer({ min: 1, max: 20_000 }).map((length) => 'x'.repeat(length)),
)

/**
 * Marks that are none: each has at least one thing that idctl does not write. None says that it is of somebody who comes: such
 * a document waits.
 */
const brokenMark: fc.Arbitrary<Json> = fc
  .record({
    valid: fc.record({
      v: fc.constant(1),
      workspace: fc.constantFrom('law', 'other', ''),
      key: fc.constantFrom('stays', 'changes', 'goes', 'nobody', ''),
      origin: fc.constantFrom('identities/stays.json', 'identities/goes.json', 'identities/nobody.json', ''),
      made: fc.constant('created'),
      fields: fc.constant({}),
    }),
    broken: fc.oneof(
      fc.constant({ v: 2 }),
      fc.constant({ v: 1e300, later: true }),
      fc.constant({ v: null }),
      odd.map((value) => ({ extra: value })),
      odd.map((value) => ({ todo: [value] })),
      odd.map((value) => ({ made: [value] })),
      odd.map((value) => ({ key: [value] })),
      odd.map((value) => ({ fields: { '/traits': [[value]] } })),
    ),
  })
  .map(({ valid, broken }) => ({ ...valid, ...broken }) as Json)

const hostile: fc.Arbitrary<JsonObject> = fc.record(
  {
    traits: fc.oneof(
      odd.map((name) => ({ email: 'h@example.com', more: name }) as JsonObject),
      fc.constant({}),
      odd.map((value) => ({ '': value, __proto: value }) as JsonObject),
    ),
    metadata_public: odd,
    metadata_admin: fc.oneof(
      { weight: 3, arbitrary: fc.oneof(brokenMark, odd).map((idctl) => ({ idctl })) },
      { weight: 1, arbitrary: odd },
    ),
  },
  { requiredKeys: ['traits'] },
)

const documentOf = (who: string, name = who): JsonObject => ({
  traits: { email: `${who}@example.com`, name },
  idctl: { key: who },
})

/** One who stays as she is, one who changes, one who goes, one who comes. */
async function settle(world: RefusalWorld): Promise<void> {
  await world.restart({ person, other: person })
  for (const who of ['stays', 'changes', 'goes']) world.write(`${who}.json`, documentOf(who))
  await world.apply(planIn(await world.plan()))
  world.write('changes.json', documentOf('changes', 'Another Name'))
  world.remove('goes.json')
  world.write('comes.json', documentOf('comes'))
}

function planOf({ changes, diagnostics }: Plan, strangers: ReadonlySet<string>): object {
  return { changes: changes.filter((change) => !('id' in change && strangers.has(change.id ?? ''))), diagnostics }
}

test('what stands in the account of one costs that one, and nobody else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 4 }), async (bodies) => {
      const world = await createRefusalWorld('v26.2.0', 'removal: { created: delete, adopted: release }\nadopt: any\n')
      try {
        await settle(world)
        const alone = planOf(planIn(await world.plan()), new Set())
        const strangers = new Set<string>()
        for (const [index, body] of bodies.entries()) {
          const traits = body['traits'] as JsonObject
          const own = 'email' in traits ? { ...traits, email: `h${index}@example.com` } : traits
          const { status, body: made } = await world.request('POST', '/identities', { ...body, traits: own })
          if (status === 201) strangers.add((made as { id: string }).id)
        }
        const before = await Promise.all([...strangers].map((id) => world.request('GET', `/identities/${id}`)))
        const plan = planIn(await world.plan())
        expect(planOf(plan, strangers)).toEqual(alone)
        const { outcomes } = await world.apply(plan)
        expect(
          outcomes.map(({ key, outcome }) => `${key} ${outcome}`).filter((line) => line.endsWith(' done')),
        ).toEqual(expect.arrayContaining(['changes done', 'comes done', 'goes done']))
        const after = await Promise.all([...strangers].map((id) => world.request('GET', `/identities/${id}`)))
        expect(after).toEqual(before)
      } finally {
        await world.close()
      }
    }),
    { numRuns },
  )
}, 600_000)
