import { Ajv, type ValidateFunction } from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editorDocumentSchema } from '../../src/documents/editor-schema/document-schema.ts'
import { formatPattern } from '../../src/documents/editor-schema/format-patterns.ts'
import { portablePattern } from '../../src/documents/editor-schema/portable-pattern.ts'
import { formats } from '../../src/go/formats.ts'
import { compileRe2, isRe2 } from '../../src/go/pattern.ts'
import { hasErrors } from '../../src/model/diagnostic.ts'
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts'
import { checkDocuments } from '../../src/pipeline.ts'
import { anySchema, anyTraits, usableSchema, usualTraits } from '../support/arbitrary-schema.ts'
import { configFor } from '../support/config.ts'
import { runsOf } from '../support/depth.ts'
import { project, writeFiles } from '../support/temp-project.ts'

const numRuns = runsOf({ quick: 8, deep: 500 }, 'IDCTL_EDITOR_RUNS')

/** Takes a document as an editor would, by the rules of JSON Schema alone. */
function editorFor(schema: JsonObject, others: Readonly<Record<string, JsonObject>> = {}): ValidateFunction {
  const sources = Object.entries({ person: schema, ...others }).map(([id, one]) => ({ id, schema: one }))
  const ajv = new Ajv({ strict: false, logger: false, validateFormats: false })
  return ajv.compile(editorDocumentSchema({ sources, inherited: ['person'] }))
}

const variables = { IDCTL_DOC_EMAIL: 'ada@example.com', IDCTL_DOC_X: 'x' }

/** Whether `idctl validate` takes a folder with one document. */
function validateTakes(root: string, schema: JsonObject, document: Json): boolean {
  writeFiles(root, {
    'identities/person.schema.json': JSON.stringify(schema),
    'identities/people.json': JSON.stringify(document),
  })
  return !hasErrors(checkDocuments(configFor(root), variables).diagnostics)
}

/** With references in the place of texts, which mean the same. */
function withReferences(value: Json): Json {
  if (value === variables.IDCTL_DOC_EMAIL) return '${env:IDCTL_DOC_EMAIL}'
  if (value === variables.IDCTL_DOC_X) return '${env:IDCTL_DOC_X}'
  if (Array.isArray(value)) return value.map(withReferences)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withReferences(child)]))
}

const cases = fc.oneof(fc.tuple(anySchema, anyTraits), fc.tuple(usableSchema, usualTraits)) as fc.Arbitrary<
  [JsonObject, JsonObject]
>

const document = fc.record(
  {
    schema_id: fc.constant('person'),
    state: fc.constantFrom('active', 'inactive'),
    metadata_public: fc.constantFrom<Json>(null, { team: 'a' }),
    idctl: fc.record(
      {
        previously: fc.constant(['bob']),
        protect: fc.boolean(),
        expires: fc.constantFrom<Json>(null, '2027-01-31'),
        on_create: fc.constantFrom<Json>('recovery_link', null, { send: 'recovery_code', lifetime: '24h' }),
        ownership: fc.constant({ '/metadata_admin/x': 'seed' }),
      },
      { requiredKeys: [] },
    ),
    credentials: fc.constantFrom<Json>(
      { password: { config: { use_password_migration_hook: true } } },
      { password: { use_password_migration_hook: true } },
      { password: null },
      { oidc: { config: { providers: [{ provider: 'google', subject: '1' }] } } },
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>

test('what validate takes, the editor takes', () => {
  const root = project({ 'identities/.keep': '' })
  let taken = 0
  fc.assert(
    fc.property(cases, document, fc.boolean(), ([schema, traits], rest, refers) => {
      const whole = {
        ...rest,
        traits: refers ? withReferences(traits) : traits,
        idctl: { key: 'ada', ...(rest['idctl'] as JsonObject) },
      }
      if (!validateTakes(root, schema, whole)) return
      taken += 1
      const editor = editorFor(schema)
      expect(editor(whole), JSON.stringify(editor.errors)).toBe(true)
      expect(editor([whole])).toBe(true)
    }),
    { numRuns },
  )
  expect(taken).toBeGreaterThan(numRuns / 20)
})

/** A closed schema of flat and nested traits, as people write it, and traits that fit. */
const plainSchema: fc.Arbitrary<{ readonly schema: JsonObject; readonly traits: JsonObject }> = fc
  .uniqueArray(fc.constantFrom('email', 'nick', 'level', 'admin', 'tags', 'name', 'a/b', 'ü'), { minLength: 1 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, plainTrait]))))
  .map((drawn) => {
    const entries = Object.entries(drawn)
    const properties = Object.fromEntries(entries.map(([name, { schema }]) => [name, schema]))
    const traits = Object.fromEntries(entries.map(([name, { value }]) => [name, value]))
    return { schema: { type: 'object', properties: { traits: { ...closed, properties } } }, traits }
  })

const closed = { type: 'object', additionalProperties: false }

interface PlainTrait {
  readonly schema: JsonObject
  readonly value: Json
}

const plainTrait: fc.Arbitrary<PlainTrait> = fc.constantFrom<PlainTrait>(
  { schema: { type: 'string' }, value: 'x' },
  { schema: { type: 'string', enum: ['x', 'y'] }, value: 'y' },
  { schema: { type: 'integer', minimum: 1 }, value: 3 },
  { schema: { type: 'boolean' }, value: true },
  { schema: { type: 'array', items: { type: 'string', enum: ['x', 'y'] } }, value: ['x'] },
  { schema: { ...closed, properties: { first: { type: 'string' } } }, value: { first: 'Ada' } },
)

const wrong = { type: 'of another type', choice: 'none of the choices', name: 'an unknown trait' } as const

/** Values that no schema of its kind takes. */
function spoiled(value: Json, kind: keyof typeof wrong): Json {
  if (kind === 'name') return isJsonObject(value) ? { ...value, others: 1 } : value
  if (kind === 'choice') return Array.isArray(value) ? ['z'] : 'z'
  return typeof value === 'string' ? 7 : 'seven'
}

test.each(Object.entries(wrong))('what has %s wrong is refused by the editor and by validate: %s', (kind) => {
  const root = project({ 'identities/.keep': '' })
  fc.assert(
    fc.property(plainSchema, fc.nat(), ({ schema, traits }, index) => {
      const names = Object.keys(traits)
      const name = names[index % names.length] ?? ''
      const isChoice = JSON.stringify((schema as never)['properties']['traits']['properties'][name]).includes('enum')
      if (kind === 'choice' && !isChoice) return
      const bad = spoiled(traits[name] as Json, kind as keyof typeof wrong)
      const isAbove = kind === 'name' && !isJsonObject(traits[name])
      const spoilt = isAbove ? { ...traits, others: 1 } : { ...traits, [name]: bad }
      const whole = { schema_id: 'person', traits, idctl: { key: 'ada' } }
      const editor = editorFor(schema)
      expect(editor(whole)).toBe(true)
      expect(validateTakes(root, schema, { ...whole, traits: spoilt })).toBe(false)
      expect(editor({ ...whole, traits: spoilt })).toBe(false)
    }),
    { numRuns },
  )
})

test('a document is checked against the schema that it names, and against no other', () => {
  const robot: JsonObject = {
    type: 'object',
    properties: { traits: { ...closed, properties: { serial: { type: 'integer' } } } },
  }
  const person: JsonObject = {
    type: 'object',
    properties: { traits: { ...closed, properties: { email: { type: 'string' } } } },
  }
  const editor = editorFor(person, { robot })
  expect(editor({ traits: { email: 'ada@example.com' } })).toBe(true)
  expect(editor({ traits: { serial: 1 } })).toBe(false)
  expect(editor({ schema_id: 'robot', traits: { serial: 1 } })).toBe(true)
  expect(editor({ schema_id: 'robot', traits: { email: 'ada@example.com' } })).toBe(false)
  expect(editor({ schema_id: 'droid', traits: {} })).toBe(false)
})

const nearly = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'aZ09-T:.,+Z@/ ~é\n'), maxLength: 24 }),
  fc.emailAddress(),
  fc.webUrl(),
  fc.ipV4(),
  fc.ipV6(),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  fc.constantFrom(
    '+49 30 901820',
    ' +49 30 901820',
    'a@localhost',
    ' ada@example.com',
    '"a b"@x',
    '1:02:03,5Z',
    'mailto:x',
  ),
)

test.each([...formats.keys()])('a text that Kratos takes for %s, the editor takes', (format) => {
  const pattern = formatPattern(format)?.pattern ?? ''
  const fits = formats.get(format) ?? (() => false)
  fc.assert(
    fc.property(nearly, (text) => {
      if (fits(text)) expect(text).toMatch(new RegExp(pattern, 'u'))
    }),
    { numRuns: numRuns * 10 },
  )
})

const piece = fc.constantFrom(
  ...[
    'a',
    'B',
    '0',
    '.',
    '^',
    '$',
    '\\d',
    '\\D',
    '\\w',
    '\\W',
    '[a-c]',
    '[^a-c.]',
    '[\\d_]',
    '[\\w.\\-]',
    '(a|b)',
    '(?:x)',
    'x*',
  ],
  ...[
    'y+?',
    'z{2}',
    'z{1,3}',
    '\\.',
    '\\@',
    '\\-',
    '\\/',
    ' ',
    'é',
    '[a&]',
    '(?i)a',
    '\\b',
    '\\pL',
    '[[:alpha:]]',
    '\\z',
    '\\Aa',
  ],
  ...['\\s', '(?P<n>a)', '{', '}', '[]a]', '\\x41', 'a**'],
)
const pattern = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''))
const subject = fc.string({ unit: fc.constantFrom(...'aABbcxyz019_.-@/ é\n\r\u2028-𝒳'), maxLength: 6 })

test('a pattern that the editor gets means what it means to Kratos', () => {
  let portable = 0
  fc.assert(
    fc.property(pattern, fc.array(subject, { minLength: 1, maxLength: 8 }), (re2, texts) => {
      const own = portablePattern(re2)
      if (own === undefined || !isRe2(re2)) return
      portable += 1
      const compiled = compileRe2(re2)
      for (const text of texts)
        expect(new RegExp(own, 'u').test(text), `${re2} → ${own}: ${text}`).toBe(compiled.matches(text))
    }),
    { numRuns: numRuns * 20 },
  )
  expect(portable).toBeGreaterThan(numRuns)
})
