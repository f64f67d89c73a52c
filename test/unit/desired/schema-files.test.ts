import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { checkDocuments } from '../../../src/pipeline.ts'
import { refusedBySandbox } from '../../../src/server-facts.ts'
import { project } from '../../support/temp-project.ts'

const file = 'identities/person.schema.json'
const config = 'version: 1\nworkspace: acme\nschema_id: person\nidentities: [identities]\n'
const five = Object.fromEntries(
  ['a', 'b', 'c', 'd', 'e'].map((key) => [
    `identities/${key}.yaml`,
    `external_id: ${key}\ntraits: { email: ${key}@example.com, n: 1 }\n`,
  ]),
)
const password = { credentials: { password: { identifier: true } } }

/** One member a line, so that a line is a place. */
function schemaWith(traits: JsonObject, more: JsonObject = {}): string {
  const email = { type: 'string', 'ory.sh/kratos': password }
  const all = { type: 'object', properties: { email, n: { type: 'number' }, ...traits } }
  return JSON.stringify({ type: 'object', properties: { traits: all }, ...more }, null, 1)
}

function configOf(schema: string, more: Readonly<Record<string, string>> = five) {
  const root = project({ 'idctl.yaml': config, [file]: schema, ...more })
  const loaded = loadConfig({ cwd: root, variables: {}, offline: true }).config
  if (loaded === undefined) throw new Error('the configuration is right')
  return loaded
}

const marked = (extension: JsonObject): JsonObject => ({ email: { type: 'string', 'ory.sh/kratos': extension } })

/** The mistake, the text that its place begins with, and what the hint says. */
const mistakes: readonly (readonly [name: string, schema: string, text: string, hint: string])[] = [
  ['a type that there is none of', schemaWith({ n: { type: 'numbr' } }), '"numbr"', 'did you mean "number"?'],
  ['a list for a text', schemaWith({ n: { pattern: ['a'] } as JsonObject }), '[', ''],
  ['a pattern that Go does not read', schemaWith({ n: { pattern: '(?<=a)b' } }), '"(?<=a)b"', 'RE2'],
  ['no draft', schemaWith({}, { $schema: 'draft-07' }), '"draft-07"', 'draft-07/schema#'],
  ['no schema among the traits', schemaWith({ n: 'number' }), '"number"', 'write a schema there'],
  ['no traits', JSON.stringify({ type: 'object', properties: {} }, null, 1), '{', 'declare the traits'],
  ['another channel', schemaWith(marked({ verification: { via: 'pigeon' } })), '"pigeon"', 'write "email" or "sms"'],
  ['a text for a flag', schemaWith(marked({ credentials: { password: { identifier: 'yes' } } })), '"yes"', 'true or'],
  ['no object', schemaWith(marked(5 as unknown as JsonObject)), '5', 'its known members are credentials'],
  [
    'a misspelt member',
    schemaWith(marked({ credentials: { password: { identifer: true } } })),
    '"identifer": true',
    'did you mean "identifier"?',
  ],
  [
    'a format that nobody can verify',
    schemaWith({ n: { format: 'uuid', 'ory.sh/kratos': { verification: {} } } }),
    '"uuid"',
    'write "email"',
  ],
  [
    'traits that are a text',
    schemaWith({}).replace('"traits": {\n   "type": "object"', '"traits": {\n   "type": "string"'),
    '"string"',
    'write "object"',
  ],
  ['a trait that is a word', schemaWith({ n: true }), 'true', 'write {}'],
  ['no trait', JSON.stringify({ properties: { traits: { properties: {} } } }, null, 1), '{', 'declare a trait'],
  ['a misspelt group', schemaWith(marked({ verifcation: { via: 'email' } })), '"verifcation"', '"verification"?'],
  ['a byte order mark', `\u{feff}${schemaWith({})}`, '\u{feff}', 'save it as UTF-8 without one'],
  ['a comma too much', schemaWith({}).replace('"number"', '"number",'), '}', 'check commas'],
  ['a cut', schemaWith({}).slice(0, -40), '', 'check commas'],
  ['a conflict of git', schemaWith({}).replace('{', '<<<<<<< ours\n{'), '<<<<<<<', 'merge the two versions by hand'],
]

/** What stands at a place of a text. */
function textAt(text: string, { at }: Diagnostic): string {
  const line = text.split('\n')[(at?.line ?? 0) - 1] ?? ''
  return line.slice((at?.column ?? 1) - 1)
}

describe('a mistake in a schema file is one error at its place, for five documents too, and the sandbox tells the same', () => {
  test.each(mistakes)('%s', (_, schema, text, hint) => {
    const loaded = configOf(schema)
    const { diagnostics } = checkDocuments(loaded, {})
    expect(diagnostics).toEqual([expect.objectContaining({ severity: 'error', at: expect.objectContaining({ file }) })])
    const [found] = diagnostics as [Diagnostic]
    expect(textAt(schema, found).startsWith(text), textAt(schema, found)).toBe(true)
    expect(found.hint ?? '').toContain(hint)
    expect(refusedBySandbox(loaded)).toEqual(diagnostics)
  })
})

describe('what Kratos starts with is an error where a document has the schema', () => {
  const code = marked({ credentials: { code: { identifier: true } } })
  test.each([
    ['a reference to nothing', schemaWith({ n: { $ref: '#/definitions/no' } }), '"#/definitions/no"', 'IDC401'],
    ['an endless one', schemaWith({ n: { anyOf: [{ $ref: '#/properties/traits/properties/n' }] } }), '{', 'IDC401'],
    ['a code without a channel', schemaWith(code), '{', 'IDC416'],
    ['a misspelt keyword', schemaWith({ n: { 'ory.sh/krato': password } }), '"ory.sh/krato"', 'IDC416'],
  ])('%s', (_, schema, text, errorCode) => {
    const { diagnostics } = checkDocuments(configOf(schema), {})
    expect(diagnostics).toEqual([expect.objectContaining({ severity: 'error', code: errorCode })])
    expect(textAt(schema, diagnostics[0] as Diagnostic).startsWith(text)).toBe(true)
    const unused = checkDocuments(configOf(schema, {}), {}).diagnostics
    expect(unused).toEqual([{ ...diagnostics[0], severity: 'warning' }])
    expect(refusedBySandbox(configOf(schema))).toEqual([])
  })
})

describe('what some Kratos takes is a warning at its place', () => {
  test.each([
    ['a member of a release to come', schemaWith({ n: { 'ory.sh/kratos': { fax: true } } }), '"fax"'],
    ['recovery by SMS', schemaWith({ phone: { 'ory.sh/kratos': { recovery: { via: 'sms' } } } }), '"sms"'],
  ])('%s', (_, schema, text) => {
    const { diagnostics } = checkDocuments(configOf(schema), {})
    expect(diagnostics).toEqual([expect.objectContaining({ severity: 'warning', code: 'IDC416' })])
    const [found] = diagnostics as [Diagnostic]
    expect(textAt(schema, found).startsWith(text)).toBe(true)
  })
})

test('of an alias the schema is told once', () => {
  const loaded = configOf(schemaWith({ n: { type: 'numbr' } }), {
    ...five,
    'idctl.yaml': `${config}schema_aliases: { person: preset://person }\n`,
  })
  expect(checkDocuments(loaded, {}).diagnostics).toHaveLength(1)
  expect(refusedBySandbox(loaded)).toHaveLength(1)
})

test('a name that no text can have is no end of the run', () => {
  const schema = schemaWith({}).replace('"n"', '"\\ud800"')
  expect(checkDocuments(configOf(schema, {}), {}).diagnostics).toHaveLength(1)
})
