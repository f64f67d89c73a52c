import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readNdjson } from '../../src/desired/files/read-ndjson.ts'
import type { Diagnostic } from '../../src/model/diagnostic.ts'
import { canonicalJson, type Json, type JsonObject } from '../../src/model/json.ts'
import { located, toJson } from '../../src/source/located.ts'
import { mergeLocated } from '../../src/source/merge-located.ts'
import { readJson } from '../../src/source/read-json.ts'
import { readYaml } from '../../src/source/read-yaml.ts'
import { sourceText } from '../../src/source/source-text.ts'
import { literalText, parseTemplate } from '../../src/source/template.ts'
import { parse } from '../support/config.ts'
import { runsOf } from '../support/depth.ts'

const nowhere = { file: 'x', line: 1, column: 1 }

/** Keys and pieces that documents are made of, so that random text comes near to real one. */
const yamlish = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'traits:',
        'idctl:',
        'credentials: {password: {password: x}}',
        'metadata_admin: ',
        'state: ',
        '---\n',
        '\n',
        '  ',
        '- ',
        '{',
        '}',
        '[',
        ']',
        ',',
        ': ',
        '"',
        "'",
        '&a ',
        '*a',
        '<<: ',
        '!!str ',
        '#',
        '|\n',
        '>-\n',
        '${env:A}',
        '$${',
        '%YAML 1.1\n',
        '\0',
        '\t',
        '\\ud800',
        '.nan',
        '1e999',
        'null',
        '~',
        '__proto__: ',
      ),
      fc.string({ maxLength: 5, unit: 'binary' }),
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''))

const json: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom('a', 'b', 'c'),
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<Json>(null, true, 0, 'x', ''),
      fc.array(tie('value') as fc.Arbitrary<Json>, { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value') as fc.Arbitrary<Json>, { maxKeys: 3 }),
    ),
  })).value as fc.Arbitrary<Json>,
  { maxKeys: 3 },
)

describe('any text gives documents or diagnostics, never a throw', () => {
  test.each([
    ['YAML', readYaml],
    ['JSON', readJson],
    ['NDJSON', readNdjson],
  ])('%s', (_, read) => {
    fc.assert(
      fc.property(yamlish, (text) => {
        const diagnostics: Diagnostic[] = []
        const { roots } = read(sourceText('a', text), (diagnostic) => diagnostics.push(diagnostic))
        for (const root of roots) JSON.stringify(toJson(root))
        for (const { at } of diagnostics) expect(at?.line).toBeGreaterThan(0)
      }),
      { numRuns: runsOf({ quick: 400, deep: 4000 }) },
    )
  })

  test('whole files of bytes', () => {
    const content = fc.oneof(yamlish, fc.uint8Array({ maxLength: 30 }))
    fc.assert(
      fc.property(fc.constantFrom('a.yaml', 'a.json', 'a.ndjson', '_defaults.yaml'), content, (file, bytes) => {
        const { diagnostics } = parse({ [file]: bytes, 'z.yaml': 'traits: {}' }, { variables: { A: 'CANARY' } })
        expect(JSON.stringify(diagnostics)).not.toContain('CANARY')
      }),
      { numRuns: runsOf({ quick: 100, deep: 1000 }) },
    )
  })
})

test('JSON reads as it was written, through the JSON and the YAML reader', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify({ value })
      const expected = JSON.parse(text) as Json
      for (const read of [readJson, readYaml]) {
        const diagnostics: Diagnostic[] = []
        const { roots } = read(sourceText('a', text), (diagnostic) => diagnostics.push(diagnostic))
        if (diagnostics.length === 0) expect(roots.map(toJson)).toEqual([expected])
        else expect(diagnostics.every(({ code }) => ['IDC205', 'IDC210'].includes(code))).toBe(true)
      }
    }),
  )
})

test('a plain text of YAML is itself, the number that JSON reads there, or an error', () => {
  const plain = fc.stringMatching(/^[-+0-9.eExob_]{1,8}$/)
  fc.assert(
    fc.property(plain, (text) => {
      const diagnostics: Diagnostic[] = []
      const { roots } = readYaml(sourceText('a', `v: ${text}`), (diagnostic) => diagnostics.push(diagnostic))
      if (diagnostics.length > 0) return
      const { v } = toJson(roots[0] as (typeof roots)[number]) as JsonObject
      if (typeof v === 'number') expect(v === 0 ? 0 : v).toBe(Number(JSON.parse(text)) + 0)
      else expect(v).toBe(text)
    }),
    { numRuns: runsOf({ quick: 200, deep: 4000 }) },
  )
})

describe('merging defaults', () => {
  const merge = (lower: Json, upper: Json) =>
    canonicalJson(toJson(mergeLocated(located(lower, nowhere), located(upper, nowhere))))

  test('nothing over nothing changes nothing', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(merge({}, value)).toBe(canonicalJson(value))
        expect(merge(value, {})).toBe(canonicalJson(value))
        expect(merge(value, value)).toBe(canonicalJson(value))
      }),
    )
  })

  test('every leaf of the upper one wins', () => {
    fc.assert(
      fc.property(json, json, (lower, upper) => {
        expect(merge(JSON.parse(merge(lower, upper)) as Json, upper)).toBe(merge(lower, upper))
      }),
    )
  })
})

test('documents do not depend on the order of files, nor on their neighbours', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(20), { minLength: 1, maxLength: 6 }), (numbers) => {
      const text = (number: number) => `external_id: e${number}\ntraits: {n: ${number}}`
      const one = parse(Object.fromEntries(numbers.map((number) => [`${number}.yaml`, text(number)])))
      const reversed = parse(Object.fromEntries(numbers.toReversed().map((number) => [`${number}.yaml`, text(number)])))
      expect(reversed.documents).toEqual(one.documents)
      const alone = numbers.flatMap((number) => parse({ [`${number}.yaml`]: text(number) }).documents)
      expect(new Set(one.documents.map((document) => JSON.stringify(document)))).toEqual(
        new Set(alone.map((document) => JSON.stringify(document))),
      )
    }),
    { numRuns: runsOf({ quick: 10, deep: 300 }) },
  )
})

test('a document means the same whichever part of the folder is read', () => {
  const folders = ['', 'a/', 'a/b/', 'a/b/c/', 'd/', '_e/']
  const text = fc.constantFrom(
    'state: active\n',
    'traits: {team: x}\nidctl: {ownership: {/traits/team: seed}}\n',
    'traits: {team: y, roles: [z]}\n',
    'metadata_admin: null\n',
    'unknown: 1\n',
  )
  const files = fc
    .dictionary(
      fc
        .tuple(fc.constantFrom(...folders), fc.constantFrom('_defaults.yaml', 'x.yaml', 'y.yaml'))
        .map(([folder, name]) => `${folder}${name}`),
      text,
      { maxKeys: 10 },
    )
    .map((some) => ({ ...Object.fromEntries(folders.map((folder) => [`${folder}.keep`, ''])), ...some }))
  fc.assert(
    fc.property(files, fc.constantFrom('a', 'a/b', 'a/b/c', 'd'), (tree, folder) => {
      const part = `identities/${folder}`
      const whole = parse(tree)
      const partly = parse(tree, { config: { identities: [part], wholeFolders: ['identities'] } })
      expect(partly.documents).toEqual(whole.documents.filter(({ origin }) => origin.file.startsWith(`${part}/`)))
      const inside = whole.diagnostics.filter(({ at }) => at?.file.startsWith(`${part}/`))
      expect(partly.diagnostics).toEqual(expect.arrayContaining(inside))
      // More than the folder: what lies in it is the same, too.
      const more = parse(
        { ...tree, '../_defaults.yaml': 'state: inactive' },
        { config: { identities: ['.'], wholeFolders: ['identities'] } },
      )
      expect(more.documents).toEqual(whole.documents)
    }),
    { numRuns: runsOf({ quick: 25, deep: 500 }) },
  )
})

test('an escaped text means itself', () => {
  const text = fc
    .array(fc.constantFrom('$', '{', '}', 'env:A', 'x', '${', '$${'), { maxLength: 8 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (value) => {
      const escaped = value.replaceAll('${', () => '$${')
      expect(parseTemplate(escaped)).not.toHaveProperty('problem')
      expect(literalText(escaped)).toBe(value)
    }),
  )
})
