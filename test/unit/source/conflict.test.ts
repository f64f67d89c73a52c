import { describe, expect, test } from 'vitest'
import { readNdjson } from '../../../src/desired/files/read-ndjson.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { readJson } from '../../../src/source/read-json.ts'
import { readYaml } from '../../../src/source/read-yaml.ts'
import { sourceText } from '../../../src/source/source-text.ts'

const readers = [
  ['YAML', readYaml],
  ['JSON', readJson],
  ['NDJSON', readNdjson],
] as const

function read(text: string, reader: (typeof readers)[number][1]) {
  const diagnostics: Diagnostic[] = []
  const { roots } = reader(sourceText('a', text), (diagnostic) => diagnostics.push(diagnostic))
  const places = diagnostics.map(({ code, at, related = [] }) => [code, at?.line, ...related.map(({ line }) => line)])
  return { roots, places }
}

describe.each(readers)('conflicts of git in %s', (_, reader) => {
  test.each([
    ['a whole one', '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> theirs\n}', [['IDC229', 2, 4, 6]]],
    ['with the base', '<<<<<<< HEAD\n||||||| base\n=======\n>>>>>>> x', [['IDC229', 1, 2, 3, 4]]],
    ['with CRLF', '<<<<<<< HEAD\r\n{}\r\n=======\r\n{}\r\n>>>>>>> x\r\n', [['IDC229', 1, 3, 5]]],
    [
      'two of them',
      '<<<<<<< a\n=======\n>>>>>>> b\n{}\n<<<<<<< a\n=======\n>>>>>>> b',
      [
        ['IDC229', 1, 2, 3],
        ['IDC229', 5, 6, 7],
      ],
    ],
    ['a marker that was forgotten', '{}\n>>>>>>> theirs\n', [['IDC229', 2]]],
    ['the middle that was forgotten', '{}\n=======\n', [['IDC229', 2]]],
  ])('%s', (_, text, expected) => {
    expect(read(text, reader)).toEqual({ roots: [], places: expected })
  })
})

test('what only looks alike is none', () => {
  for (const text of ['# =======\na: 1', 'a: |\n  <<<<<<< x', 'a: "======="', '========: b', '<<<<<<<x: 1']) {
    expect(read(text, readYaml).places).toEqual([])
  }
})
