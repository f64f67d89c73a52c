import { expect, test } from 'vitest'
import type { Change } from '../../../src/model/change.ts'
import { foldDiagnostics } from '../../../src/render/human/fold-diagnostics.ts'
import { foldedGroups } from '../../support/fold.ts'
import { createOf, fieldOf, updateOf } from './fixtures.ts'

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

const sizes = (changes: readonly Change[]) => foldedGroups(changes).map(({ shown, more }) => [shown.length, more])

const roles = (key: string, after: string[]) =>
  updateOf(key, { fields: [fieldOf('/traits/roles', { before: [], after })] })

test('a leaf with many values does not count, and one that only a few get is a row of its own', () => {
  const role = (index: number) => (index === 7 ? 'admin' : 'reader')
  const people = many(60, (index) =>
    createOf(`p${index}`, {
      fields: [fieldOf('/traits/role', { after: role(index) }), fieldOf('/traits/floor', { after: index % 20 })],
    }),
  )
  const groups = foldedGroups(people)
  expect(groups.map(({ shown, more }) => [shown.map(({ key }) => key), more])).toEqual([
    [['p0', 'p1', 'p2'], 56],
    [['p7'], 0],
  ])
  expect(groups[0]?.varied).toEqual([{ path: '/traits/floor', side: 'after', different: 20, rare: 1, isOwn: false }])
})

test('a leaf with few values that makes too many groups is counted', () => {
  const people = many(400, (index) =>
    createOf(`p${index}`, {
      fields: [
        fieldOf('/traits/role', { after: ['reader', 'writer', 'owner'][index % 3] ?? '' }),
        fieldOf('/traits/site', { after: ['bern', 'rome', 'oslo', 'cork'][index % 4] ?? '' }),
      ],
    }),
  )
  const [group] = foldedGroups(people)
  const values = [
    { value: 'bern', count: 34 },
    { value: 'cork', count: 34 },
    { value: 'rome', count: 33 },
    { value: 'oslo', count: 33 },
  ]
  expect(group?.varied).toEqual([
    {
      path: '/traits/site',
      side: 'after',
      different: 4,
      rare: 0,
      isOwn: false,
      values: expect.arrayContaining(values),
    },
  ])
})

test('alike changes fold after a few, in the order of their first', () => {
  expect(sizes(many(5, (index) => roles(`p${index}`, ['engineer'])))).toEqual(many(5, () => [1, 0]))
  expect(sizes(many(300, (index) => roles(`p${index}`, ['engineer'])))).toEqual([[3, 297]])
  const odd = many(300, (index) => roles(`p${index}`, index === 100 ? ['admin'] : ['engineer']))
  expect(foldedGroups(odd).map(({ shown, more }) => [shown.map(({ key }) => key), more])).toEqual([
    [['p0', 'p1', 'p2'], 296],
    [['p100'], 0],
  ])
})

test('values of each person alone do not matter, and those that are shared do', () => {
  const person = (index: number, department: string) =>
    createOf(`p${index}`, {
      display: `Person ${index % 7}`,
      fields: [
        fieldOf('/traits/name', { after: `Person ${index % 7}` }),
        fieldOf('/traits/phone', { after: `+4179${index}` }),
        fieldOf('/traits/department', { after: department }),
      ],
    })
  expect(sizes(many(40, (index) => person(index, index % 2 === 0 ? 'sales' : 'finance')))).toEqual([
    [3, 17],
    [3, 17],
  ])
  expect(sizes(many(300, (index) => person(index, `cost center ${index % 40}`)))).toEqual([[3, 297]])
})

test('what is alike has the same action, leaves, causes, consequences and ways in', () => {
  const kinds: ((key: string) => Change)[] = [
    (key) => roles(key, ['engineer']),
    (key) => updateOf(key, { fields: [fieldOf('/traits/roles', { before: [], after: ['engineer'], cause: 'drift' })] }),
    (key) => ({ ...roles(key, ['engineer']), consequences: [{ code: 'sessions-revoked', text: 's' }] }),
    (key) => updateOf(key, { reason: 'mark' }),
    (key) => createOf(key),
    (key) => createOf(key, { way_in: ['none'] }),
  ]
  const changes = kinds.flatMap((make, kind) => many(10, (index) => make(`${kind}-${index}`)))
  expect(sizes(changes)).toEqual(kinds.map(() => [3, 7]))
})

const blocked = { code: 'clock', reason: 'r' } as const
const { mark: _mark, ...live } = updateOf('x')

test.each<[string, (key: string) => Change]>([
  ['a deletion', (key) => ({ ...live, key, action: 'delete', counts: { removals: 1 } })],
  ['a release', (key) => ({ ...live, key, action: 'release', counts: {} })],
  ['a disabling', (key) => ({ ...updateOf(key), action: 'disable', revoke_sessions: true })],
  ['a document with `state: inactive`', (key) => updateOf(key, { fields: [fieldOf('/state', { after: 'inactive' })] })],
  ['a loss of the last way in', (key) => updateOf(key, { counts: { removals: 1 } })],
  ['a blocked row', (key) => updateOf(key, { blocked })],
  ['a blocked creation', (key) => createOf(key, { blocked })],
  ['a replacement', (key) => createOf(key, { replaces: { key: 'x', id: 'i' } })],
  ['somebody who was there before', (key) => createOf(key, { recreates: true })],
  ['a swap', (key) => updateOf(key, { aside: { '/traits/email': 'address' } })],
])('%s never folds', (_, make) => {
  expect(sizes(many(20, (index) => make(`p${index}`)))).toEqual(many(20, () => [1, 0]))
})

test('a notice of many people is one line, and of many mistakes the first are shown', () => {
  const notice = (index: number) => ({
    severity: 'warning' as const,
    code: 'IDC587' as const,
    summary: `"p${index}" expires tomorrow`,
    alike: { key: `p${index}`, summary: 'expire tomorrow' },
    at: { file: 'a.yaml', line: 1, column: 1 },
  })
  const said = (count: number) => foldDiagnostics(many(count, notice)).map(({ shown: [one] }) => one?.summary)
  expect(said(1)).toEqual(['"p0" expires tomorrow'])
  expect(said(3)).toEqual(['3 people expire tomorrow: p0, p1, p2'])
  expect(said(15)).toEqual(['15 people expire tomorrow: p0 … p14'])
  const mistake = (index: number) => ({ severity: 'error' as const, code: 'IDC401' as const, summary: `${index}` })
  const folded = foldDiagnostics([...many(5, mistake), notice(0), ...many(4, mistake)])
  expect(folded.map(({ shown, more }) => [shown.map(({ summary }) => summary), more])).toEqual([
    [['0', '1', '2'], 6],
    [['"p0" expires tomorrow'], 0],
  ])
})
