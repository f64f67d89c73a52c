import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSnippetReader, snippetOf } from '../../../src/cli/snippet.ts'

test.each([
  ['hashed_password: CANARY', 'hashed_password: (hidden)'],
  ['  pasword: CANARY', '  pasword: (hidden)'],
  ['crednetials: { x: CANARY }', 'crednetials: (hidden)'],
  ['{"api_key": "CANARY", "a": 1}', '{"api_key": (hidden)'],
  ['api-key: CANARY', 'api-key: (hidden)'],
  ['note: ory_pat_CANARY', 'note: (hidden)'],
  ['value: $2a$12$CANARY', 'value: (hidden)'],
  ['admin: https://ada:CANARY@kratos:4434/path', 'admin: https://(hidden)@kratos:4434/path'],
  ['admin: "https://ada:CAN@/ARY@kratos"', 'admin: "https://(hidden)@kratos"'],
  ['site: https://example.com/@ada', 'site: https://example.com/@ada'],
  ['password:', 'password:'],
  ['traits: { email: x }', 'traits: { email: x }'],
  ['spinach: green', 'spinach: green'],
])('%s', (line, shown) => {
  expect(snippetOf(line, 0).text).toBe(shown)
})

test('the caret stays below its column after escaping', () => {
  const { text, caret } = snippetOf('a\u001b: b', 4)
  expect(text).toBe('a\\u001b: b')
  expect(text[caret]).toBe('b')
})

test('a long line is cut around the column', () => {
  const { text, caret } = snippetOf(`${'x'.repeat(500)}!${'y'.repeat(500)}`, 500)
  expect(text[caret]).toBe('!')
  expect(text).toMatch(/^…x+!y+…$/)
  expect(text.length).toBeLessThanOrEqual(102)
})

test('reads the line; never one that may hold a secret', () => {
  const root = mkdtempSync(join(tmpdir(), 'idctl-snippet-'))
  writeFileSync(join(root, 'a.yaml'), 'first\r\nsecond\r\n')
  const read = createSnippetReader(root)
  const diagnostic = { severity: 'error', code: 'IDC201', summary: 's' } as const
  const at = { file: 'a.yaml', line: 2, column: 3 }
  expect(read({ ...diagnostic, at })).toEqual({ text: 'second', caret: 2 })
  expect(read({ ...diagnostic, at, secret: true })).toBeUndefined()
  expect(read({ ...diagnostic, at: { ...at, file: 'gone.yaml' } })).toBeUndefined()
  expect(read(diagnostic)).toBeUndefined()
})

test.each([
  ['    hashed_password: "CANARY"', 'hashed_password: (hidden)'],
  ['    password: { config: { hashed_password: CANARY } }', 'password: (hidden)'],
  ['  "credentials": {', '"credentials": (hidden)'],
  ['  - provider: CANARY', '- provider: (hidden)'],
  ['  password:', 'password:'],
])('of a line that may hold a secret, the key with the place: %s', (line, shown) => {
  const root = mkdtempSync(join(tmpdir(), 'idctl-snippet-'))
  writeFileSync(join(root, 'a.yaml'), `${line}\n`)
  const read = createSnippetReader(root)
  for (const column of [1, line.length]) {
    const at = { file: 'a.yaml', line: 1, column }
    const snippet = read({ severity: 'error', code: 'IDC220', summary: 's', at, secret: true, toQuote: 3 })
    expect(snippet?.text.trim()).toBe(shown)
    expect(snippet?.quoted).toBeUndefined()
    expect(snippet?.caret).toBeLessThanOrEqual(snippet?.text.length ?? 0)
  }
})

test.each(['CANARY', '  CANARY: x', '  passwordCANARY: x', '{ password: CANARY }', 'x: { "password": "CANARY" }'])(
  'nothing of a line that may hold a secret and begins with no key of ours: %s',
  (line) => {
    const root = mkdtempSync(join(tmpdir(), 'idctl-snippet-'))
    writeFileSync(join(root, 'a.yaml'), `${line}\n`)
    const at = { file: 'a.yaml', line: 1, column: 3 }
    expect(
      createSnippetReader(root)({ severity: 'error', code: 'IDC220', summary: 's', at, secret: true }),
    ).toBeUndefined()
  },
)

test('no line of a file outside the folder, whatever leads there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'idctl-snippet-'))
  const root = mkdtempSync(join(folder, 'project-'))
  writeFileSync(join(folder, 'secret.yaml'), 'CANARY')
  writeFileSync(join(root, 'inside.yaml'), 'a: 1')
  symlinkSync('../secret.yaml', join(root, 'link.yaml'))
  symlinkSync('inside.yaml', join(root, 'near.yaml'))
  const read = createSnippetReader(root)
  const lineOf = (file: string) =>
    read({ severity: 'error', code: 'IDC213', summary: 's', at: { file, line: 1, column: 1 } })?.text
  expect(['link.yaml', '../secret.yaml', '.', 'near.yaml'].map(lineOf)).toEqual([
    undefined,
    undefined,
    undefined,
    'a: 1',
  ])
})

test.each([
  ['zip: 0042', 'zip: "0042"'],
  ['  - +4930901820  # office', '- "+4930901820"'],
  ['traits: { email: a@b.de, zip: 0042 }', 'traits: { email: a@b.de, zip: "0042" }'],
  // What the line itself would not show, the hint does not show either.
  ['pin: 0042', 'pin: "…"'],
  ['{ password: CANARY, zip: 0042 }', 'zip: "…"'],
  [`{ name: ${'x'.repeat(100)}, zip: 0042 }`, 'zip: "…"'],
])('the line with quotes: %s', (line, quoted) => {
  const root = mkdtempSync(join(tmpdir(), 'idctl-snippet-'))
  writeFileSync(join(root, 'a.yaml'), line)
  const [number = ''] = /(?<= )[+]?0?[0-9]{4,}/.exec(line) ?? []
  const at = { file: 'a.yaml', line: 1, column: line.indexOf(number) + 1 }
  const diagnostic = { severity: 'error', code: 'IDC206', summary: 's', at, toQuote: number.length } as const
  expect(createSnippetReader(root)(diagnostic)?.quoted).toBe(quoted)
  expect(createSnippetReader(root)({ ...diagnostic, secret: true })).toBeUndefined()
})
