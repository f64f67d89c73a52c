import fc from 'fast-check'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { codeEmail } from './schemas.ts'

/** Names of traits: few, so that traits and schemas meet, and odd ones among them. */
const name = fc.constantFrom('email', 'phone', 'nick', 'tags', '', 'a/b', '~', '10', 'ü')

const via = fc.constantFrom<Json>('email', 'sms')
const oddVia = fc.oneof(
  { weight: 6, arbitrary: via },
  { weight: 1, arbitrary: fc.constantFrom<Json>('phone', '', null, 1) },
)
const flag = fc.oneof(
  { weight: 8, arbitrary: fc.boolean() as fc.Arbitrary<Json> },
  { weight: 1, arbitrary: fc.constantFrom<Json>('true', null) },
)
const some = <T extends Json>(members: Record<string, fc.Arbitrary<T>>): fc.Arbitrary<JsonObject> =>
  fc.record(members, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>
const rarely = (odd: fc.Arbitrary<Json>, usual: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd })

/** `ory.sh/kratos`: mostly as people write it, sometimes as nobody should. */
const anyExtension: fc.Arbitrary<Json> = rarely(
  fc.constantFrom<Json>(null, 'x', { fax: 1 }, { credentials: { fax: { identifier: true } } }, { verification: 'x' }),
  some({
    credentials: some({
      password: some({ identifier: flag }),
      webauthn: some({ identifier: flag }),
      code: some({ identifier: flag, via: oddVia }),
    }),
    verification: some({ via: oddVia }),
    recovery: some({ via: oddVia }),
    organizations: fc.constant<Json>({ matcher: 'email_domain' }),
  }),
)

const texts = [
  'ada@example.com',
  ' Ada@Example.com',
  'a@b',
  'ädä@example.com',
  'x@exämple.com',
  '"a b"@example.com',
  '+49 30 901820',
  '+4930901820',
  '030901820',
  '+1 650-253-0000',
  '',
  ' ',
  'x',
  '10',
  'Ünïcode',
  '2026-01-01',
  'https://example.com/',
]
const scalar: fc.Arbitrary<Json> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Json>(...texts) },
  { weight: 2, arbitrary: fc.constantFrom<Json>(null, true, false, 0, 1, 1.5, -1) },
)

export const anyValue: fc.Arbitrary<Json> = fc.oneof(
  { weight: 8, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) as fc.Arbitrary<Json> },
  { weight: 2, arbitrary: fc.dictionary(name, scalar, { maxKeys: 2 }) as fc.Arbitrary<Json> },
)

export const anyTraits: fc.Arbitrary<JsonObject> = fc.dictionary(name, anyValue, {
  maxKeys: 4,
}) as fc.Arbitrary<JsonObject>

const type = fc.constantFrom<Json>('string', 'number', 'integer', 'object', 'array', 'null', 'boolean', [
  'string',
  'null',
])

const keywords = {
  type,
  format: fc.constantFrom<Json>('email', 'tel', 'no-validate', 'uuid', 'date', 'uri'),
  minLength: fc.nat(3),
  maxLength: fc.integer({ min: 3, max: 30 }),
  pattern: fc.constantFrom('^[a-z]', '@example\\.com$'),
  enum: fc.array(scalar, { minLength: 1, maxLength: 3 }) as fc.Arbitrary<Json>,
  minimum: fc.integer({ min: -1, max: 2 }),
  'ory.sh/kratos': anyExtension,
}

/** Schema nodes whose leaves come from `leaf`. */
function nodesOf(leaf: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  return fc.letrec<{ node: JsonObject; object: JsonObject }>((tie) => ({
    object: fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(name, tie('node'), { maxKeys: 3 }),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean() as fc.Arbitrary<Json>, leaf as fc.Arbitrary<Json>),
        minProperties: fc.nat(1),
        dependencies: fc.dictionary(name, fc.array(name, { minLength: 1, maxLength: 1 }), { maxKeys: 1 }),
      },
      { requiredKeys: ['type'] },
    ) as fc.Arbitrary<JsonObject>,
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 6, arbitrary: leaf },
      { weight: 2, arbitrary: tie('object') },
      {
        weight: 1,
        arbitrary: fc.record({ type: fc.constant('array'), items: tie('node') }) as fc.Arbitrary<JsonObject>,
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom('anyOf', 'oneOf', 'allOf'), fc.array(leaf, { minLength: 1, maxLength: 2 }))
          .map(([keyword, branches]) => ({ [keyword]: branches }) as JsonObject),
      },
      { weight: 1, arbitrary: fc.constantFrom<JsonObject>({ $ref: '#/definitions/shared' }) },
    ),
  })).node
}

const node = nodesOf(fc.record(keywords, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>)

/** An identity schema with any traits. */
export const anySchema: fc.Arbitrary<JsonObject> = fc
  .record({
    properties: fc.dictionary(name, node, { minKeys: 1, maxKeys: 4 }),
    required: fc.uniqueArray(name, { maxLength: 1 }),
    shared: fc.record(keywords, { requiredKeys: [] }),
    closed: fc.boolean(),
  })
  .map(({ properties, required, shared, closed }) => ({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: {
      traits: { type: 'object', properties, required, ...(closed ? { additionalProperties: false } : {}) },
    },
    definitions: { shared },
  })) as fc.Arbitrary<JsonObject>

/** As people write it. */
const usableExtension: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {},
  { credentials: { password: { identifier: true } } },
  { credentials: { webauthn: { identifier: true } } },
  { credentials: { code: { identifier: true, via: 'email' } } },
  { credentials: { code: { identifier: true, via: 'sms' } } },
  { credentials: { code: { identifier: true } } },
  { recovery: { via: 'email' } },
)

const usableNode = nodesOf(
  fc.record(
    {
      type,
      format: fc.constantFrom<Json>('email', 'tel', 'no-validate', 'date'),
      minLength: fc.nat(2),
      maxLength: fc.integer({ min: 3, max: 30 }),
      'ory.sh/kratos': usableExtension as fc.Arbitrary<Json>,
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>,
)

const emailNode = fc.constantFrom<JsonObject>(
  codeEmail,
  { type: 'string', 'ory.sh/kratos': { credentials: { password: { identifier: true } } } },
  { type: 'string' },
  {},
)

const phoneNode = fc.constantFrom<JsonObject>(
  {
    type: 'string',
    format: 'tel',
    'ory.sh/kratos': { credentials: { code: { identifier: true, via: 'sms' } }, verification: { via: 'sms' } },
  },
  { type: 'string', 'ory.sh/kratos': { credentials: { code: { identifier: true } } } },
  { type: ['string', 'null'], 'ory.sh/kratos': { credentials: { password: { identifier: true } } } },
  { type: 'string' },
  {},
)

/** One that Kratos mostly starts with, on traits that meet those of `usualTraits`. */
export const usableSchema: fc.Arbitrary<JsonObject> = fc
  .record({
    email: emailNode,
    phone: phoneNode,
    nick: fc.oneof({ weight: 2, arbitrary: fc.constant<JsonObject>({}) }, { weight: 1, arbitrary: usableNode }),
    others: fc.dictionary(name, usableNode, { maxKeys: 2 }),
    required: fc.oneof(
      { weight: 4, arbitrary: fc.constant<string[]>([]) },
      { weight: 1, arbitrary: fc.subarray(['email', 'phone', 'nick'], { minLength: 1, maxLength: 1 }) },
    ),
    closed: fc.boolean(),
    shared: usableNode,
  })
  .map(({ email, phone, nick, others, required, closed, shared }) => ({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: {
      traits: {
        type: 'object',
        properties: { ...others, email, phone, nick },
        required,
        ...(closed ? { additionalProperties: false } : {}),
      },
    },
    definitions: { shared: shared['$ref'] === undefined ? shared : {} },
  })) as fc.Arbitrary<JsonObject>

/** Traits as a schema of that kind may have them, odd spellings among them. */
export const usualTraits: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.record(
      {
        email: fc.constantFrom('ada@example.com', 'Bob@Example.com', 'cleo@example.com', ' Dan@example.com', 'x'),
        phone: fc.constantFrom('+49 30 901820', '+4930901820', '+1 650-253-0000', '+16502530001'),
        nick: fc.oneof(
          { weight: 3, arbitrary: fc.constantFrom<Json>('x', 'y', 'z') },
          { weight: 1, arbitrary: scalar },
        ),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<JsonObject>,
    fc.oneof({ weight: 6, arbitrary: fc.constant<JsonObject>({}) }, { weight: 1, arbitrary: anyTraits }),
  )
  .map(([usual, others]) => ({ ...others, ...usual }))
