import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { toJson } from '../../../src/source/located.ts'
import { readYaml } from '../../../src/source/read-yaml.ts'
import { sourceText } from '../../../src/source/source-text.ts'

function read(text: string) {
  const diagnostics: Diagnostic[] = []
  const { roots, secretLines } = readYaml(sourceText('a.yaml', text), (diagnostic) => diagnostics.push(diagnostic))
  const problems = diagnostics.map(({ code, at }) => `${code} ${at?.line}:${at?.column}`)
  return { values: roots.map(toJson), problems, diagnostics, secretLines: [...secretLines] }
}

describe('values', () => {
  test.each([
    [
      'strings stay strings',
      'a: yes\nb: 2026-01-31\nc: "7"\nd: 1_000',
      { a: 'yes', b: '2026-01-31', c: '7', d: '1_000' },
    ],
    [
      'numbers as JSON spells them',
      'a: 1.0\nb: 12e03\nc: -0.5\nd: 1e3\ne: -0\nf: 1E+2',
      { a: 1, b: 12000, c: -0.5, d: 1000, e: 0, f: 100 },
    ],
    ['null', 'a: ~\nb:\nc: null', { a: null, b: null, c: null }],
    ['anchors', 'a: &x [1, 2]\nb: *x', { a: [1, 2], b: [1, 2] }],
    ['merge keys, own keys win', 'a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}', { a: { p: 1, q: 2 }, b: { p: 1, q: 3 } }],
    ['earlier maps win in a merge list', 'x: &x {p: 1}\ny: &y {p: 2, q: 2}\nb: {<<: [*x, *y]}', undefined],
    ['the nearest earlier anchor counts', 'a: &x 1\nb: *x\nc: &x 2\nd: *x', { a: 1, b: 1, c: 2, d: 2 }],
    ['core tags', 'a: !!str 1\nb: !!int "2"', { a: '1', b: 2 }],
  ])('%s', (_, text, expected) => {
    const { values, problems } = read(text)
    expect(problems).toEqual([])
    expect(values).toEqual([expected ?? { x: { p: 1 }, y: { p: 2, q: 2 }, b: { p: 1, q: 2 } }])
  })

  test('a byte order mark is the business of the file reader, CRLF of nobody', () => {
    expect(read('a: 1\r\nb: x\r\n').values).toEqual([{ a: 1, b: 'x' }])
  })

  test('documents of a stream; empty ones do not count', () => {
    expect(read('# only a comment\n').values).toEqual([])
    expect(read('---\n---\na: 1\n---\n# nothing\n---\n- b\n...\n').values).toEqual([{ a: 1 }, ['b']])
  })
})

describe('refusals', () => {
  test.each([
    ['duplicate keys', 'a: 1\nb: 2\na: 3', ['IDC204 3:1']],
    ['__proto__', '__proto__: {a: 1}', ['IDC205 1:1']],
    ['constructor, however written', 'x: {"constr\\u0075ctor": 1, prototype: 2}', ['IDC205 1:5', 'IDC205 1:28']],
    [
      'keys that are no text',
      '1: a\ntrue: b\n? [x]\n: c\n~: d',
      ['IDC205 1:1', 'IDC205 2:1', 'IDC205 3:3', 'IDC205 5:1'],
    ],
    ['not numbers', 'a: .nan\nb: .inf\nc: -.INF', ['IDC206 1:4', 'IDC206 2:4', 'IDC206 3:4']],
    [
      'numbers that lose digits',
      'a: 12345678901234567890\nb: 1e400\nc: 1e-400',
      ['IDC206 1:4', 'IDC206 2:4', 'IDC206 3:4'],
    ],
    ...[
      '0042',
      '00',
      '-007',
      '+4930901820',
      '004930901820',
      '+1',
      '+0.5',
      '01.5',
      '0x1f',
      '0o17',
      '.5',
      '-.5',
      '5.',
      '5.e3',
      '01e3',
      '!!int 0042',
      '!!int "0042"',
      '!!float .5',
    ].map((text): [string, string, string[]] => [
      `a number that JSON spells otherwise: ${text}`,
      `a: ${text}`,
      ['IDC206'],
    ]),
    ['null with capitals, which may be a name', 'a: Null\nb: NULL', ['IDC228 1:4', 'IDC228 2:4']],
    ['tags', 'a: !!timestamp 2026-01-31\n', ['IDC207 1:16']],
    [
      'tags that do not fit',
      'a: !!float 42\nb: !!bool yes\nc: !!null x\n',
      ['IDC207 1:12', 'IDC207 2:11', 'IDC207 3:11'],
    ],
    ['binary', 'a: !!binary aGk=\n', ['IDC207 1:13']],
    ['own tags', 'a: !secret x\nb: !own {c: 1}\n', ['IDC207 1:12', 'IDC207 2:9']],
    ['YAML 1.1', '%YAML 1.1\n---\na: yes\n', ['IDC202 1:1']],
    ['aliases without anchor', 'a: *nobody', ['IDC208 1:4']],
    ['aliases inside their anchor', 'a: &x [*x]', ['IDC208 1:8']],
    ['merging what is no map', 'a: {<<: 1}', ['IDC208 1:5']],
    ['NUL', 'a: "x\\0y"', ['IDC210 1:4']],
    ['half a surrogate pair', 'a: "\\ud800"', ['IDC210 1:4']],
    ['tabs', 'a:\n\tb: 1', ['IDC202 2:1']],
    ['stray brackets', ']', ['IDC202 1:1']],
  ])('%s', (_, text, expected) => {
    const { problems } = read(text)
    expect(problems).toHaveLength(expected.length)
    for (const [index, problem] of problems.entries()) expect(problem.startsWith(expected[index] ?? '?')).toBe(true)
  })

  test('a few lines that stand for billions of values', () => {
    const lines = Array.from(
      { length: 20 },
      (_, level) => `l${level + 1}: &l${level + 1} [${'*l'.padEnd(2)}${level}, *l${level}]`,
    )
    const { problems } = read(['l0: &l0 x', ...lines].join('\n'))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^IDC208/)
  })

  test.each([
    ['a little too deep', `${'['.repeat(102)}${']'.repeat(102)}`],
    ['far too deep', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['deep in block style', Array.from({ length: 150 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
  ])('%s', (_, text) => {
    const { diagnostics } = read(text)
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]?.summary).toMatch(/deep/)
  })

  test('one broken document of a stream does not hide the others', () => {
    const { values, problems } = read('a: 1\n---\nb: [\n---\nc: 3\n---\nd: 4\nd: 5\n')
    expect(values).toEqual([{ a: 1 }, { c: 3 }, { d: 4 }])
    expect(problems).toEqual(['IDC202 3:4', 'IDC204 8:1'])
  })
})

describe('secrets', () => {
  test('lines at and below credentials are known', () => {
    const text =
      'traits: {a: 1}\ncredentials:\n  password:\n    config:\n      hashed_password: |\n        CANARY\nstate: active'
    expect(read(text).secretLines).toEqual([2, 3, 4, 5, 6])
  })

  test.each([
    ['a value', 'traits:\n  name: &p CANARY\ncredentials: {password: *p}', 2],
    ['a value with a tag', 'traits:\n  name: !!binary &p CANARY\ncredentials: {password: *p}', 2],
    ['a value below another alias', 'traits:\n  name: &p CANARY\nx: &m {a: *p}\ncredentials: *m', 2],
    ['merged', 'traits:\n  name: &m {a: CANARY}\ncredentials: {<<: *m}', 2],
    ['a key', 'traits:\n  name: &p CANARY\ncredentials: {*p : 1}', 2],
  ])('lines that an alias below credentials leads to: %s', (_, text, line) => {
    expect(read(text).secretLines).toContain(line)
  })

  test('a password that YAML takes for something else is not told', () => {
    for (const text of [
      'credentials: {password: !CANARY x}',
      'credentials: {password: *CANARY }',
      'credentials:\n  password: !CANARY',
    ]) {
      const { diagnostics } = read(text)
      expect(diagnostics).toMatchObject([{ secret: true }])
      expect(JSON.stringify(diagnostics)).not.toContain('CANARY')
    }
  })

  test('no message holds a piece of the text', () => {
    const texts = [
      'a: CANARY: x',
      '"CANARY" CANARY',
      'a: [CANARY\nb: 1',
      'a: "CANARY',
      'a: @CANARY',
      'CANARY\na: b',
      '- a\nCANARY',
      '{a: 1} CANARY',
    ]
    for (const text of texts) {
      const { diagnostics } = read(text)
      expect(diagnostics.length, text).toBeGreaterThan(0)
      expect(JSON.stringify(diagnostics)).not.toContain('CANARY')
    }
  })
})
