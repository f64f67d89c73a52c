import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isError } from '../../src/model/diagnostic.ts'
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts'
import { generatePopulation } from '../../src/sandbox/population.ts'
import { anyTraits, usableSchema, usualTraits } from '../support/arbitrary-schema.ts'
import { runsOf } from '../support/depth.ts'
import { planIn } from '../support/planned.ts'
import { createRefusalWorld, type RefusalWorld } from '../support/refusals/world.ts'
import { codeEmail, emailTrait, nameTrait, phoneTrait, signsIn, traitSchema } from '../support/schemas.ts'

/** More by IDCTL_EXPORT_RUNS. */
const numRuns = runsOf({ quick: 20, deep: 600 }, 'IDCTL_EXPORT_RUNS')

const text = fc.oneof(
  fc.constantFrom(
    ...[
      '012',
      'yes',
      'No',
      'null',
      '~',
      '',
      ' ',
      'x ',
      '2025-01-01',
      '1e3',
      '0x1f',
      '+49 30',
      '.inf',
      '<<',
      '=',
      '- a',
    ],
    ...[
      'a: b',
      'a #b',
      '${env:HOME}',
      '$${x}',
      '$',
      '%x',
      '@x',
      '`x`',
      '*x',
      '&x',
      '!x',
      '|',
      '>',
      "it's",
      '"x"',
      '[',
      '{}',
    ],
    ...[
      'a\nb',
      '\n',
      'a\r\nb',
      'a\n\n',
      '\ta',
      '\u0085',
      '\u2028',
      '\u200b',
      '\ufeff',
      'é',
      'e\u0301',
      '🎉',
      '日本',
      '---',
      '...',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const scalar: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: fc.constantFrom<Json>(null, true, false, 0, -1, 1.5, 1e21, 1e-7, 0.1, -0) },
)
const memberName = fc.oneof(
  fc.constantFrom('a', 'b', 'a/b', '~', '', '10', 'yes', 'null', 'idctl', '${env:X}', 'constructor', 'a b', 'é', '<<'),
  text,
)
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    { weight: 5, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 2, arbitrary: fc.dictionary(memberName, tie('value'), { maxKeys: 3 }) as fc.Arbitrary<Json> },
  ),
})).value
const metadata = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Json>(null) },
  { weight: 4, arbitrary: fc.dictionary(memberName, value, { maxKeys: 3 }) as fc.Arbitrary<Json> },
  { weight: 1, arbitrary: value },
)

const member = traitSchema(
  { email: codeEmail, username: { type: 'string', 'ory.sh/kratos': signsIn }, phone: phoneTrait, name: nameTrait },
  { additionalProperties: true },
)
const staff = traitSchema({ email: emailTrait(), name: { type: 'string' } }, { additionalProperties: true })

/** Somebody as people register: traits of the schema, and anything besides. */
function bodies(schemaId: string, traits: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  return fc.record(
    {
      schema_id: fc.constant(schemaId),
      traits,
      state: fc.constantFrom('active', 'active', 'inactive'),
      external_id: fc.oneof(text, fc.constantFrom('p-1', 'p-2', 'a@example.com')),
      metadata_public: metadata,
      metadata_admin: metadata,
    },
    { requiredKeys: ['schema_id', 'traits'] },
  ) as fc.Arbitrary<JsonObject>
}

const memberTraits = fc.record(
  {
    email: fc.constantFrom('a@example.com', 'B@Example.com', 'ä@example.com', 'a+b@example.com', '_x@example.com'),
    username: fc.oneof(
      fc.constantFrom('ada', 'a@example.com', '.hidden', '_defaults', 'con', 'x/y', '+4930901820'),
      text,
    ),
    phone: fc.constantFrom('+4930901820', '+49 30 901821', '+1 650-253-0000'),
    name: fc.record({ first: text, last: text }, { requiredKeys: [] }) as fc.Arbitrary<Json>,
    more: value,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>

/** The population generator's own, with marks of hostile hands beside them. */
const generated = fc
  .record({ seed: fc.nat(1000), count: fc.integer({ min: 1, max: 6 }) })
  .map(({ seed, count }) =>
    [...generatePopulation(staff, { seed, count })].map(
      (traits): JsonObject => ({ schema_id: 'staff', traits: traits as JsonObject }),
    ),
  )

const populations = fc
  .record({
    schema: usableSchema,
    usual: fc.array(bodies('person', fc.oneof(usualTraits, anyTraits)), { maxLength: 5 }),
    members: fc.array(bodies('member', memberTraits), { maxLength: 5 }),
    generated,
  })
  .map(({ schema, usual, members, generated: people }) => ({ schema, people: [...usual, ...members, ...people] }))

/** What a folder gives everybody, and nobody may get by an export. */
const defaults = fc.oneof(
  fc.constant(undefined),
  fc.record(
    {
      state: fc.constantFrom('active', 'inactive'),
      traits: fc.record({ name: fc.constant('Name'), more: value }, { requiredKeys: [] }) as fc.Arbitrary<Json>,
      metadata_public: fc.dictionary(memberName, value, { maxKeys: 2 }) as fc.Arbitrary<Json>,
      metadata_admin: fc.constantFrom<Json>({}, { a: { b: 1 } }, { a: 'x' }, null),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>,
)

const formats = fc.constantFrom('yaml', 'json', 'ndjson')
const settings = 'adopt: verified\n'

test('export, adopt: the plan is empty, no live value has changed, and whoever is left out is named', async () => {
  let exported = 0
  let left = 0
  await fc.assert(
    fc.asyncProperty(populations, formats, defaults, async ({ schema, people }, format, inherited) => {
      const world = await createRefusalWorld('v26.2.0', settings)
      try {
        await world.restart({ person: schema, member, staff }).catch(() => fc.pre(false))
        await register(world, people)
        if (inherited !== undefined) world.write('_defaults.yaml', inherited)
        // What is wrong in a folder stops every command.
        fc.pre((await world.plan()).ok)
        const before = await snapshot(world)
        const found = await world.export(format === 'yaml' ? {} : filesOf(format))
        expect(found.diagnostics.filter(isError)).toEqual([])
        expect(found.written.left).toEqual([])
        const told = [...found.written.documents, ...found.left].map(({ id }) => id)
        expect(told.length + found.passed.foreign).toBe(before.size)
        expect([...new Set(told)].filter((id) => before.has(id))).toHaveLength(told.length)
        expect(await snapshot(world)).toEqual(before)
        exported += found.written.documents.length
        left += found.left.length

        const keys = found.written.documents.map(({ key }) => key)
        if (keys.length > 0) {
          const adoption = planIn(await world.plan({ named: { command: 'adopt', keys } }))
          const adopted = adoption.changes.map((change) => [change.key, 'id' in change ? change.id : undefined])
          expect(Object.fromEntries(adopted)).toEqual(
            Object.fromEntries(found.written.documents.map(({ key, id }) => [key, id])),
          )
          const report = await world.apply(adoption)
          expect(report.outcomes.map(({ outcome }) => outcome)).toEqual(keys.map(() => 'done'))
        }
        const plan = planIn(await world.plan())
        const strangers = new Set(found.left.map(({ id }) => id))
        expect(plan.changes.filter((change) => !('id' in change) || !strangers.has(change.id ?? ''))).toEqual([])
        expect(plan.summary.unchanged).toBe(keys.length)
        expect(withoutMarks(await snapshot(world))).toEqual(withoutMarks(before))
        // Everybody has a document, or is told again: nothing new comes of a second time.
        const again = await world.export(format === 'yaml' ? {} : filesOf(format))
        expect(again.files).toEqual([])
      } finally {
        await world.close()
      }
    }),
    { numRuns },
  )
  expect(exported).toBeGreaterThan(numRuns)
  expect(left).toBeGreaterThan(numRuns / 10)
}, 600_000)

function filesOf(format: 'json' | 'ndjson') {
  return { format, destination: { kind: 'list', file: `identities/all.${format}` } } as const
}

async function register(world: RefusalWorld, people: readonly JsonObject[]): Promise<void> {
  for (const body of people) await world.request('POST', '/identities', body)
}

/** By id. */
async function snapshot(world: RefusalWorld): Promise<ReadonlyMap<string, JsonObject>> {
  const { body } = await world.request('GET', '/identities?page_size=500')
  return new Map((timeless(body) as JsonObject[]).map((identity) => [String(identity['id']), identity] as const))
}

/** Without the times of a write, which also an adoption is. */
function timeless(body: Json): Json {
  return JSON.parse(JSON.stringify(body), (name, value) => (name === 'updated_at' ? undefined : value)) as Json
}

function withoutMarks(identities: ReadonlyMap<string, JsonObject>): object {
  return Object.fromEntries(
    [...identities].map(([id, identity]) => {
      const admin = identity['metadata_admin'] ?? null
      if (!isJsonObject(admin)) return [id, identity]
      const others = Object.fromEntries(Object.entries(admin).filter(([name]) => name !== 'idctl'))
      return [id, { ...identity, metadata_admin: Object.keys(others).length === 0 ? null : others }]
    }),
  )
}
