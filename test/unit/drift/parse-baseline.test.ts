import { expect, test } from 'vitest'
import { parseBaseline } from '../../../src/drift/parse-baseline.ts'
import { sourceText } from '../../../src/source/source-text.ts'
import { shown } from '../../support/config.ts'

const parse = (text: string) => parseBaseline(sourceText('b.yaml', text))
const entry = (lines: string) =>
  `version: 1\naccepted:\n  - ${lines.trim().replaceAll('\n', '\n    ')}\n    owner: o\n    reason: r\n    expires: 2027-01-31\n`
const id = '22222222-2222-4222-8222-222222222222'

test('entries of all sorts, each with its place', () => {
  const text = `version: 1
accepted:
  - { key: ada, path: /traits/name/last, live: 0123456789abcdef, owner: o, reason: r, expires: 2027-01-31 }
  - key: "4711"
    path: /metadata_admin/a~1b
    owner: helpdesk@example.com
    reason: married
    expires: "2027-01-31"
  - { key: bob, kind: missing, owner: o, reason: r, expires: 2027-01-31 }
  - { id: ${id}, owner: o, reason: r, expires: 2027-01-31 }
`
  const { entries, diagnostics } = parse(text)
  expect(diagnostics).toEqual([])
  expect(entries?.map(({ subject, at, index }) => [index, at.line, subject])).toEqual([
    [0, 3, { key: 'ada', path: '/traits/name/last', live: '0123456789abcdef' }],
    [1, 4, { key: '4711', path: '/metadata_admin/a~1b' }],
    [2, 9, { key: 'bob', kind: 'missing' }],
    [3, 10, { id }],
  ])
  expect(entries?.[1]?.acceptance).toEqual({ owner: 'helpdesk@example.com', reason: 'married', expires: '2027-01-31' })
})

test.each<[string, string, string[]]>([
  ['nothing at all', '', ['IDC570 b.yaml:1:1 a baseline must be a map']],
  ['a list', '- a\n', ['IDC570 b.yaml:1:1 a baseline must be a map']],
  [
    'two documents',
    'version: 1\naccepted: []\n---\n{}\n',
    ['IDC570 b.yaml:4:1 a baseline must have only one document'],
  ],
  ['no YAML', 'version: [1\n', ['IDC202 b.yaml:1:10 this [ is not closed']],
  ['another version', 'version: 2\naccepted: []\n', ['IDC570 b.yaml:1:10 `version` must be 1']],
  ['no list', 'version: 1\n', ['IDC570 b.yaml:1:1 `accepted` is missing']],
  ['an unknown key', 'version: 1\nacepted: []\n', ['IDC571 b.yaml:2:1 unknown key `acepted`']],
  [
    'an unknown key of an entry',
    entry('key: a\npath: /traits/x\nuntil: 1'),
    ['IDC571 b.yaml:5:5 unknown key `until` in `accepted[0]`'],
  ],
  [
    'a key alone',
    entry('key: a'),
    ['IDC570 b.yaml:3:5 this entry must name a key with a path or a kind, or an id alone'],
  ],
  [
    'path and kind',
    entry('key: a\npath: /traits/x\nkind: missing'),
    ['IDC570 b.yaml:3:5 this entry must name a key with a path or a kind, or an id alone'],
  ],
  [
    'an id with a key',
    entry(`id: ${id}\nkey: a`),
    ['IDC570 b.yaml:3:5 this entry must name a key with a path or a kind, or an id alone'],
  ],
  [
    'a path alone',
    entry('path: /traits/x'),
    ['IDC570 b.yaml:3:5 this entry must name a key with a path or a kind, or an id alone'],
  ],
  [
    'a value of nobody',
    entry('key: a\nkind: missing\nlive: 0123456789abcdef'),
    ['IDC570 b.yaml:3:5 this entry must not have live, because a missing or unmanaged identity has no accepted value'],
  ],
  [
    'an unknown kind',
    entry('key: a\nkind: mising'),
    ['IDC570 b.yaml:4:11 `accepted[0].kind` must be one of missing, unmarked, reactivated'],
  ],
  [
    'a path without its slash',
    entry('key: a\npath: traits/x'),
    ['IDC570 b.yaml:4:11 `accepted[0].path` must be a path to a leaf, like /traits/name/last'],
  ],
  [
    'no digest',
    entry('key: a\npath: /traits/x\nlive: Lovelace'),
    ['IDC570 b.yaml:5:11 `accepted[0].live` must be 16 letters and digits, as --write-baseline makes them'],
  ],
  ['no id', entry('id: ada'), ['IDC570 b.yaml:3:9 `accepted[0].id` must be a UUID']],
  [
    'a day that is none',
    entry('key: a\npath: /traits/x').replace('2027-01-31', '2027-02-31'),
    ['IDC570 b.yaml:7:14 `accepted[0].expires` must be a date like 2027-01-31'],
  ],
  [
    'an empty owner',
    entry('key: a\npath: /traits/x').replace('owner: o', 'owner: " "'),
    ['IDC570 b.yaml:5:12 `accepted[0].owner` must not be empty'],
  ],
  [
    'no reason',
    entry('key: a\npath: /traits/x').replace('    reason: r\n', ''),
    ['IDC570 b.yaml:3:5 `accepted[0].reason` is missing'],
  ],
  [
    'a key twice in an entry',
    entry('key: a\nkey: b\npath: /traits/x'),
    ['IDC204 b.yaml:4:5 the key `key` is here for the second time'],
  ],
  [
    'one thing twice',
    `version: 1
accepted:
  - { key: a, path: /traits/x, owner: o, reason: r, expires: 2027-01-31 }
  - { key: a, path: /traits/x, owner: p, reason: r, expires: 2027-01-31 }
`,
    ['IDC572 b.yaml:4:5 this entry accepts the same difference as another one'],
  ],
])('%s is an error at its place, and nothing of the file counts', (_, text, problems) => {
  const { entries, diagnostics } = parse(text)
  expect(shown(diagnostics)).toEqual(problems)
  expect(entries).toBeUndefined()
})

test('a member without a name is a leaf like others', () => {
  const { entries } = parse(entry('key: a\npath: /metadata_public/x//y/'))
  expect(entries?.map(({ subject }) => subject)).toEqual([{ key: 'a', path: '/metadata_public/x//y/' }])
})

test('two values of one leaf can be accepted', () => {
  const text = `version: 1
accepted:
  - { key: a, path: /traits/x, live: aaaaaaaaaaaaaaaa, owner: o, reason: r, expires: 2027-01-31 }
  - { key: a, path: /traits/x, live: bbbbbbbbbbbbbbbb, owner: o, reason: r, expires: 2027-01-31 }
`
  expect(parse(text).entries).toHaveLength(2)
})

test('a day before anybody had an identity is a mistake', () => {
  const until = (day: string) => entry('key: a\npath: /traits/x').replace('2027-01-31', day)
  expect(shown(parse(until('0227-01-31')).diagnostics)[0]).toMatch(/must not be before the year 2000$/)
  expect(parse(until('2999-01-31')).diagnostics).toEqual([])
})
