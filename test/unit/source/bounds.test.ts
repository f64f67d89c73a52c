import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readNdjson } from '../../../src/desired/files/read-ndjson.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { readJson, roomOfFile } from '../../../src/source/read-json.ts'
import { readYaml } from '../../../src/source/read-yaml.ts'
import { readSource, sourceText } from '../../../src/source/source-text.ts'
import { parse, shown } from '../../support/config.ts'
import { further } from '../../support/depth.ts'
import { project } from '../../support/temp-project.ts'

const fiveMebibytes = 5 * 1024 * 1024

describe('a value', () => {
  test.each([
    ['a.yaml', `a: ${'x'.repeat(fiveMebibytes + 1)}`],
    ['a.json', JSON.stringify({ a: 'x'.repeat(fiveMebibytes + 1) })],
  ])('that is larger than a request may be, in %s', (name, text) => {
    const { documents, diagnostics } = parse({ [name]: text })
    expect(documents).toEqual([])
    expect(diagnostics.map(({ code }) => code)).toContain('IDC231')
  })

  test('that just fits is data', () => {
    const { documents, diagnostics } = parse({ 'a.yaml': `traits: { a: ${'x'.repeat(fiveMebibytes - 100)} }` })
    expect(shown(diagnostics)).toEqual([])
    expect(documents).toHaveLength(1)
  })
})

describe('a key', () => {
  const key = (length: number) => 'k'.repeat(length)

  test.each([
    ['YAML', { 'a.yaml': `traits:\n  ? ${key(1025)}\n  : 1\n` }],
    ['JSON', { 'a.json': `{"traits":{"${key(1025)}":1}}` }],
  ])('that is longer than YAML takes before a colon, in %s', (_, files) => {
    const { documents, diagnostics } = parse(files)
    expect(documents).toEqual([])
    expect(diagnostics.map(({ code, summary }) => `${code} ${summary}`)).toEqual([
      'IDC231 this key has more than 1024 characters',
    ])
  })

  test('that just fits is data', () => {
    expect(shown(parse({ 'a.json': `{"traits":{"${key(1024)}":1}}` }).diagnostics)).toEqual([])
  })
})

describe('a document', () => {
  const mebibyte = 'x'.repeat(1024 * 1024)

  test('whose values together are larger', () => {
    const lines = [1, 2, 3, 4, 5].map((number) => `  a${number}: ${mebibyte}\n`)
    const { documents, diagnostics } = parse({ 'a.yaml': `traits:\n${lines.join('')}` })
    expect(documents).toEqual([])
    expect(shown(diagnostics)).toEqual([
      'IDC231 a.yaml:1:1 this document is larger than 5 MiB, the largest request that Kratos accepts',
    ])
  })

  test('whose many values all stand below long names', () => {
    const nested = (levels: number, values: string) => {
      return `{"traits":${`{"${'k'.repeat(1000)}":`.repeat(levels)}${values}${'}'.repeat(levels)}}`
    }
    const values = (count: number) => `{${Array.from({ length: count }, (_, index) => `"a${index}":1`).join()}}`
    const { documents, diagnostics } = parse({ 'a.json': nested(90, values(1000)), 'b.json': nested(90, values(100)) })
    expect(documents).toHaveLength(1)
    expect(shown(diagnostics)).toEqual([
      'IDC231 a.json:1:1 the paths of the values in this document have more than 32 million characters together',
    ])
  })

  further('that aliases, defaults or files make larger', () => {
    const aliases = `traits:\n  a: &a ${mebibyte}\n  b: [*a, *a, *a, *a]\n`
    const many = `traits:\n  a: &a ${mebibyte}\n  b: [${'*a, '.repeat(90_000)}]\n`
    const files = `traits: { a: [${'"${file:big.txt}", '.repeat(6)}] }`
    const root = { 'one.yaml': aliases, 'two.yaml': many, 'three.yaml': files }
    const { documents, diagnostics } = parse(root, { config: { references: { env: [] } } })
    expect(documents).toEqual([])
    expect(diagnostics.filter(({ code }) => code === 'IDC231').map(({ at }) => at?.file)).toEqual([
      'identities/one.yaml',
      'identities/two.yaml',
    ])
  })
})

function codesOf(read: (report: (diagnostic: Diagnostic) => void) => unknown): string[] {
  const codes: string[] = []
  read(({ code, at }) => codes.push(`${code} ${at?.line}`))
  return codes
}

describe('more values than can stand in memory', () => {
  test('in one YAML document; several small ones are none', () => {
    const source = sourceText('a.yaml', `a: 1\n---\n${'- a\n'.repeat(100)}`)
    expect(codesOf((report) => readYaml(source, report, undefined, 100))).toEqual(['IDC232 2'])
    const small = sourceText('a.yaml', '---\na: 1\n'.repeat(100))
    expect(codesOf((report) => expect(readYaml(small, report, undefined, 100).roots).toHaveLength(100))).toEqual([])
  })

  test('in one JSON text', () => {
    const source = sourceText('a.json', `[${'1,'.repeat(100)}1]`)
    expect(codesOf((report) => readJson(source, report, roomOfFile(50)))).toEqual(['IDC232 1'])
    expect(codesOf((report) => readJson(source, report, roomOfFile(102)))).toEqual([])
  })

  test('in all lines of an NDJSON file together: said once', () => {
    const source = sourceText('a.ndjson', '[1]\n'.repeat(100))
    expect(codesOf((report) => readNdjson(source, report, roomOfFile(100)))).toEqual(['IDC232 51'])
    expect(codesOf((report) => readNdjson(source, report, roomOfFile(200)))).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('a pipe that nobody writes to', () => {
  test('is no file, and is not waited for', () => {
    const root = project({ 'a.txt': '' })
    execFileSync('mkfifo', [join(root, 'pipe.yaml')])
    const problems: Diagnostic[] = []
    expect(readSource(join(root, 'pipe.yaml'), 'pipe.yaml', (problem) => problems.push(problem))).toBeUndefined()
    expect(shown(problems)).toEqual(['IDC201 pipe.yaml:1:1 this is not a file'])
  })
})

test('a file that is larger than it may be is not read', () => {
  const root = project({ 'a.txt': 'x'.repeat(2 * 1024 * 1024) })
  const problems: Diagnostic[] = []
  const most = 1024 * 1024
  expect(readSource(join(root, 'a.txt'), 'a.txt', (problem) => problems.push(problem), most)).toBeUndefined()
  expect(shown(problems)).toEqual(['IDC201 a.txt:1:1 this has 2 MiB, which is more than 1 MiB'])
})
