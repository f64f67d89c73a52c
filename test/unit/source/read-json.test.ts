import { describe, expect, test } from 'vitest'
import { readNdjson } from '../../../src/desired/files/read-ndjson.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { nearestNode, toJson } from '../../../src/source/located.ts'
import { readJson } from '../../../src/source/read-json.ts'
import { sourceText } from '../../../src/source/source-text.ts'

function read(text: string, reader: typeof readJson = readJson) {
  const diagnostics: Diagnostic[] = []
  const { roots, secretLines } = reader(sourceText('a.json', text), (diagnostic) => diagnostics.push(diagnostic))
  const problems = diagnostics.map(({ code, at }) => `${code} ${at?.line}:${at?.column}`)
  return { roots, values: roots.map(toJson), problems, diagnostics, secretLines: [...secretLines] }
}

test('reads what JSON.parse reads, with places', () => {
  const text = '{\n\t"a": [1, -2.50, 1e3, true, false, null],\n\t"b": {"c": "\\u00e9\\n\\"x"},\n\t"d": {}, "e": []\n}\n'
  const { roots, values, problems } = read(text)
  expect(problems).toEqual([])
  expect(values).toEqual([JSON.parse(text)])
  expect(nearestNode(roots[0] ?? raise(), ['b', 'c']).at).toEqual({ file: 'a.json', line: 3, column: 13 })
  expect(nearestNode(roots[0] ?? raise(), ['a', 1]).at).toEqual({ file: 'a.json', line: 2, column: 11 })
})

describe('refusals', () => {
  test.each([
    ['trailing commas', '{"a":1,}', ['IDC203 1:8']],
    ['comments', '{"a":1} // x', ['IDC203 1:9']],
    ['single quotes', "{'a':1}", ['IDC203 1:2']],
    ['an early end', '{"a":', ['IDC203 1:6']],
    ['an endless text', '{"a": "x', ['IDC203 1:7']],
    ['words', '{"a": yes}', ['IDC203 1:7']],
    ['leading zeros', '[01]', ['IDC203 1:2']],
    ['raw line breaks in texts', '["a\nb"]', ['IDC203 1:2']],
    ['two values', '{} {}', ['IDC203 1:4']],
    ['missing colon', '{"a" 1}', ['IDC203 1:6']],
    ['duplicate keys', '{"a":1,\n"a":2}', ['IDC204 2:1']],
    ['__proto__', '{"__proto__":{}}', ['IDC205 1:2']],
    ['numbers that lose digits', '[12345678901234567890, 1e400]', ['IDC206 1:2', 'IDC206 1:24']],
    ['NUL', '["\\u0000"]', ['IDC210 1:2']],
    ['depth', `${'['.repeat(20_000)}`, ['IDC209 1:102']],
  ])('%s', (_, text, expected) => {
    expect(read(text).problems).toEqual(expected)
  })

  test('no message holds a piece of the text, and a broken file with credentials is not shown', () => {
    const { diagnostics } = read('{"credentials": "CANARY" CANARY}')
    expect(diagnostics).toMatchObject([{ code: 'IDC203', secret: true }])
    expect(JSON.stringify(diagnostics)).not.toContain('CANARY')
  })
})

test('NDJSON: one value a line, places in the file, a broken line alone', () => {
  const { values, problems, secretLines } = read(
    '{"a":1}\r\n\n{"a":}\n  {"a":2,"a":3}\n{"credentials":{"x":1}}',
    readNdjson,
  )
  expect(values).toEqual([{ a: 1 }, { a: 2 }, { credentials: { x: 1 } }])
  expect(problems).toEqual(['IDC203 3:6', 'IDC204 4:10'])
  expect(secretLines).toEqual([5])
})

function raise(): never {
  throw new Error('no root')
}
