import { describe, expect, test } from 'vitest'
import { type Located, toJson } from '../../../src/source/located.ts'
import { readPlainYaml } from '../../../src/source/read-plain-yaml.ts'
import { readYaml } from '../../../src/source/read-yaml.ts'
import { sourceText } from '../../../src/source/source-text.ts'

function read(text: string): readonly Located[] | undefined {
  return readPlainYaml(sourceText('people.yaml', text))?.roots
}

test('what people and idctl itself write usually is plain', () => {
  const text = `# yaml-language-server: $schema=../.idctl/schemas/document.json
external_id: emp-4001
schema_id: person   # of the company
traits:
  email: ada@example.com
  name: { first: Ada, last: "King, Countess" }
  phone: '+442079460000'
  born: 1815-12-10
  picture: https://example.com/ada.png

metadata_public: # for all
    team: compilers
    level: 7
    remote: true
    manager: null
idctl:
  ownership: { /traits/name: seed }
  previously: [emp-17, 3f2504e0-4f89-11d3-9a0c-0305e82c3301]
verifiable_addresses:
- value: ada@example.com
  via: email
---
- traits:
    email: \${env:IDCTL_DOC_EMAIL}
    roles:
      - admin   # for now
      - on-call
- traits: { email: zoë@example.com, roles: [] }
---
# nobody
`
  const roots = read(text)
  expect(roots).toStrictEqual(readYaml(sourceText('people.yaml', text), () => {}).roots)
  expect(roots?.map(toJson)).toEqual([
    {
      external_id: 'emp-4001',
      schema_id: 'person',
      traits: {
        email: 'ada@example.com',
        name: { first: 'Ada', last: 'King, Countess' },
        phone: '+442079460000',
        born: '1815-12-10',
        picture: 'https://example.com/ada.png',
      },
      metadata_public: { team: 'compilers', level: 7, remote: true, manager: null },
      idctl: {
        ownership: { '/traits/name': 'seed' },
        previously: ['emp-17', '3f2504e0-4f89-11d3-9a0c-0305e82c3301'],
      },
      verifiable_addresses: [{ value: 'ada@example.com', via: 'email' }],
    },
    [
      { traits: { email: '${env:IDCTL_DOC_EMAIL}', roles: ['admin', 'on-call'] } },
      { traits: { email: 'zoë@example.com', roles: [] } },
    ],
  ])
})

test('line breaks of Windows are plain, too', () => {
  const text = '# people\r\n---\r\na: b \r\n\r\nc:\r\n  - d # e\r\n  - [f]\r\n---\r\n- "g"\r\n'
  expect(read(text)?.map(toJson)).toEqual([{ a: 'b', c: ['d', ['f']] }, ['g']])
  expect(read(text)).toStrictEqual(readYaml(sourceText('people.yaml', text), () => {}).roots)
})

test('lines at and below a secret key are secret', () => {
  const text = `traits: { email: ada@example.com }
credentials:        # line 2
  password:
    # line 4
    config:
      hashed_password: $2a$10$abcdefghijklmnopqrstuv
idctl: { key: ada } # line 7
metadata_public:
  password: x       # line 9
  team: compilers
---
credentials: { oidc: { config: { providers: [] } } }
`
  const source = sourceText('people.yaml', text)
  expect([...(readPlainYaml(source)?.secretLines ?? [])].sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 9, 12])
  expect(readPlainYaml(source)).toStrictEqual(readYaml(source, () => {}))
})

describe('the package reads', () => {
  test.each([
    ['a comment that may belong to a secret', 'credentials:\n  password: x\n  # was y\ntraits: {}'],
    ['a comment after the last secret', 'password: x\n# was y'],
    ['keys that are there twice', 'a: 1\nb: 2\na: 3'],
    ['keys that are there twice in brackets', 'a: { b: 1, b: 2 }'],
    ['keys that are no texts', 'true: a'],
    ['keys that change objects', '__proto__: a'],
    ['keys without a value', 'a:\nb: c'],
    ['spellings of numbers that nobody expects', 'a: 0042'],
    ['large numbers', 'a: 12345678901234567890'],
    ['spellings of null and true', 'a: Null'],
    ['anchors', 'a: &x b\nc: *x'],
    ['merge keys', 'a: { b: c }\n<<: { d: e }'],
    ['tags', 'a: !!str 1'],
    ['texts of several lines', 'a: b\n  c'],
    ['texts in quotes of several lines', 'a: "b\n  c"'],
    ['block texts', 'a: |\n  b'],
    ['escapes', "a: \"\\u00e9\"\nb: 'it''s'"],
    ['brackets over several lines', 'a: [b,\n  c]'],
    ['a comma too many', 'a: [b, ]'],
    ['directives', '%YAML 1.2\n---\na: b'],
    ['the end of a document', 'a: b\n...\n'],
    ['a value behind the beginning of a document', '--- a'],
    ['lines that are indented too little', 'a:\n    b: c\n  d: e'],
    ['lines that are indented too much', 'a: b\n  c: d'],
    ['an item among keys', 'a: b\n- c'],
    ['a key among items', '- a\nb: c'],
    ['lists in a list', '- - a'],
    ['a text alone', 'a'],
    ['tabs', 'a:\tb'],
    ['unusual line breaks', 'a: b\rc: d'],
    ['a line separator', 'a: b\u2028c: d'],
    ['spaces that are none', 'a:\u00a0b'],
    ['what nobody sees', 'a: b\u200bc'],
    ['half of a character', 'a: "\ud800"'],
    ['conflicts', '<<<<<<< a\na: b\n=======\na: c\n>>>>>>> d'],
    ['long lines', `a: ${'b'.repeat(1000)}`],
    ['deep nesting', `a: ${'['.repeat(102)}${']'.repeat(102)}`],
  ])('%s', (_, text) => {
    expect(read(text)).toBeUndefined()
  })
})
