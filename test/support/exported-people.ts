import fc from 'fast-check'
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts'
import { generatePopulation } from '../../src/sandbox/population.ts'
import { anyTraits, usableSchema, usualTraits } from './arbitrary-schema.ts'
import type { RefusalWorld } from './refusals/world.ts'
import { codeEmail, emailTrait, nameTrait, phoneTrait, signsIn, traitSchema } from './schemas.ts'

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
export const memberName = fc.oneof(
  fc.constantFrom('a', 'b', 'a/b', '~', '', '10', 'yes', 'null', 'idctl', '${env:X}', 'constructor', 'a b', 'é', '<<'),
  text,
)
/** Any value, hostile ones among them. */
export const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
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

export const member = traitSchema(
  { email: codeEmail, username: { type: 'string', 'ory.sh/kratos': signsIn }, phone: phoneTrait, name: nameTrait },
  { additionalProperties: true },
)
export const staff = traitSchema({ email: emailTrait(), name: { type: 'string' } }, { additionalProperties: true })

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

/** Schemas, and people of them. */
export const populations = fc
  .record({
    schema: usableSchema,
    usual: fc.array(bodies('person', fc.oneof(usualTraits, anyTraits)), { maxLength: 5 }),
    members: fc.array(bodies('member', memberTraits), { maxLength: 5 }),
    generated,
  })
  .map(({ schema, usual, members, generated: people }) => ({ schema, people: [...usual, ...members, ...people] }))

/** What a folder gives everybody, and nobody may get by an export. */
export const defaults = fc.oneof(
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

export const formats = fc.constantFrom('yaml', 'json', 'ndjson')

/** All in one list. */
export function filesOf(format: 'json' | 'ndjson') {
  return { format, destination: { kind: 'list', file: `identities/all.${format}` } } as const
}

/** People register by themselves; some are refused. */
export async function register(world: RefusalWorld, people: readonly JsonObject[]): Promise<void> {
  for (const body of people) await world.request('POST', '/identities', body)
}

/** By id. */
export async function snapshot(world: RefusalWorld): Promise<ReadonlyMap<string, JsonObject>> {
  const { body } = await world.request('GET', '/identities?page_size=500')
  return new Map((timeless(body) as JsonObject[]).map((identity) => [String(identity['id']), identity] as const))
}

/** Without the times of a write, which also an adoption is. */
function timeless(body: Json): Json {
  return JSON.parse(JSON.stringify(body), (name, value) => (name === 'updated_at' ? undefined : value)) as Json
}

/** The same, as if idctl had never been there. */
export function withoutMarks(identities: ReadonlyMap<string, JsonObject>): object {
  return Object.fromEntries(
    [...identities].map(([id, identity]) => {
      const admin = identity['metadata_admin'] ?? null
      if (!isJsonObject(admin)) return [id, identity]
      const others = Object.fromEntries(Object.entries(admin).filter(([name]) => name !== 'idctl'))
      return [id, { ...identity, metadata_admin: Object.keys(others).length === 0 ? null : others }]
    }),
  )
}
