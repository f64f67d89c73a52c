import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../src/model/diagnostic.ts'
import { readYaml } from '../../src/source/read-yaml.ts'
import { sourceText } from '../../src/source/source-text.ts'
import { runsOf } from '../support/depth.ts'
import { check, rightFiles } from '../support/mistakes/right-folder.ts'

/** Every code point that Unicode gives to one of these, by the tables of this machine. */
function pointsOf(pattern: RegExp): number[] {
  const points: number[] = []
  for (let point = 0; point <= 0x10ffff; point += 1) {
    if (pattern.test(String.fromCodePoint(point))) points.push(point)
  }
  return points
}

const spaces = pointsOf(/\p{Zs}|\p{Zl}|\p{Zp}/u).filter((point) => point !== 0x20)
const ignorable = pointsOf(/\p{Default_Ignorable_Code_Point}/u)
const bidi = pointsOf(/\p{Bidi_Control}/u)
const forNames = [0x200c, 0x200d, 0x34f, 0x3000, ...pointsOf(/\p{Variation_Selector}/u)]
const nobodySees = [...new Set([...spaces, ...ignorable, ...bidi])]
const hex = (point: number) => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`

/** Where the character may hide: a line of the folder, with a place for it, and how it is called. */
const naming = [
  ['key', 'identities/bob.yaml', 'key: bob', (it: string) => `key: "b${it}ob"`],
  ['external_id', 'identities/ada.yaml', 'external_id: emp-1', (it: string) => `external_id: "emp-1${it}"`],
  ['email', 'identities/eve.yaml', 'email: eve@', (it: string) => `email: "e${it}ve@`],
  ['phone', 'identities/ada.yaml', 'phone: "+1650', (it: string) => `phone: "+1${it}650`],
  ['previously', 'identities/ada.yaml', '[ada.byron@', (it: string) => `["${it}ada.byron@`],
] as const
const closed = (text: string) => text.replace(/(email: "e.*?com|\["[^"\]]*com)/u, '$1"')

function problems(file: keyof typeof rightFiles, from: string, to: string): Diagnostic[] {
  const text = closed(rightFiles[file].replace(from, () => to))
  return check({ ...rightFiles, [file]: text })
}

/** Line and column of a character in the file. */
function placeOf(file: keyof typeof rightFiles, from: string, to: string, character: string) {
  const text = closed(rightFiles[file].replace(from, () => to))
  const { line, column } = sourceText(file, text).locate(text.indexOf(character))
  return { file, line, column }
}

describe('what nobody sees', () => {
  test('in whatever names somebody it is an error at its place that names it, and without it there is none', () => {
    const cases = fc.tuple(fc.constantFrom(...naming), fc.constantFrom(...nobodySees))
    fc.assert(
      fc.property(cases, ([[, file, from, to], point]) => {
        const character = String.fromCodePoint(point)
        const found = problems(file, from, to(character)).filter(({ severity }) => severity === 'error')
        expect(found.map(({ code, at }) => ({ code, at }))).toEqual([
          { code: 'IDC233', at: placeOf(file, from, to(character), character) },
        ])
        expect(found[0]?.summary).toContain(hex(point))
        expect(found[0]?.hint).toMatch(/^delete it/)
        expect(problems(file, from, to(''))).toEqual([])
      }),
      { numRuns: runsOf({ quick: 10, deep: 200 }) },
    )
  })

  test('in the name of a person it is a warning, unless names are written with it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...nobodySees), (point) => {
        const character = String.fromCodePoint(point)
        const [from, to] = ['first: Ada', `first: "A${character}da"`]
        const file = 'identities/ada.yaml'
        const expected = forNames.includes(point) ? [] : [['warning', 'IDC234', placeOf(file, from, to, character)]]
        expect(problems(file, from, to).map(({ severity, code, at }) => [severity, code, at])).toEqual(expected)
      }),
      { numRuns: runsOf({ quick: 10, deep: 200 }) },
    )
  })

  test('elsewhere it is data', () => {
    fc.assert(
      fc.property(fc.constantFrom(...nobodySees), (point) => {
        const to = `cost_center: "4${String.fromCodePoint(point)}2"`
        expect(problems('identities/ada.yaml', 'cost_center: "42"', to)).toEqual([])
      }),
      { numRuns: runsOf({ quick: 5, deep: 100 }) },
    )
  })

  test('what people see is no mistake: letters, marks, digits and signs of every script', () => {
    const seen = fc
      .integer({ min: 0x21, max: 0x1ffff })
      .filter((point) => /[\p{L}\p{M}\p{N}\p{S}\p{P}]/u.test(String.fromCodePoint(point)))
      .filter((point) => !nobodySees.includes(point) && point !== 0x2800)
    fc.assert(
      fc.property(seen, (point) => {
        const { roots } = readYaml(
          sourceText('a.yaml', `- "a${String.fromCodePoint(point).replace(/["\\]/, 'x')}"`),
          () => {},
        )
        expect(JSON.stringify(roots)).not.toContain('unseen')
      }),
      { numRuns: runsOf({ quick: 50, deep: 1000 }) },
    )
  })

  test.each([
    ['an escape of what no name needs', '"b\\u200bob"', ['IDC233']],
    ['an escape of what some names need', '"b\\u200dob"', []],
    ['an escape beyond the first plane', '"b\\U000E0041ob"', ['IDC233']],
    ['nothing', 'bob', []],
  ])('%s', (_, key, codes) => {
    expect(problems('identities/bob.yaml', 'key: bob', `key: ${key}`).map(({ code }) => code)).toEqual(codes)
  })

  test('also in JSON, in what references bring, and in the path of a file', () => {
    const json = '{"traits": {"email": "z\\u200bed@example.com", "name": {"first": "Zed"}}}'
    const codes = (files: Record<string, string>, variables = {}) =>
      check({ ...rightFiles, ...files }, { variables }).map(({ code, at }) => `${code} ${at?.line}:${at?.column}`)
    expect(codes({ 'identities/z.json': json })).toEqual(['IDC233 1:22'])
    expect(codes({ 'identities/z.json': json.replace('\\u200b', '\u200b') })).toEqual(['IDC233 1:24'])
    const keyed = `${rightFiles['identities/eve.yaml']}idctl: { key: eve }\n`
    const eve = keyed.replace('eve@example.com', '${env:IDCTL_DOC_E}')
    expect(codes({ 'identities/eve.yaml': eve }, { IDCTL_DOC_E: 'eve@example.com\u00a0' })).toEqual(['IDC233 2:10'])
    expect(codes({ 'identities/z\u200b.yaml': 'traits: { email: z@example.com, name: { first: Z } }\n' })).toEqual([
      'IDC224 1:1',
    ])
  })
})

describe('a space that is none to YAML', () => {
  const lines = ['identities/ada.yaml', 'identities/bob.yaml', 'identities/eve.yaml'].flatMap((name) => {
    const file = name as keyof typeof rightFiles
    return rightFiles[file]
      .split('\n')
      .flatMap((line, index) => (/^ /.test(line) || /^[^ ]+: [^{[|]/.test(line) ? [{ file, index, line }] : []))
  })
  const kept = (text: string, index: number, line: string) => {
    return text
      .split('\n')
      .map((other, number) => (number === index ? line : other))
      .join('\n')
  }

  test('in the place of indentation is one error, at that line, and with its name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...lines), fc.constantFrom(...spaces), ({ file, index, line }, point) => {
        fc.pre(/^ /.test(line) && /\p{Zs}/u.test(String.fromCodePoint(point)) && point !== 0x3000)
        const text = kept(
          rightFiles[file],
          index,
          line.replace(/^ +/, (all) => String.fromCodePoint(point).repeat(all.length)),
        )
        const found = check({ ...rightFiles, [file]: text }).filter(({ severity }) => severity === 'error')
        expect(found.map(({ code, at }) => `${code} ${at?.file}:${at?.line}`)).toEqual([`IDC237 ${file}:${index + 1}`])
        expect(found[0]?.summary).toContain(hex(point))
      }),
      { numRuns: runsOf({ quick: 10, deep: 200 }) },
    )
  })
})

describe('white space that nobody sees', () => {
  const namesOf: readonly (readonly [string, keyof typeof rightFiles, string, (name: string) => string])[] = [
    ['key', 'identities/bob.yaml', 'key: bob', (name) => `key: "${name}"`],
    ['external_id', 'identities/ada.yaml', 'external_id: emp-1', (name) => `external_id: "${name}"`],
    ['previously', 'identities/ada.yaml', '[ada.byron@example.com]', (name) => `["${name}"]`],
    ['subject', 'identities/ada.yaml', 'subject: "1"', (name) => `subject: "${name}"`],
  ]
  const odd: readonly ((inside: string) => string)[] = [
    (space) => `${space}name`,
    (space) => `name${space}`,
    (space) => `na${space}${space}me`,
  ]

  test('in names is one warning, and none where it is seen', () => {
    fc.assert(
      fc.property(fc.constantFrom(...namesOf), fc.constantFrom(...odd), ([, file, from, to], name) => {
        const codes = (space: string) =>
          check({ ...rightFiles, [file]: rightFiles[file].replace(from, () => to(name(space))) }).map(
            ({ severity, code }) => `${severity} ${code}`,
          )
        expect(codes(' ')).toEqual(['warning IDC238'])
        expect(codes('\\u0020')).toEqual([])
      }),
      { numRuns: runsOf({ quick: 8, deep: 150 }) },
    )
  })

  test('names that only Unicode tells apart are one warning for two documents, which says where they differ', () => {
    const accented = fc.constantFrom('\u00e9', '\u00f1', '\u00fc', '\ud55c', '\u1e69')
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 5 }), accented, (before, letter) => {
        const [one, two] = ['NFC', 'NFD'].map((form) => `k${before}${letter.normalize(form)}`)
        const document = (key: string, email: string) =>
          `traits: { email: ${email}@example.com, name: { first: Z } }\nidctl: { key: "${key}" }\n`
        const files = (second: string) => ({
          ...rightFiles,
          'identities/x.yaml': document(one ?? '', 'zed'),
          'identities/y.yaml': document(second, 'zoe'),
        })
        const found = check(files(two ?? ''))
        expect(found.map(({ severity, code, at }) => [severity, code, at?.file])).toEqual([
          ['warning', 'IDC239', 'identities/y.yaml'],
        ])
        expect(found[0]?.summary).toContain(`from character ${before.length + 2} on`)
        expect(check(files(`${one}x`))).toEqual([])
      }),
      { numRuns: runsOf({ quick: 8, deep: 150 }) },
    )
  })
})
