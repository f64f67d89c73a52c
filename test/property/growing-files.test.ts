import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createSnippetReader, snippetOf } from '../../src/cli/snippet.ts'
import { readNdjson } from '../../src/desired/files/read-ndjson.ts'
import { didYouMean } from '../../src/model/did-you-mean.ts'
import { readJson } from '../../src/source/read-json.ts'
import { readYaml } from '../../src/source/read-yaml.ts'
import { sourceText } from '../../src/source/source-text.ts'
import { parseTemplate } from '../../src/source/template.ts'
import { parse } from '../support/config.ts'
import { someOf } from '../support/depth.ts'
import { expectLinear } from '../support/growth.ts'

const quiet = () => undefined
const repeat = (text: string) => (size: number) => text.repeat(Math.ceil(size / text.length))
const numbered = (text: string) => (size: number) => {
  const count = Math.ceil(size / text.length)
  return Array.from({ length: count }, (_, index) => text.replaceAll('N', String(index))).join('')
}
const around = (before: string, text: string, after = '') => {
  return (size: number) => before + repeat(text)(size) + after
}

const yaml = (text: string) => void readYaml(sourceText('a.yaml', text), quiet)
const ordinaryYaml = numbered('- key: { value: N, list: [a, b] }\n')

type Kind = readonly [string, (size: number) => string]

const someKinds = (kinds: readonly Kind[]) => someOf(kinds, 12)

test.each(
  someKinds([
    ['one plain scalar', repeat('a')],
    ['words', around('k: ', 'a b ')],
    ['a plain scalar over lines', around('k: a\n', '  bb cc\n')],
    ['blank lines in a scalar', around('k: a\n', '\n', '  b')],
    ['blanks between words', around('k: a', ' ', 'b')],
    ['double quotes over lines', around('k: "', 'a\n  ', '"')],
    ['double quotes without an end', around('k: "', 'a\\n')],
    ['single quotes', around("k: '", "''", "'")],
    ['a block scalar', around('k: |\n', '  aa bb\n')],
    ['a folded scalar with blank lines', around('k: >\n  a\n', '\n\n  b\n')],
    ['comments before', around('', '# aaa\n', 'k: a\n')],
    ['comments inside', around('k:\n', '  # aaa\n', '  a: b\n')],
    ['comments between items', repeat('- a\n# c\n')],
    ['many keys', numbered('keyN: x\n')],
    ['one key again and again', repeat('key: x\n')],
    ['a flow list', around('k: [', 'a, ', 'b]')],
    ['a flow map', around('k: {', 'a: b, ', '}')],
    ['flow brackets without an end', around('k: [', 'a, ')],
    ['open brackets', repeat('[')],
    ['open braces', repeat('{a: ')],
    ['nested lists', repeat('- ')],
    ['explicit keys', repeat('? ')],
    ['many anchors', numbered('- &aN x\n')],
    ['many aliases', around('- &a x\n', '- *a\n')],
    ['aliases without an anchor', repeat('- *a\n')],
    ['aliases of many lines below a secret key', (size) => secretAliases(Math.sqrt(size * 8))],
    ['merge keys', around('b: &b {x: 1}\nc:\n', '  <<: *b\n')],
    ['tags', repeat('- !foo x\n')],
    ['documents', repeat('---\na: b\n')],
    ['documents with mistakes', repeat('---\n@\n')],
    ['documents with mistakes and a secret at the end', around('', '---\n@\n', '---\npassword: x\n')],
    ['directives', repeat('%FOO bar\n')],
    ['ends of documents', repeat('...\n')],
    ['lines with two colons', repeat('k: a: b\n')],
    ['a long key', around('', 'a', ': b')],
    ['a long number', around('k: ', '1')],
    ['nothing but colons', repeat(':\n')],
    ['carriage returns', around('k: a', '\r')],
    ['white space at the end of a text', around('k: "a', ' ', '"')],
    ['line breaks at the end of a text', around('k: |+\n  a\n', '\n')],
    ['keys after spaces that are none', numbered('\u00a0keyN: x\n')],
    ['keys that look like the one before', numbered('caf\u00e9N: x\ncafe\u0301N: x\n')],
    ['mistakes beside spaces that are none', repeat('---\na: b\n\u00a0c\nd: e\n')],
  ]),
)('YAML: %s', (_, text) => {
  expectLinear(
    (size) => yaml(text(size)),
    (size) => yaml(ordinaryYaml(size)),
    3000,
  )
})

/** As many aliases as lines in what they stand for: together with the square of their number. */
function secretAliases(count: number): string {
  return `a: &a |\n${'  x\n'.repeat(count)}credentials:\n${'  - *a\n'.repeat(count)}`
}

const json = (text: string) => void readJson(sourceText('a.json', text), quiet)
const ordinaryJson = (size: number) => `[${numbered('{"key":N,"list":["a"]},')(size)}0]`

test.each(
  someKinds([
    ['one text', around('"', 'a', '"')],
    ['a text without an end', around('"', 'a')],
    ['backslashes', around('"', '\\\\', '"')],
    ['many keys', (size) => `{${numbered('"keyN":1,')(size)}"a":1}`],
    ['one key again and again', around('{', '"key":1,', '"a":1}')],
    ['keys that look like the one before', (size) => `{${numbered('"caf\u00e9N":1,"cafe\u0301N":1,')(size)}"a":1}`],
    ['open brackets', repeat('[')],
    ['white space', around('[', ' \n', ']')],
    ['a long number', repeat('1')],
    ['a long word', repeat('x')],
  ]),
)('JSON: %s', (_, text) => {
  expectLinear(
    (size) => json(text(size)),
    (size) => json(ordinaryJson(size)),
    30_000,
  )
})

const ndjson = (text: string) => void readNdjson(sourceText('a.ndjson', text), quiet)

test.each(
  someKinds([
    ['lines', repeat('{"a":1}\n')],
    ['blank lines', repeat('\n')],
    ['lines with mistakes', repeat('x\n')],
    ['lines of open comments', repeat('/*\n')],
    ['lines of open texts', repeat('"\n')],
    ['lines with mistakes and a secret at the end', around('', 'x\n', '{"password": 1}')],
  ]),
)('NDJSON: %s', (_, text) => {
  expectLinear(
    (size) => ndjson(text(size)),
    (size) => ndjson(numbered('{"key":N,"list":["a"]}\n')(size)),
    30_000,
  )
})

const lineControl = (size: number) => void snippetOf(numbered('key: N ')(size), 0)

test.each(
  someKinds([
    ['one word', repeat('a')],
    ['a word and a colon', around('', 'a', ':')],
    ['quotes', repeat('"')],
    ['blanks', around('a', ' ', ':')],
    ['colons', repeat(':')],
    ['equal signs', repeat('=')],
    ['hashes without an end', repeat('{md5')],
    ['dollar signs', repeat('$a')],
    ['tokens', repeat('ory_a')],
    ['dots and dashes', repeat('.-')],
  ]),
)('a source line: %s', (_, text) => {
  expectLinear((size) => void snippetOf(text(size), size / 2), lineControl, 20_000)
})

test('many mistakes in one long line', () => {
  const root = mkdtempSync(join(tmpdir(), 'idctl-growth-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const mistakes = (size: number) => {
    const file = `${size}.yaml`
    writeFileSync(join(root, file), repeat('a: b ')(size))
    const read = createSnippetReader(root)
    for (let column = 1; column < size; column += 50) {
      read({ severity: 'error', code: 'IDC201', summary: 's', at: { file, line: 1, column } })
    }
  }
  expectLinear(mistakes, lineControl, 10_000)
})

test('templates, and words that were perhaps meant', () => {
  const control = (size: number) => void parseTemplate(repeat('a $${ b ')(size))
  for (const text of ['$', '${', '$${', '${env:A}', '}', '${env:']) {
    expectLinear((size) => void parseTemplate(repeat(text)(size)), control, 40_000)
  }
  expectLinear((size) => void didYouMean(repeat('trait')(size), ['traits', 'state']), control, 40_000)
  expect(didYouMean('trait', ['traits', 'state'])).toBe('traits')
})

test.each<readonly [string, (index: number) => string]>([
  ['verifiable_addresses', (index) => `{ via: email, value: a${index}@example.com, verified: true }`],
  ['verifiable_addresses', () => '{ via: sms, value: "+49301234567" }'],
  ['recovery_addresses', (index) => `{ via: email, value: a${index}@example.com }`],
])('a document with many %s', (list, entry) => {
  const document = (size: number) => {
    const entries = Array.from({ length: size }, (_, index) => `  - ${entry(index)}\n`)
    return `traits: { email: ada@example.com }\n${list}:\n${entries.join('')}`
  }
  const read = (size: number) => void parse({ 'a.yaml': document(size) })
  expectLinear(read, (size) => yaml(document(size)), 100)
})

const person = JSON.stringify({
  properties: { traits: { properties: { email: { type: 'string' }, list: { items: { type: 'string' } } } } },
})

test.each(
  someKinds([
    ['numbers that are none', (size) => `traits:\n  list:\n${numbered('  - 0N\n')(size)}`],
    ['traits at the top', (size) => `${numbered('list: [N]\n---\n')(size)}list: []\n`],
    [
      'documents in a list of a tool',
      (size) => `identities:\n${numbered('- create: { traits: { email: N } }\n')(size)}`,
    ],
    [
      'wrappers in wrappers',
      around('[', `${'{"identities":['.repeat(45)}{"traits":{}}${']}'.repeat(45)},`, '{"traits":{}}]'),
    ],
  ]),
)('a file with %s', (_, text) => {
  const files = (content: string) => ({ 'a.yaml': content, 'person.schema.json': person })
  const control = (size: number) => void parse(files(numbered('- traits: { email: N, list: [a] }\n')(size)))
  expectLinear((size) => void parse(files(text(size))), control, 4000)
})
