import { expect, test } from 'vitest'
import { parse, shown } from '../../support/config.ts'

function modesOf(text: string, ownership = {}) {
  const { documents, diagnostics } = parse({ 'a.yaml': text }, { config: { ownership } })
  expect(shown(diagnostics)).toEqual([])
  return Object.fromEntries(Object.entries(documents[0]?.fields ?? {}).map(([path, { mode }]) => [path, mode]))
}

test('the longest pointer wins, the document over idctl.yaml', () => {
  const text = `
traits: { email: a@x, name: { first: A, last: B }, names: x, roles: [a], none: null }
idctl: { ownership: { /traits/name: seed, /traits/name/last: enforce, /traits/roles: merge, /traits/none: merge } }`
  expect(modesOf(text, { '/traits': 'observe', '/traits/name': 'ignore' })).toEqual({
    '/schema_id': 'enforce',
    '/traits/email': 'observe',
    '/traits/name/first': 'seed',
    '/traits/name/last': 'enforce',
    '/traits/names': 'observe',
    '/traits/roles': 'merge',
    '/traits/none': 'enforce',
  })
})

test('ignored leaves are not fields, their mode is known', () => {
  const { documents } = parse({
    'a.yaml': 'state: active\ntraits: {a: 1, b: 2}\nidctl: {ownership: {/traits/a: ignore, /state: ignore}}',
  })
  expect(Object.keys(documents[0]?.fields ?? {})).toEqual(['/traits/b', '/schema_id'])
  expect(documents[0]?.ownership).toEqual({ '/traits/a': 'ignore', '/state': 'ignore' })
})

test('defaults give modes, the document overrides them one by one', () => {
  const { documents } = parse({
    '_defaults.yaml': 'idctl: { ownership: { /traits/a: seed, /traits/b: seed } }',
    'a.yaml': 'traits: {a: 1, b: 2}\nidctl: { ownership: { /traits/b: enforce } }',
  })
  expect(documents[0]?.ownership).toEqual({ '/traits/a': 'seed', '/traits/b': 'enforce' })
})

test.each([
  ['no pointer', 'traits', 'IDC217 a.yaml:2:22'],
  ['another root', '/schema_id', 'IDC217 a.yaml:2:22'],
  ['below a single field', '/state/x', 'IDC217 a.yaml:2:22'],
  ['the mark', '/metadata_admin/idctl/v', 'IDC217 a.yaml:2:22'],
  ['a bad escape', '/traits/a~2', 'IDC217 a.yaml:2:22'],
  ['an empty part', '/traits//a', 'IDC217 a.yaml:2:22'],
  ['below a list', '/traits/roles/0', 'IDC217 a.yaml:2:22'],
])('%s cannot be owned', (_, pointer, expected) => {
  const text = `traits: {roles: [a]}\nidctl: {ownership: {"${pointer}": seed}}`
  const { diagnostics } = parse({ 'a.yaml': text })
  expect(shown(diagnostics).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    expected.replace('22', '21'),
  ])
})

test('below a list, a pointer of idctl.yaml cannot own either, whether or not the document has modes', () => {
  const config = { ownership: { '/traits/roles/0': 'seed' } } as const
  for (const own of ['', '\nidctl: { ownership: {} }']) {
    const { diagnostics } = parse({ 'a.yaml': `traits: { roles: [a] }${own}` }, { config })
    expect(shown(diagnostics)).toEqual(['IDC217 a.yaml:1:18 ownership cannot point below a list: `/traits/roles/0`'])
  }
})

test.each([
  ['/email', 'did you mean `/traits/email`?'],
  ['/email/', 'write it like /traits/name/first'],
  ['email', 'write it like /traits/name/first'],
  ['/other', 'write it like /traits/name/first'],
])('a pointer without its root: %s', (pointer, hint) => {
  const text = `traits: { email: ada@example.com }\nidctl: { ownership: { "${pointer}": seed } }`
  expect(parse({ 'a.yaml': text }).diagnostics).toMatchObject([{ code: 'IDC217', hint }])
})

test('an unknown mode, and merge on what is no list', () => {
  const text = 'traits: {a: x}\nidctl: {ownership: {/traits/a: merge, /traits/b: sed}}'
  const { diagnostics } = parse({ 'a.yaml': text })
  expect(shown(diagnostics)).toEqual([
    'IDC218 a.yaml:1:13 ownership merge needs a list, but `/traits/a` is not one',
    'IDC213 a.yaml:2:50 `idctl.ownership./traits/b` must be one of enforce, seed, merge, observe, ignore',
  ])
})
