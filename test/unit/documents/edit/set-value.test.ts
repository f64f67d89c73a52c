import { describe, expect, test } from 'vitest'
import { documentsIn } from '../../../../src/desired/files/read-file.ts'
import { setValue } from '../../../../src/documents/edit/set-value.ts'
import { type Json, parsePointer } from '../../../../src/model/json.ts'
import { sourceText } from '../../../../src/source/source-text.ts'

/** Sets one value of the document with this index; `undefined` where it cannot be done. */
function edit(text: string, pointer: string, value: Json, { index = 0, file = 'a.yaml' } = {}): string | undefined {
  const source = sourceText(file, text)
  const at = documentsIn(source, () => {}).documents[index]?.at
  if (at === undefined) throw new Error('no such document')
  return setValue(source, at, parsePointer(pointer), value)?.text
}

type Row = readonly [what: string, before: string, pointer: string, value: Json, after: string]

function table(rows: readonly Row[], file = 'a.yaml'): void {
  test.each(rows)('%s', (_, before, pointer, value, after) => {
    expect(edit(before, pointer, value, { file })).toBe(after)
  })
}

describe('a scalar of YAML', () => {
  table([
    ['plain, comment behind it', 'a: x # who\nb: y\n', '/a', 'z', 'a: z # who\nb: y\n'],
    ['plain that needs quotes now', 'a: x\n', '/a', 'yes', 'a: "yes"\n'],
    ['a text that looks like a number', 'a: x\n', '/a', '42', 'a: "42"\n'],
    ['a text that looks like a date', 'a: x\n', '/a', '2026-01-31', 'a: "2026-01-31"\n'],
    ['a text that looks like null', 'a: x\n', '/a', '~', 'a: "~"\n'],
    ['a text with a colon', 'a: x\n', '/a', 'b: c', 'a: "b: c"\n'],
    ['a text with a hash', 'a: x\n', '/a', 'b #c', 'a: "b #c"\n'],
    ['the empty text', 'a: x\n', '/a', '', 'a: ""\n'],
    ['spaces around it', 'a: x\n', '/a', ' b ', 'a: " b "\n'],
    ['a line break', 'a: x\n', '/a', 'b\nc', 'a: "b\\nc"\n'],
    ['control characters', 'a: x\n', '/a', '\u001b[31m\u0085', 'a: "\\u001b[31m\\u0085"\n'],
    ['what nobody sees', 'a: x\n', '/a', '\u202eb\u{e0041}', 'a: "\\u202eb\\U000e0041"\n'],
    ['letters of all kinds', 'a: x\n', '/a', 'Łukasz 李', 'a: Łukasz 李\n'],
    ['an escape of ours', 'a: x\n', '/a', '$${env:A}', 'a: $${env:A}\n'],
    ['single quotes stay', "a: 'x'\n", '/a', "it's", "a: 'it''s'\n"],
    ['single quotes cannot hold a line break', "a: 'x'\n", '/a', 'b\nc', 'a: "b\\nc"\n'],
    ['double quotes stay', 'a: "x"\n', '/a', 'y', 'a: "y"\n'],
    ['quotes go with the text', 'a: "x"\n', '/a', 3, 'a: 3\n'],
    ['a number', 'a: 1\n', '/a', 1.5e300, 'a: 1.5e+300\n'],
    ['a boolean', 'a: no\n', '/a', true, 'a: true\n'],
    ['null', 'a: x # c\n', '/a', null, 'a: null # c\n'],
    ['nothing there, with a comment', 'a: # c\nb: 1\n', '/a', 'x', 'a: x # c\nb: 1\n'],
    ['nothing there, at the end', 'a:', '/a', 'x', 'a: x'],
    ['an explicit key', '? a\n: x\n', '/a', 'y', '? a\n: y\n'],
    ['a quoted key', '"a b": x\n', '/a b', 'y', '"a b": y\n'],
    ['several lines, plain', 'a: x\n  y\n  z\nb: 1\n', '/a', 'q', 'a: q\nb: 1\n'],
    ['a literal block stays one', 'a: | # c\n  x\n  y\n\nb: 1\n', '/a', 'p\n\nq\n', 'a: | # c\n  p\n\n  q\n\nb: 1\n'],
    ['a folded block becomes literal', 'a: >-\n  x\n  y\nb: 1\n', '/a', 'p\nq', 'a: |-\n  p\n  q\nb: 1\n'],
    ['a block becomes one line', 'a: | # c\n  x\n  y\nb: 1\n', '/a', 'z', 'a: z # c\nb: 1\n'],
    ['a block with leading space', 'a: |\n  x\n  y\nb: 1\n', '/a', ' p\nq', 'a: " p\\nq"\nb: 1\n'],
    ['an anchor that nobody uses stays', 'a: &n x\n', '/a', 'y', 'a: &n y\n'],
    ['an anchor without a value', 'a: &n\nb: 1\n', '/a', 'y', 'a: &n y\nb: 1\n'],
    ['a tag that fits stays', 'a: !!str x\n', '/a', 'y', 'a: !!str y\n'],
    ['a tag that no longer fits goes', 'a: !!str 5 # c\n', '/a', 7, 'a: 7 # c\n'],
    ['CRLF', 'a: x # c\r\nb: y\r\n', '/a', 'z', 'a: z # c\r\nb: y\r\n'],
    ['in brackets', '{ a: x, b: y } # c\n', '/a', 'p, q', '{ a: "p, q", b: y } # c\n'],
    ['in brackets without spaces', '{"a":"x","b":1}\n', '/a', 'y', '{"a":"y","b":1}\n'],
    ['in brackets, nothing there', '{ a: , b: y }\n', '/a', 'x', '{ a: x , b: y }\n'],
    ['deep', 'a:\n  b:\n    # why\n    c: x\n    d: y\n', '/a/b/c', 'z', 'a:\n  b:\n    # why\n    c: z\n    d: y\n'],
    ['a key that needs escapes in a pointer', 'a:\n  x/y~z: 1\n', '/a/x~1y~0z', 2, 'a:\n  x/y~z: 2\n'],
  ])
})

describe('a list of YAML', () => {
  table([
    [
      'block, one more',
      'a:\n  - x # one\n  # two\n  - y\nb: 1\n',
      '/a',
      ['x', 'y', 'z'],
      'a:\n  - x # one\n  # two\n  - y\n  - z\nb: 1\n',
    ],
    ['block, one less', 'a:\n  - x # one\n  # two\n  - y\nb: 1\n', '/a', ['y'], 'a:\n  # two\n  - y\nb: 1\n'],
    ['block, one in front', 'a:\n- x\n- y\n', '/a', ['w', 'x', 'y'], 'a:\n- w\n- x\n- y\n'],
    ['block, one between', "a:\n  - 'x'\n  - y\n", '/a', ['x', 'm', 'y'], "a:\n  - 'x'\n  - m\n  - y\n"],
    ['block, no line break at the end', 'a:\n  - x', '/a', ['x', 'y'], 'a:\n  - x\n  - y'],
    [
      'block, maps',
      'a:\n  - n: 1\n    m: 2 # c\n  - n: 3\n',
      '/a',
      [{ n: 1, m: 2 }, { n: 4 }],
      'a:\n  - n: 1\n    m: 2 # c\n  - { n: 4 }\n',
    ],
    ['block, emptied', 'a: # c\n  # d\n  - x\n  # e\n  - y\nb: 1\n', '/a', [], 'a: [] # c\n  # d\n  # e\nb: 1\n'],
    ['block, all others', 'a: # c\n  - x\nb: 1\n', '/a', ['y', 'z'], 'a: # c\n  - y\n  - z\nb: 1\n'],
    ['block, to null', 'a: &n # c\n  - x\nb: 1\n', '/a', null, 'a: &n null # c\nb: 1\n'],
    ['block, CRLF', 'a:\r\n  - x\r\nb: 1\r\n', '/a', ['x', 'y'], 'a:\r\n  - x\r\n  - y\r\nb: 1\r\n'],
    ['block, a literal in it', 'a:\n  - |\n    x\n  - y\nb: 1\n', '/a', ['x\n'], 'a:\n  - |\n    x\nb: 1\n'],
    ['flow', 'a: [x, "1"] # c\n', '/a', ['x', '1', 'y'], 'a: [x, "1", y] # c\n'],
    ['flow with spaces', 'a: [ x ]\n', '/a', ['x', 'y'], 'a: [ x, y ]\n'],
    ['flow, quotes stay', "a: ['x', y]\n", '/a', ['x'], "a: ['x']\n"],
    ['flow, emptied', 'a: [ x ]\n', '/a', [], 'a: []\n'],
    ['flow, filled', 'a: []\n', '/a', ['x'], 'a: [x]\n'],
    [
      'flow over lines, one more',
      'a: [\n  x, # one\n  y # two\n] # c\n',
      '/a',
      ['x', 'y', 'z'],
      'a: [\n  x, # one\n  y, z # two\n] # c\n',
    ],
    ['flow over lines, one less', 'a: [\n  x, # one\n  y,\n]\n', '/a', ['x'], 'a: [\n  x, # one\n]\n'],
    ['flow over lines, the last', 'a: [\n  x,\n  y\n]\n', '/a', ['x'], 'a: [\n  x\n]\n'],
    ['flow over lines, the first', 'a: [\n  x,\n  y\n]\n', '/a', ['y'], 'a: [\n  y\n]\n'],
    ['flow over lines, another', 'a: [\n  x, # one\n  y\n]\n', '/a', ['z', 'y'], 'a: [\n   # one\n  z, y\n]\n'],
    ['a text becomes a list', 'a: x # c\nb: 1\n', '/a', ['x', 'y'], 'a: [x, y] # c\nb: 1\n'],
    ['an object', 'a: x\n', '/a', { b: { c: 1 }, d: [] }, 'a: { b: { c: 1 }, d: [] }\n'],
    [
      'a long one',
      'a: x # c\nb: 1\n',
      '/a',
      ['a long text number one', 'a long text number two', 'a long text number three', 'number four'],
      'a: # c\n  - a long text number one\n  - a long text number two\n  - a long text number three\n  - number four\nb: 1\n',
    ],
    ['{} becomes an object', 'a: {} # c\n', '/a', { b: 1 }, 'a: { b: 1 } # c\n'],
    ['a map becomes a text', 'a: # c\n  b: 1\n  d: 2\ne: 3\n', '/a', 'x', 'a: x # c\ne: 3\n'],
  ])
})

describe('a member that is not there yet', () => {
  table([
    ['last of a block', 'a: x # c\n\n# end\n', '/b', 'y', 'a: x # c\nb: y\n\n# end\n'],
    ['no line break at the end', 'a: x', '/b', 'y', 'a: x\nb: y'],
    ['CRLF', 'a: x\r\n', '/b', 'y', 'a: x\r\nb: y\r\n'],
    ['behind a block scalar', 'a: |+\n  x\n\nz: |\n  y\n', '/b', 'y', 'a: |+\n  x\n\nz: |\n  y\nb: y\n'],
    ['behind a key without a value', 'a:\n', '/b', 'y', 'a:\nb: y\n'],
    ['in a nested block', 'a:\n    b: 1\nc: 2\n', '/a/d', 'x', 'a:\n    b: 1\n    d: x\nc: 2\n'],
    ['with maps above it', 'a:\n    b: 1\n', '/c/d/e', 'x', 'a:\n    b: 1\nc:\n    d:\n        e: x\n'],
    ['in brackets', 'a: { b: 1 } # c\n', '/a/d', 'x', 'a: { b: 1, d: x } # c\n'],
    ['in brackets with a comma at the end', 'a: { b: 1, }\n', '/a/d', 'x', 'a: { b: 1, d: x, }\n'],
    ['in empty brackets', 'a: {}\n', '/a/d/e', 'x', 'a: { d: { e: x } }\n'],
    [
      'in brackets over lines',
      'a: {\n  b: 1, # one\n  c: 2 # two\n}\n',
      '/a/d',
      'x',
      'a: {\n  b: 1, # one\n  c: 2,\n  d: x # two\n}\n',
    ],
    ['in brackets, behind nothing', '{ a: }\n', '/b', 1, '{ a: , b: 1}\n'],
    ['a list', 'a: 1\n', '/b', ['x'], 'a: 1\nb: [x]\n'],
    ['null', 'a: 1\n', '/b', null, 'a: 1\nb: null\n'],
    ['an odd key', 'a: 1\n', '/b: c', 1, 'a: 1\n"b: c": 1\n'],
    ['a key that would merge', 'a: 1\n', '/b/<<', 1, 'a: 1\nb:\n  "<<": 1\n'],
    ['an explicit document', '--- # first\na: 1\n...\n', '/b', 2, '--- # first\na: 1\nb: 2\n...\n'],
  ])
})

describe('documents beside others', () => {
  test.each<[string, string, number, string]>([
    ['streams', 'a: 1\n---\n# two\na: 2 # c\n---\na: 3\n', 1, 'a: 1\n---\n# two\na: x # c\n---\na: 3\n'],
    ['an empty document between', 'a: 1\n---\n---\na: 2\n', 1, 'a: 1\n---\n---\na: x\n'],
    ['a list', '- a: 1\n  b: 2\n- a: 2\n', 1, '- a: 1\n  b: 2\n- a: x\n'],
    ['a list in brackets', '[{a: 1}, {a: 2}]\n', 0, '[{a: x}, {a: 2}]\n'],
    ['a list with dashes above', '-\n  a: 1\n-\n  a: 2\n', 0, '-\n  a: x\n-\n  a: 2\n'],
  ])('%s', (_, before, index, after) => {
    expect(edit(before, '/a', 'x', { index })).toBe(after)
  })

  test('a member is added to an entry of a list', () => {
    expect(edit('- a: 1\n- a: 2\n', '/b', 'x')).toBe('- a: 1\n  b: x\n- a: 2\n')
    expect(edit('- a: 1\n- a: 2\n', '/b/c', 'x', { index: 1 })).toBe('- a: 1\n- a: 2\n  b:\n    c: x\n')
  })

  test('a declared address is found by its place in the list', () => {
    const text = 'v:\n  - { n: 1, on: true }\n  - n: 2 # c\n    on: true\n'
    expect(edit(text, '/v/1/on', false)).toBe('v:\n  - { n: 1, on: true }\n  - n: 2 # c\n    on: false\n')
    expect(edit(text, '/v/0/on', false)).toBe('v:\n  - { n: 1, on: false }\n  - n: 2 # c\n    on: true\n')
  })
})

describe('what is shared', () => {
  table([
    ['an alias is replaced here only', 'a: &n x\nb: *n # c\n', '/b', 'y', 'a: &n x\nb: y # c\n'],
    [
      'what is below an alias is written out',
      'a: &n { p: 1, q: "${env:X}" }\nb: *n\n',
      '/b/p',
      2,
      'a: &n { p: 1, q: "${env:X}" }\nb: { p: 2, q: "${env:X}" }\n',
    ],
    [
      'a merged member gets one of its own',
      'a: &n\n  p: 1\nb:\n  <<: *n\n',
      '/b/p',
      2,
      'a: &n\n  p: 1\nb:\n  <<: *n\n  p: 2\n',
    ],
    [
      'below a merged member it is written out',
      'a: &n\n  p: { q: 1, r: 2 }\nb:\n  <<: *n\n',
      '/b/p/q',
      3,
      'a: &n\n  p: { q: 1, r: 2 }\nb:\n  <<: *n\n  p:\n    q: 3\n    r: 2\n',
    ],
    [
      'an anchor whose other users say their own',
      'a: &n\n  p: 1\nb:\n  <<: *n\n  p: 2\n',
      '/a/p',
      3,
      'a: &n\n  p: 3\nb:\n  <<: *n\n  p: 2\n',
    ],
  ])

  test.each<[string, string, string]>([
    ['a value that an alias uses', 'a: &n x\nb: *n\n', '/a'],
    ['a map that an alias uses', 'a: &n { p: 1 }\nb: *n\n', '/a/p'],
    ['a map that another document merges', '- &n { p: 1 }\n- { <<: *n, q: 2 }\n', '/p'],
    ['an anchor inside a list', 'a: [&n x]\nb: *n\n', '/a'],
    ['a key without a value, in a block', '? a\nb: 1\n', '/a'],
    ['what is below a text', 'a: x\n', '/a/b'],
  ])('%s cannot be set', (_, text, pointer) => {
    expect(edit(text, pointer, 'y')).toBeUndefined()
  })
})

describe('JSON', () => {
  table(
    [
      ['a text', '{\n  "a": "x",\n  "b": 1\n}\n', '/a', 'y"\n', '{\n  "a": "y\\"\\n",\n  "b": 1\n}\n'],
      [
        'tabs',
        '{\n\t"a": {\n\t\t"b": [\n\t\t\t1\n\t\t]\n\t}\n}',
        '/a/b',
        [1, 2],
        '{\n\t"a": {\n\t\t"b": [\n\t\t\t1,\n\t\t\t2\n\t\t]\n\t}\n}',
      ],
      ['a list on one line', '{\n  "a": ["x", "\\u0041"]\n}\n', '/a', ['A', 'y'], '{\n  "a": ["\\u0041", "y"]\n}\n'],
      ['tight', '{"a":["x"],"b":{"c":1}}', '/a', ['x', 'y'], '{"a":["x","y"],"b":{"c":1}}'],
      ['tight, one more member', '{"a":1,"b":{"c":1}}', '/b/d', { e: [2, 3] }, '{"a":1,"b":{"c":1,"d":{"e":[2,3]}}}'],
      [
        'one more member on its line',
        '{\n  "a": {\n    "b": 1\n  }\n}\n',
        '/a/c',
        'x',
        '{\n  "a": {\n    "b": 1,\n    "c": "x"\n  }\n}\n',
      ],
      ['members above it', '{\n  "a": 1\n}\n', '/b/c', 'x', '{\n  "a": 1,\n  "b": {\n    "c": "x"\n  }\n}\n'],
      ['in an empty object', '{ "a": {} }', '/a/b', 1, '{ "a": { "b": 1 } }'],
      ['null', '{ "a": [1] , "b": 2 }', '/a', null, '{ "a": null , "b": 2 }'],
      ['CRLF', '{\r\n  "a": 1\r\n}\r\n', '/b', 2, '{\r\n  "a": 1,\r\n  "b": 2\r\n}\r\n'],
      ['escapes and brackets in texts', '{"x":"]}\\"","a":1}', '/a', 2, '{"x":"]}\\"","a":2}'],
    ],
    'a.json',
  )

  test('an entry of a list of documents', () => {
    expect(edit('[{"a": 1}, {"a": 2}]', '/a', 3, { index: 1, file: 'a.json' })).toBe('[{"a": 1}, {"a": 3}]')
  })

  test('a line of NDJSON stays a line', () => {
    const text = '{"a":1}\n\n{"a":2,"b":["x"]}\n'
    expect(edit(text, '/b', ['x', { c: 1 }], { index: 1, file: 'a.ndjson' })).toBe(
      '{"a":1}\n\n{"a":2,"b":["x",{"c":1}]}\n',
    )
    expect(edit(text, '/b/c', 1, { index: 0, file: 'a.ndjson' })).toBe('{"a":1,"b":{"c":1}}\n\n{"a":2,"b":["x"]}\n')
  })
})

test('nothing is set beside a key in brackets that has no colon', () => {
  expect(edit('{ a, b: y }\n', '/b', 'x')).toBeUndefined()
})

test('a key of a list is nowhere', () => {
  expect(edit('- []\n', '/a', 0)).toBeUndefined()
  expect(edit('a: [1, 2]\n', '/a/b', 0)).toBeUndefined()
  expect(edit('a: [1, 2]\n', '/a/9', 0)).toBeUndefined()
  expect(edit('[{"a": [1]}]', '/a/b', 0, { file: 'a.json' })).toBeUndefined()
})
