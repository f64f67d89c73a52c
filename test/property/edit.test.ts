import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentsIn } from '../../src/desired/files/read-file.ts'
import { escapeReferences } from '../../src/documents/edit/escape-references.ts'
import { setValue } from '../../src/documents/edit/set-value.ts'
import { isAtOrBelow, isJsonObject, type Json, type JsonObject, parsePointer } from '../../src/model/json.ts'
import { toJson } from '../../src/source/located.ts'
import { type SourceText, sourceText } from '../../src/source/source-text.ts'
import { literalText } from '../../src/source/template.ts'
import { leavesOf } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'

const word = fc.constantFrom('a', 'b', 'c', 'key with space', '42', 'on', '#', 'x/y', '<<')

/** Texts that a careless writer of YAML spoils, and any other. */
const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '~',
    'null',
    'yes',
    '- a',
    'a: b',
    'a #b',
    '*a',
    '&a',
    '!t',
    '${env:A}',
    '$${',
    '1e3',
    '0x1F',
    '.inf',
    '\n',
    'a\n b\n',
    "'",
    '"',
    '@',
    '`',
    '%',
    '|',
    '\u0007',
    '\u202e',
    '\ufeff',
    '---',
    '...',
    '2026-01-31',
    '<<',
  ),
  fc.string({ maxLength: 12, unit: 'grapheme' }),
)

const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
)
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    scalar as fc.Arbitrary<Json>,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(word, tie('value'), { maxKeys: 3 }),
  ),
})).value

const tree = fc.dictionary(word, value, { minKeys: 1, maxKeys: 4 })

interface Line {
  /** The pointer of what the line says. */
  readonly owner: string
  readonly text: string
}

/** How each next thing is written: an endless supply of choices. */
type Choose = (count: number) => number

const choices = fc.infiniteStream(fc.nat(1000)).map(
  (numbers): Choose =>
    (count) =>
      (numbers.next().value ?? 0) % count,
)

/** A tree as people write it: blocks and brackets, quotes of all kinds, comments and blank lines between. */
function written(object: JsonObject, choose: Choose, owner = '', indent = 0): Line[] {
  return Object.entries(object).flatMap(([key, member]) => {
    const pointer = `${owner}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const margin = ' '.repeat(indent)
    const head = `${margin}${JSON.stringify(key)}:`
    const noise: Line[] = [[], [{ owner: '#', text: `${margin}# about` }], [{ owner: '#', text: '' }]][choose(3)] ?? []
    const comment = ['', ' # why'][choose(2)] ?? ''
    if (isJsonObject(member) && Object.keys(member).length > 0 && choose(3) > 0) {
      const below = written(member, choose, pointer, indent + 1 + choose(4))
      return [...noise, { owner: '#', text: head + comment }, ...below]
    }
    if (Array.isArray(member) && member.length > 0 && choose(2) > 0) {
      const dash = `${margin}${['', '  '][choose(2)] ?? ''}- `
      const items = member.map((item) => ({ owner: pointer, text: dash + JSON.stringify(item) }))
      return [...noise, { owner: pointer, text: head + comment }, ...items]
    }
    return [...noise, { owner: pointer, text: `${head} ${scalarText(member, choose)}${comment}` }]
  })
}

function scalarText(member: Json, choose: Choose): string {
  if (typeof member !== 'string') return JSON.stringify(member)
  const isSimple = /^[a-z][a-z ]*[a-z]$/.test(member) && !/^(yes|no|on|off|null|true|false)$/.test(member)
  const forms = [JSON.stringify(member), ...(isSimple ? [member, `'${member}'`] : [])]
  return forms[choose(forms.length)] ?? ''
}

function valuesOf(source: SourceText): Json[] {
  return documentsIn(source, (diagnostic) => expect(diagnostic).toBeUndefined()).documents.map(toJson)
}

/** The tree with one leaf set. */
function withLeaf(object: JsonObject, [key = '', ...rest]: string[], leaf: Json): JsonObject {
  const below = object[key]
  return { ...object, [key]: rest.length === 0 ? leaf : withLeaf(isJsonObject(below) ? below : {}, rest, leaf) }
}

function edited(source: SourceText, index: number, pointer: string, leaf: Json): SourceText {
  const at = documentsIn(source, () => {}).documents[index]?.at
  const result = at && setValue(source, at, parsePointer(pointer), leaf)
  if (result === undefined) throw new Error(`${JSON.stringify(source.text)} ${pointer} ${JSON.stringify(leaf)}`)
  return result
}

const target = (object: JsonObject, choose: Choose): string => {
  const pointers = [...leavesOf([], object)].map(([pointer]) => pointer).filter((pointer) => pointer !== '')
  return choose(4) === 0 ? '/new/leaf' : (pointers[choose(pointers.length)] ?? '/new')
}

describe('one value changes, and nothing else', () => {
  test('YAML: reading gives the tree with that leaf, and all lines of others are there as they were', () => {
    fc.assert(
      fc.property(
        fc.array(tree, { minLength: 1, maxLength: 3 }),
        choices,
        value,
        fc.boolean(),
        (trees, choose, leaf, crlf) => {
          const documents = trees.map((object) => written(object, choose))
          const lineBreak = crlf ? '\r\n' : '\n'
          const index = choose(trees.length)
          const object = trees[index] as JsonObject
          const pointer = target(object, choose)
          const join = (lines: readonly Line[]) => lines.map((line) => line.text + lineBreak).join('')
          const source = sourceText('a.yaml', documents.map(join).join(`---${lineBreak}`))
          const result = edited(source, index, pointer, leaf)
          const wanted = trees.map((other, at) =>
            at === index ? withLeaf(object, parsePointer(pointer), leaf) : other,
          )
          expect(valuesOf(result)).toEqual(JSON.parse(JSON.stringify(wanted)))
          const others = documents.flatMap((lines, at) =>
            lines.filter(({ owner }) => at !== index || !isAtOrBelow(pointer, owner)).map((line) => line.text),
          )
          const lines = result.text.split(lineBreak)
          let from = 0
          for (const line of others) {
            const found = lines.indexOf(line, from)
            expect(found, JSON.stringify([source.text, result.text, line])).toBeGreaterThanOrEqual(from)
            from = found + 1
          }
        },
      ),
      { numRuns: 400 },
    )
  })

  test.each([
    ['a.json', 2],
    ['a.json', '\t'],
    ['a.json', undefined],
    ['a.ndjson', undefined],
  ])('%s, indented by %j', (file, indent) => {
    const object = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'x/y'), value, { minKeys: 1, maxKeys: 3 })
    fc.assert(
      fc.property(fc.array(object, { minLength: 1, maxLength: 3 }), choices, value, (trees, choose, leaf) => {
        const index = choose(trees.length)
        const pointer = target(trees[index] as JsonObject, choose)
        const lines = trees.map((one) => JSON.stringify(one)).join('\n')
        const source = sourceText(file, file === 'a.json' ? JSON.stringify(trees, undefined, indent) : lines)
        const result = edited(source, index, pointer, leaf)
        const wanted = trees.with(index, withLeaf(trees[index] as JsonObject, parsePointer(pointer), leaf))
        expect(valuesOf(result)).toEqual(JSON.parse(JSON.stringify(wanted)))
        if (file === 'a.json') expect(JSON.parse(result.text)).toEqual(JSON.parse(JSON.stringify(wanted)))
        else expect(result.text.split('\n')).toHaveLength(trees.length)
      }),
      { numRuns: 150 },
    )
  })
})

test('whatever a file is, an edit is right or is not made, and never throws', () => {
  const pieces = fc.constantFrom(
    'a: ',
    'b: ',
    'traits:\n',
    '  ',
    '\n',
    '- ',
    '&n ',
    '*n',
    '<<: *n\n',
    '{',
    '}',
    '[',
    ']',
    ', ',
    '# c\n',
    '|\n',
    '>-\n',
    "'x'",
    '"y"',
    'z',
    '---\n',
    '!!str ',
    '? ',
    ': ',
    '~',
    '\r\n',
    '...\n',
  )
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 14 }),
      fc.constantFrom('/a', '/b', '/a/b', '/traits/a', '/n'),
      value,
      (parts, pointer, leaf) => {
        const source = sourceText('a.yaml', parts.join(''))
        let broken = false
        const { documents } = documentsIn(source, () => {
          broken = true
        })
        for (const { at } of documents) {
          const result = setValue(source, at, parsePointer(pointer), leaf)
          if (result !== undefined) expect(valuesOf(result)).toHaveLength(documents.length)
          if (result !== undefined) expect(broken).toBe(false)
        }
      },
    ),
    { numRuns: runsOf({ quick: 160, deep: 3000 }) },
  )
})

test('an accepted text is never taken for a reference', () => {
  fc.assert(
    fc.property(value, (live) => {
      const read = (json: Json): Json | undefined => {
        if (typeof json === 'string') return literalText(json)
        if (Array.isArray(json)) return json.map((item) => read(item) ?? null)
        if (!isJsonObject(json)) return json
        return Object.fromEntries(Object.entries(json).map(([key, member]) => [key, read(member) ?? null]))
      }
      expect(read(escapeReferences(live))).toEqual(live)
    }),
  )
})
