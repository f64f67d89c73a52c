import { expect, test } from 'vitest'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import { digestOf } from '../../src/model/digest.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { isDeep, someOf } from '../support/depth.ts'
import { expectLinear } from '../support/growth.ts'
import { emailTrait, traitSchema } from '../support/schemas.ts'

const list = (start: string, size: number) => Array.from({ length: size }, (_, index) => `${start}${index}`)
const object = (start: string, size: number, value: (name: string) => Json): JsonObject =>
  Object.fromEntries(list(start, size).map((name) => [name, value(name)]))
const root = (size: number) => Math.round(Math.sqrt(size))
const text: JsonObject = { type: 'string' }

interface Pair {
  /** More of the schema of traits. */
  readonly rest?: JsonObject
  readonly properties?: JsonObject
  /** Of a person. */
  readonly traits?: JsonObject
}

const listOf = (items: Json, a: Json): Pair => ({ properties: { a: { items } }, traits: { a } })
const mapOf = (rest: JsonObject, x: Json): Pair => ({ properties: { x: rest }, traits: { x } })

/** Each keyword that holds names, words or schemas, with so many of them, and a value that meets or fails them. */
const pairs: Readonly<Record<string, (size: number) => Pair>> = {
  'names beside one that is not there': (size) => ({ rest: { dependencies: { a: list('k', size) } } }),
  'names beside one that is there': (size) => ({ rest: { dependencies: { email: list('k', size) } } }),
  'one name beside many': (size) =>
    mapOf(
      { dependencies: object('k', size, () => ['x']) },
      object('k', size, () => 1),
    ),
  'names beside names': (size) => ({ rest: { dependencies: object('k', root(size), () => list('k', root(size))) } }),
  'schemas beside names': (size) => mapOf({ dependencies: object('k', root(size), () => ({ minProperties: 1 })) }, {}),
  'schemas beside names that are there': (size) =>
    mapOf(
      { dependencies: object('k', size, () => ({ minProperties: 1 })) },
      object('k', size, () => 1),
    ),
  'names that are required': (size) => ({ rest: { required: list('k', size) } }),
  'names that are required of many': (size) =>
    listOf(
      { required: list('k', size) },
      list('k', size).map(() => ({})),
    ),
  properties: (size) => ({ properties: object('k', size, () => text), traits: object('k', size, () => 1) }),
  'properties of many': (size) =>
    listOf(
      { properties: object('k', size, () => text) },
      list('k', size).map(() => ({})),
    ),
  'other properties': (size) =>
    mapOf(
      { properties: object('k', size, () => ({})), additionalProperties: false },
      object('w', size, () => 1),
    ),
  'patterns of names': (size) => mapOf({ patternProperties: object('k', size, () => text) }, {}),
  'patterns of names that are there': (size) =>
    mapOf(
      { patternProperties: object('k', size, () => text), additionalProperties: false },
      object('w', size, () => 1),
    ),
  'words, one by one': (size) => listOf({ enum: list('k', size) }, list('z', size)),
  'words that fit': (size) => listOf({ enum: list('k', size) }, list('k', size)),
  'words that are maps': (size) => listOf({ enum: list('k', size).map((k) => ({ k })) }, [{ k: 'z' }]),
  'lists of words': (size) => ({ properties: object('k', size, () => ({ enum: ['a', 'b'] })) }),
  'one long word, many times': (size) => listOf({ const: list('k', size) }, list('z', size)),
  'words as names': (size) =>
    mapOf(
      { propertyNames: { enum: list('k', size) } },
      object('w', size, () => 1),
    ),
  'schemas that all hold': (size) => ({ rest: { allOf: list('k', size).map(() => ({ minProperties: 1 })) } }),
  'schemas of which one holds': (size) => ({ rest: { anyOf: list('k', size).map((k) => ({ required: [k] })) } }),
  'schemas of which exactly one holds': (size) => ({
    rest: { oneOf: list('k', size).map((k) => ({ required: [k] })) },
  }),
  'one of many for each element': (size) =>
    listOf({ anyOf: list('k', size).map((k) => ({ const: k })) }, list('z', size)),
  conditions: (size) => ({
    rest: { allOf: list('k', size / 4).map((k) => ({ if: { required: [k] }, else: { required: ['x'] } })) },
  }),
  'elements by their place': (size) =>
    listOf(
      list('k', size).map((k) => ({ const: k })),
      list('z', size),
    ),
  'equal elements': (size) => mapOf({ uniqueItems: true }, [...list('z', size), ...list('z', size)]),
  references: (size) => ({
    rest: { definitions: object('d', size, () => text) },
    properties: object('k', size, (name) => ({ $ref: `#/properties/traits/definitions/d${name.slice(1)}` })),
  }),
  formats: (size) => ({
    properties: object('k', size, () => ({ format: 'date' })),
    traits: object('k', size, () => ''),
  }),
  addresses: (size) => ({ properties: object('k', size / 2, () => emailTrait()) }),
  'a long pattern': (size) => listOf({ pattern: 'a'.repeat(size) }, list('z', size)),
  'patterns of one long text': (size) =>
    mapOf({ allOf: list('k', size).map((k) => ({ pattern: `${k}$` })) }, 'k'.repeat(50 * size)),
  descriptions: (size) => ({ rest: { description: 'x'.repeat(size), default: object('k', size, () => 1) } }),
}

/** What was compiled before is not compiled again. */
let looks = 0

function lookAt({ rest = {}, properties = {}, traits = {} }: Pair): number {
  const schema = traitSchema({ email: emailTrait(), ...properties }, { additionalProperties: true, ...rest })
  looks += 1
  const id = `person-${looks}`
  const { schemas, problems } = compileIdentitySchemas([{ id, schema }])
  const found = schemas.get(id)?.validate({ email: 'ada@example.com', ...traits }) ?? []
  return found.reduce((length, { message }) => length + message.length, problems.length)
}

const kinds = someOf(Object.entries(pairs), 18)

const control = (size: number) => void list('control', 8 * size).map((word) => digestOf(word))

test.each(kinds)('%s: time grows with the length of schema and value', (_, make) => {
  const made = new Map<number, Pair>()
  const of = (size: number) => made.get(size) ?? (made.set(size, make(size)).get(size) as Pair)
  expectLinear((size) => void lookAt(of(size)), control, 100)
})

/** What nobody writes by hand ends with words, whatever it is. */
test.each(kinds)('%s without measure: an end, and words of bounded length', (_, make) => {
  const size = isDeep ? 30_000 : 2000
  expect(lookAt(make(size))).toBeLessThan(1000 * size)
})
