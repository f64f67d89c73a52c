import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acceptAtOnce, documentSchema } from '../../src/desired/document/document.ts'
import { SoughtPlaces } from '../../src/desired/document/places.ts'
import { plainDocuments } from '../../src/desired/files/answers.ts'
import { contentsOf, passOneByOne } from '../../src/desired/files/read-file.ts'
import { substitute } from '../../src/desired/references/substitute.ts'
import type { Diagnostic } from '../../src/model/diagnostic.ts'
import type { DesiredDocument } from '../../src/model/identity.ts'
import { escapeSegment, type Json, type JsonObject, type JsonPointer } from '../../src/model/json.ts'
import { modeAt, type OwnershipMap } from '../../src/model/ownership.ts'
import { atOnce } from '../../src/model/steps.ts'
import {
  hasLongPaths,
  isLargerThan,
  type Located,
  located,
  someNode,
  surveyOf,
  toJson,
} from '../../src/source/located.ts'
import { readJson } from '../../src/source/read-json.ts'
import { sourceText } from '../../src/source/source-text.ts'
import { leavesOf } from '../support/builders.ts'
import { parse } from '../support/config.ts'
import { runsOf } from '../support/depth.ts'

// What most documents have is read by short cuts. None may change what a document means, or hide a mistake in it.

const texts = [
  'Ada',
  '',
  'a\u200bb',
  ' ada',
  'a/b',
  '~',
  'inactive',
  'active',
  '\n',
  'x'.repeat(64),
  'x'.repeat(65),
  '\u{1f600}',
]
const scalar = fc.oneof(
  { arbitrary: fc.constantFrom<Json>(null, true, 0, 7, ...texts), weight: 30 },
  // A document with a reference takes no short cut, and one with a broken value is left out.
  fc.constantFrom('$${a', '${env:IDCTL_DOC_A}', 'a\0'),
)
const name = fc.oneof(
  { arbitrary: fc.constantFrom('a', 'b/c', '~', 'first', '0', 'idctl', 'a\u00a0'), weight: 30 },
  fc.constant('${env:A}'),
)
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(name, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))
const map = fc.dictionary(name, tree, { maxKeys: 4, noNullPrototype: true })
const value = fc.oneof(scalar, map, tree)

const anyDocument: fc.Arbitrary<JsonObject> = fc.record(
  {
    schema_id: fc.oneof({ arbitrary: fc.constant('person'), weight: 4 }, value),
    external_id: fc.oneof(
      { arbitrary: fc.constantFrom('e-1', 'é', ' e-2', 'e\u200b', 'x'.repeat(64), 'x'.repeat(65)), weight: 4 },
      value,
    ),
    state: fc.oneof({ arbitrary: fc.constantFrom('active', 'inactive'), weight: 4 }, value),
    traits: fc.oneof({ arbitrary: map, weight: 6 }, value),
    metadata_public: fc.oneof({ arbitrary: map, weight: 4 }, value),
    organization_id: value,
    credentials: fc.oneof(fc.constant({}), value),
    stat: scalar,
    unknown: value,
  },
  { requiredKeys: ['traits'], noNullPrototype: true },
)

const ownership = fc.dictionary(
  fc.constantFrom(
    '/traits',
    '/traits/a',
    '/traits/first/a',
    '/metadata_public',
    '/state',
    '/schema_id',
    '/traits/b~1c',
  ),
  fc.constantFrom<OwnershipMap[string]>('enforce', 'seed', 'merge', 'observe', 'ignore'),
  { maxKeys: 3, noNullPrototype: true },
)

const read = (json: Json): Located => {
  const { roots } = readJson(sourceText('a.json', JSON.stringify(json)), () => {})
  return roots[0] as Located
}

test('a document that is accepted at once is what its schema accepts, and makes the same of it', () => {
  const key = fc.constantFrom('k-1', '', 'k\u0001', 'é', 'k'.repeat(255), 'k'.repeat(256))
  const settings = fc.record({ key, protect: fc.boolean() }, { requiredKeys: [] })
  const others = fc.record({ key, previously: fc.array(key), keep: value }, { requiredKeys: [] })
  const more = fc.record(
    { idctl: fc.oneof({ arbitrary: settings, weight: 6 }, others, value), recovery_addresses: value },
    { requiredKeys: ['idctl'], noNullPrototype: true },
  )
  const nearly = anyDocument.map(({ stat: _, unknown: __, organization_id: ___, ...usual }) => usual)
  const document = fc.oneof({ arbitrary: nearly, weight: 4 }, anyDocument)
  fc.assert(
    fc.property(document, fc.option(more), (json, added) => {
      const node = located({ ...json, ...added } as Json, { file: '', line: 1, column: 1 })
      const accepted = acceptAtOnce(node)
      if (accepted === undefined) return
      const { data } = documentSchema.safeParse(toJson(node))
      expect(Object.keys(accepted).sort()).toEqual(Object.keys(data ?? {}).sort())
      const { schema_id, external_id, state, idctl } = accepted
      expect({ schema_id, external_id, state, idctl }).toEqual({ ...data, ...withoutTrees })
    }),
    { numRuns: runsOf({ quick: 1500, deep: 50_000 }) },
  )
})

const withoutTrees = {
  traits: undefined,
  metadata_public: undefined,
  metadata_admin: undefined,
  credentials: undefined,
}

test('one walk finds what a walk for each question finds', () => {
  const bounds = fc.record({ text: fc.nat(80), paths: fc.nat(200) })
  fc.assert(
    fc.property(map, bounds, (json, most) => {
      const node = read(json)
      const { isWithin, isBroken, hasTemplate, hasUnseen } = surveyOf(node, most)
      expect(isWithin).toBe(!isLargerThan(node, most.text) && !hasLongPaths(node, most.paths))
      if (!isWithin) return
      expect(isBroken).toBe(someNode(node, ({ kind }) => kind === 'broken'))
      expect(hasUnseen).toBe(someNode(node, (one) => one.kind === 'scalar' && one.unseen !== undefined))
      if (hasTemplate) return
      const found: Diagnostic[] = []
      const context = { read: () => ({ value: 'x' }), resolveSecrets: false, report: found.push.bind(found) }
      expect([substitute(node, context), found]).toEqual([node, []])
    }),
    { numRuns: runsOf({ quick: 500, deep: 20_000 }) },
  )
})

describe('a document', () => {
  const read = (document: JsonObject, more: string, modes: OwnershipMap) => {
    const text = JSON.stringify(document)
    const lines = `${text.slice(0, -1)}${more}}\n`
    const { documents, diagnostics } = parse(
      { 'a.ndjson': lines },
      { config: { ownership: modes }, variables: { IDCTL_DOC_A: 'a\u200bb' } },
    )
    return { document: documents[0], diagnostics }
  }

  test.each<[string, string, (rest: DesiredDocument) => DesiredDocument]>([
    ['a setting', ',"idctl":{"protect":true,"previously":[]}', ({ protect: _, ...rest }) => rest],
    [
      'an escape',
      ',"metadata_admin":{"z":"$${"}',
      ({ fields: { '/metadata_admin/z': _, ...fields }, ...rest }) => ({ ...rest, fields }),
    ],
    ['modes of its own', ',"idctl":{"ownership":{}}', (rest) => rest],
    ['an address', ',"recovery_addresses":[]', ({ recovery_addresses: _, ...rest }) => rest],
  ])('means the same with %s at its end, for which no short cut is taken', (_, more, without) => {
    fc.assert(
      fc.property(anyDocument, ownership, (json, modes) => {
        const plain = read(json, '', modes)
        const full = read(json, more, modes)
        // A value that is refused lists the keys that are known, or is told at the place where it stands.
        expect(full.diagnostics).toEqual(plain.diagnostics)
        expect(full.document && without(full.document)).toEqual(plain.document)
      }),
      { numRuns: runsOf({ quick: 40, deep: 1000 }) },
    )
  })

  test('has the leaves of its trees, each with the mode of the longest pointer above it', () => {
    fc.assert(
      fc.property(map, map, ownership, (traits, metadata_public, modes) => {
        const document = { schema_id: 'person', traits, metadata_public }
        const { document: found, diagnostics } = read(document, '', modes)
        fc.pre(found !== undefined && diagnostics.length === 0)
        const expected = Object.entries(document).flatMap(([key, json]) =>
          [...leavesOf([key], json)].flatMap(([path, leaf]) => {
            const mode = modeAt(modes, path)
            return mode === 'ignore' ? [] : [[path, mode === 'merge' && leaf === null ? 'enforce' : mode]]
          }),
        )
        expect(Object.entries(found.fields).map(([path, { mode }]) => [path, mode])).toEqual(expected)
      }),
      { numRuns: runsOf({ quick: 40, deep: 1000 }) },
    )
  })
})

test('a file of lines that is read one by one has the same documents and secret lines as one that is read whole', () => {
  const document = anyDocument.map((json) => JSON.stringify(json))
  const line = fc.oneof(
    { arbitrary: fc.constant('{"external_id":"e-1","traits":{"a":"b"}}'), weight: 4 },
    { arbitrary: document, weight: 2 },
    fc.constantFrom(
      ...[
        '',
        '  ',
        '{"external_id":"e-2"}',
        '{"traits":{"first":1}}',
        '{"traits":{"a":"caf\\u00e9"}}',
        '{"traits":{"first":1},"credentials":{}}',
      ],
      ...['{"traits":{},"id":"x"}', '{"traits":{},"id":"x","updated_at":"y"}', '[{"traits":{}}]', '{"identities":[]}'],
      ...['{"recovery_addresses":[{"id":"x","updated_at":"y"}],"traits":{}}', '{"a":{"traits":{}}}', '7', '{"traits":'],
      ...['<<<<<<< HEAD', '{"traits":{"a":1,"a":2}}', '{"traits":{"a\u0301":1,"\u00e1":2}}', '{"traits":{"a":1.50}}'],
    ),
  )
  const text = fc
    .tuple(fc.array(line, { maxLength: 4 }), fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\n'))
    .map(([lines, between, end]) => lines.join(between) + end)
  const sensitive = ['/traits/first', '/metadata_public/a']
  fc.assert(
    fc.property(text, (content) => {
      const source = sourceText('a.ndjson', content)
      const passed: [Located, number, boolean][] = []
      const secretLines = atOnce(passOneByOne(source, sensitive, ({ root }, ...place) => passed.push([root, ...place])))
      if (secretLines !== undefined) {
        const found: Diagnostic[] = []
        const report = (problem: Diagnostic) => found.push(problem)
        const whole = contentsOf(source, report, { sensitive })
        const documents = plainDocuments(whole.documents, report)
        expect(found).toEqual([])
        expect(passed).toEqual(documents.map((one, index) => [one, index, documents.length === 1]))
        expect([...secretLines].sort()).toEqual([...whole.secretLines].sort())
      }
      // What was passed on before a mistake does not count.
      const { documents } = parse({ 'a.ndjson': content })
      expect(new Set(documents.map(({ origin }) => origin.line)).size).toBe(documents.length)
    }),
    { numRuns: runsOf({ quick: 150, deep: 3000 }) },
  )
})

test('the places of a line that is read again are those that a document keeps', () => {
  const line = fc.oneof(
    { arbitrary: anyDocument.map((json) => JSON.stringify(json)), weight: 1 },
    {
      arbitrary: fc.constantFrom(
        '{"traits":{"b":[1]},"external_id":"e-2"}',
        ' {"external_id" : "e-1", "traits": {"a":["b", {"c/d":[1, "e"]}, []],  "first":{}}}',
        '{"traits":{"a":"b"},"metadata_public":{"a~b":null},"schema_id":"person"}',
      ),
      weight: 5,
    },
  )
  const defaults = fc.constantFrom<Record<string, string>>(
    {},
    { '_defaults.yaml': 'traits:\n  first: [a, b]\n  a: { c: d }\n' },
  )
  const seen = { sought: 0, inherited: 0 }
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 3 }), defaults, (lines, inherited) => {
      const content = lines.join('\n')
      const parts = parse({ ...inherited, 'a.ndjson': content })
      // A file with a mistake is read whole.
      const whole = parse({ ...inherited, 'a.ndjson': `${content}\n{"` })
      for (const [index, { fields, places, origin }] of parts.documents.entries()) {
        const other = whole.documents[index]
        expect(origin).toEqual(other?.origin)
        const isSought = places instanceof SoughtPlaces
        seen.sought += isSought ? 1 : 0
        for (const path of Object.entries(fields).flatMap(([leaf, { value: held }]) => pointersIn(leaf, held))) {
          const at = places.of(path)
          seen.inherited += isSought && at?.file !== origin.file ? 1 : 0
          expect(at).toEqual(other?.places.of(path))
        }
      }
    }),
    { numRuns: runsOf({ quick: 60, deep: 2000 }) },
  )
  expect(Math.min(seen.sought, seen.inherited)).toBeGreaterThan(10)
})

/** Of a leaf, and of all that is in it. */
function pointersIn(path: JsonPointer, held: Json): JsonPointer[] {
  if (typeof held !== 'object' || held === null) return [path]
  const inside = Object.entries(held).flatMap(([key, one]) => pointersIn(`${path}/${escapeSegment(key)}`, one))
  return [path, ...inside]
}
