import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Diagnostic } from '../../src/model/diagnostic.ts'
import { readPlainYaml } from '../../src/source/read-plain-yaml.ts'
import { readYaml } from '../../src/source/read-yaml.ts'
import { sourceText } from '../../src/source/source-text.ts'
import { runsOf } from '../support/depth.ts'

const keys = [
  'email',
  'name',
  'roles',
  'a',
  'b-2',
  '_c',
  'd.e',
  '/traits/name',
  'y',
  'No',
  'credentials',
  'password',
  'api_key',
]
const texts = [
  ...['Ada', 'Ada Lovelace', 'ada@example.com', "O'Brien", 'Zoë', '李', 'Łucja é', 'x😀', 'a  b', 'd"e"', 'n~', 'a-'],
  ...['https://example.com/a?b=c', 'a:b', 'a/b', '/traits/roles', 'x&y*z!', 'nulls', 'e5', 'inf', 'NaN', 'No'],
  ...['2027-01-31', '3f2504e0-4f89-11d3-9a0c-0305e82c3301', '12gh', '7 dwarfs', '12:30', '1-2-', '1_000'],
  ...['"in quotes"', "'in quotes'", '""', "''", '"a: b # c"', '"- a"', '" a "', '"true"', '"7"', '"Zoe\u0308"', "'[a'"],
]
const values = ['true', 'false', 'null', '0', '7', '4711', '123456789012345']
/** Read by the package alone, or refused by it, or nearly so. */
const doubtful = [
  ...[
    'True',
    'NULL',
    '~',
    '-1',
    '+1',
    '0x1f',
    '0o17',
    '1e5',
    '1e-5',
    '7-7',
    '12ab',
    '.5',
    '1.5',
    '007',
    '1234567890123456',
  ],
  ...['12345678901234567890', '-', '- a', '&x 1', '*x', '!!str 1', '!x y', '|', '>-', '? a', '%x', '@x', '`x`'],
  ...['"\\u00e9"', "'it''s'", '"a', "'a", '${env:A}', '$', 'a: b', 'a #b', 'a#b', 'a:', ': a', '"a"b', '"a" : b'],
  ...['[', ']', '[a', '{a', 'a]', '{ a }', '[a: b]', '[a,]', '{a: 1,}', '[,]', '{"a": 1}', '{a:1}', '{ a: 1, a: 2 }'],
  ...['[a b, c d]', '[ [ ] ]', '{ a: { } }', '[a , b]', '["a" "b"]', '{ a: "b" c: d }', '["a"b]', '[a"b]', '[[a]b]'],
  ...[
    '[a #b]',
    '[a:b, https://a.b/c]',
    "['a''b']",
    '["a","b"]',
    '{a: 7, b: true}',
    '[0x1f]',
    '[-1]',
    '[1e-5]',
    '[a\n]',
  ],
]
/** Characters and lines that change what stands around them. */
const pieces = [
  ...[
    '\n',
    '\n\n',
    '\n ',
    '\n  ',
    '\n- ',
    '\n---\n',
    '\n--- a\n',
    '\n...\n',
    '\n# a\n',
    '\n      # a\n',
    '\n%YAML 1.1\n',
  ],
  ...[
    ' ',
    '  ',
    '\t',
    '\r',
    '\r\n',
    ' #',
    ' # a',
    '#',
    ':',
    ': ',
    '-',
    '- ',
    '- - ',
    ',',
    '"',
    "'",
    '\\',
    '[',
    ']',
    '{',
    '}',
  ],
  ...['\u00a0', '\u0085', '\u2028', '\ufeff', '\u200b', '\u3164', '\u0007', '\0', '\ud800', 'é', 'e\u0301', '😀'],
  ...['<<: ', '<<: *x', '&x ', '*x', '? ', '|\n', '>\n', '!!map ', 'a: 1\n', '__proto__: 1\n', 'constructor: 1\n'],
  ...[
    '<<<<<<< a\n',
    '=======\n',
    '>>>>>>> a\n',
    'true: 1\n',
    '1: 1\n',
    'é: 1\n',
    '"a": 1\n',
    'a:\n',
    'credentials: 1\n',
  ],
]

interface Entry {
  readonly before: string
  readonly key: string
  readonly space: string
  readonly value: Node
  readonly after: string
}
type Node =
  | { readonly text: string }
  | { readonly as: 'members' | 'items'; readonly step: number; readonly entries: readonly Entry[] }

const space = fc.constantFrom(' ', ' ', ' ', '   ')
const { nested } = fc.letrec<{ node: Node; inline: string; nested: Node }>((tie) => ({
  inline: fc.oneof(
    { maxDepth: 2 },
    { weight: 60, arbitrary: fc.constantFrom(...texts, ...values) },
    { weight: 1, arbitrary: fc.constantFrom(...doubtful) },
    {
      weight: 15,
      arbitrary: fc
        .tuple(fc.array(tie('inline'), { maxLength: 3 }), fc.constantFrom(',', ', '), fc.constantFrom('', ' '))
        .map(([all, comma, pad]) => `[${pad}${all.join(comma)}${pad}]`),
    },
    {
      weight: 15,
      arbitrary: fc
        .tuple(
          fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), tie('inline')), { maxLength: 3, selector: ([key]) => key }),
          fc.constantFrom('', ' '),
        )
        .map(([all, pad]) => `{${pad}${all.map(([key, value]) => `${key}: ${value}`).join(', ')}${pad}}`),
    },
  ),
  nested: fc.record({
    as: fc.constantFrom<'members' | 'items'>('members', 'members', 'members', 'items'),
    step: fc.constantFrom(0, 1, 2, 2, 2, 2, 4),
    entries: fc.uniqueArray(
      fc.record({
        before: fc.constantFrom('', '', '', '', '\n', '# a\n', '   # a\n', '  \n'),
        key: fc.constantFrom(...keys),
        space,
        value: tie('node'),
        after: fc.constantFrom('', '', '', '', ' ', ' # a', '  # "a: b'),
      }),
      { minLength: 1, maxLength: 4, selector: ({ key }) => key },
    ),
  }),
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    tie('inline').map((text) => ({ text })),
    tie('nested'),
  ),
}))

function written(tree: Node, indent: number): string {
  if ('text' in tree) return `${tree.text}\n`
  const pad = ' '.repeat(indent)
  const parts = tree.entries.map(({ before, key, space, value, after }) => {
    const start = `${before}${pad}${tree.as === 'items' ? '-' : `${key}:`}`
    if ('text' in value) return `${start}${space}${value.text}${after}\n`
    if (tree.as === 'members') return `${start}${after}\n${written(value, indent + value.step)}`
    // A map or list that begins behind the dash.
    const inner = indent + 1 + space.length
    return `${start}${space}${written(value, inner).replace(/^(?: *(?:#.*)?\n)? */, '')}`
  })
  return parts.join('')
}

const streams = fc
  .tuple(
    fc.constantFrom('', '', '', '---\n', '# a\n', '# a\n---\n', '\n'),
    fc.array(nested, { minLength: 1, maxLength: 2 }),
    fc.constantFrom('', '', '', '---\n', '---', '# a', '---\n# a\n', '\n\n'),
    fc.constantFrom(0, 0, 0, 0, 2),
    fc.constantFrom('\n', '\n', '\n', '\r\n'),
  )
  .map(([before, trees, after, indent, lineBreak]) => {
    const text = before + trees.map((tree) => written(tree, indent)).join('---\n') + after
    return text.replaceAll('\n', lineBreak)
  })

const spoilt = fc
  .tuple(
    streams,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('', ...pieces, ...doubtful), fc.nat(3)), { maxLength: 1 }),
  )
  .map(([text, all]) =>
    all.reduce((whole, [place, piece, gone]) => {
      const at = place % (whole.length + 1)
      return whole.slice(0, at) + piece + whole.slice(at + gone)
    }, text),
  )
const soups = fc
  .array(fc.constantFrom(...pieces, ...texts, ...values, ...doubtful, ...keys.map((key) => `${key}: `)), {
    maxLength: 12,
  })
  .map((all) => all.join(''))

const runs = runsOf({ quick: 400, deep: 60_000 }, 'IDCTL_PLAIN_YAML_RUNS')

test('whatever the plain reader reads, the package reads exactly so, with the same secret lines, and without any mistake', () => {
  const law = fc.property(fc.oneof({ weight: 4, arbitrary: spoilt }, { weight: 1, arbitrary: soups }), (text) => {
    const source = sourceText('people.yaml', text)
    const plain = readPlainYaml(source)
    if (plain === undefined) return
    const found: Diagnostic[] = []
    expect(plain).toStrictEqual(readYaml(source, (diagnostic) => found.push(diagnostic)))
    expect(found).toEqual([])
  })
  fc.assert(law, { numRuns: runs })
})

test('a document that the package does not read at all because of its size is left to the package', () => {
  const law = fc.property(streams, fc.nat(200), (text, most) => {
    const source = sourceText('people.yaml', text)
    const plain = readPlainYaml(source, most)
    if (plain !== undefined) expect(plain).toStrictEqual(readYaml(source, () => {}, undefined, most))
  })
  fc.assert(law, { numRuns: Math.ceil(runs / 5) })
})
