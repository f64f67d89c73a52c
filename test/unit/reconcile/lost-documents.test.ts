import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/model/change.ts'
import type { Reason } from '../../../src/model/change-codes.ts'
import type { Absence } from '../../../src/reconcile/plan/absence.ts'
import { emptiedFiles, goneDocuments, lostDocuments } from '../../../src/reconcile/plan/lost-documents.ts'
import { lostPlaces } from '../../../src/reconcile/plan/lost-places.ts'
import { collectDiagnostics } from '../../../src/source/diagnostics.ts'

function removal(key: string, file: string, more: Partial<Change> = {}): Change {
  const origin = { file, line: 1, column: 1 }
  const base = { action: 'delete', key, id: key, origin, reason: 'document-gone', base: '' } as const
  return { ...base, fields: [], consequences: [], counts: { removals: 1 }, ...more } as Change
}

test('who is without a document: removed, kept or protected; not who has one, or had none any more', () => {
  const blocked = { code: 'kept', reason: '', orphan: true } as const
  const reasons: Reason[] = ['expired', 'todo', 'pending', 'asked', 'mark']
  const changes = [
    removal('ada', 'a.yaml'),
    removal('bob', 'people.yaml'),
    removal('cleo', 'people.yaml', { action: 'none', blocked }),
    removal('dora', 'd.yaml', { reason: 'grace-over' }),
    ...reasons.map((reason) => removal(reason, `${reason}.yaml`, { reason })),
  ]
  expect([...goneDocuments(changes)]).toEqual([
    ['a.yaml', ['ada']],
    ['people.yaml', ['bob', 'cleo']],
    ['d.yaml', ['dora']],
  ])
})

describe('what is said', () => {
  const say = (kind: Absence['kind'], path: string, ...keys: string[]) => {
    const gone = new Map(keys.map((key) => [`x/${key}.yaml`, [key]]))
    return lostDocuments(gone, () => ({ kind, path }))
  }

  test('one of each file or folder, with whom it is about', () => {
    expect(say('skipped', 'identities/_sales', 'ada', 'bob')).toEqual([
      {
        severity: 'error',
        code: 'IDC226',
        summary: 'this is not read, because its name starts with "_", and "ada" and "bob" came from it',
        hint: 'name it "sales" again; to have them removed, delete it',
        at: { file: 'identities/_sales', line: 1, column: 1 },
        secret: true,
      },
    ])
    expect(say('empty', 'a.yaml', 'ada')).toMatchObject([
      { severity: 'error', code: 'IDC225', summary: 'this file contains no document, and "ada" came from it' },
    ])
    const [many] = say('sparse', 'a', 'ada', 'bob', 'cleo', 'dora', 'eve')
    expect(many?.summary).toMatch(/, and "ada", "bob", "cleo" and 2 more came from it$/)
  })

  test('of any number of people', () => {
    const keys = Array.from({ length: 200_000 }, (_, index) => `k${index}`)
    const gone = new Map(['x/a.ndjson', 'x/b.ndjson'].map((file) => [file, keys]))
    const [lost] = lostDocuments(gone, () => ({ kind: 'sparse', path: 'x' }))
    expect(lost?.summary).toContain('399997 more')
  })

  test.each<[Absence['kind'], 'error' | 'warning']>([
    ['empty', 'error'],
    ['skipped', 'error'],
    ['renamed', 'error'],
    ['outside', 'error'],
    ['late', 'error'],
    ['same-name', 'error'],
    ['no-folder', 'error'],
    ['sparse', 'error'],
    ['submodule', 'error'],
    ['leftover', 'warning'],
    ['empty-folder', 'warning'],
  ])('%s: an %s with a way out', (kind, severity) => {
    expect(say(kind, 'a', 'ada')).toMatchObject([{ severity, hint: expect.stringMatching(/\w{3}/) }])
  })

  test('a warning about the same file makes way', () => {
    const [lost] = say('empty', 'a.yaml', 'ada')
    const at = (file: string) => ({ file, line: 1, column: 1 })
    const empty = (file: string) =>
      ({ severity: 'warning', code: 'IDC225', summary: 'this file contains no document', at: at(file) }) as const
    const all = collectDiagnostics()
    all.add([empty('a.yaml'), empty('b.yaml')])
    all.supersede(lost ? [lost] : [])
    expect(all.arranged().map(({ severity, at: place }) => `${severity} ${place?.file}`)).toEqual([
      'error a.yaml',
      'warning b.yaml',
    ])
  })
})

describe('files without documents, where marks may name former files', () => {
  const folder = { read: new Set(['a.yaml', 'e.yaml', 'f.yaml']), empty: new Set(['e.yaml', 'f.yaml']) }
  const found = (...changes: readonly Change[]) =>
    emptiedFiles(changes, folder).map(({ severity, at, summary }) => [severity, at?.file, summary.split(', and ')[1]])

  test('may all be where somebody was who is to be removed', () => {
    expect(found(removal('bob', 'old/b.yaml'), removal('ada', 'old/a.yaml', { action: 'disable' }))).toEqual([
      ['error', 'e.yaml', '"ada" and "bob" may have come from it'],
      ['error', 'f.yaml', '"ada" and "bob" may have come from it'],
    ])
  })

  test('are no matter to whoever stays, goes for another reason, or came from a file that is there', () => {
    const blocked = { code: 'kept', reason: '', orphan: true } as const
    expect(found(removal('bob', 'old/b.yaml', { action: 'none', blocked }))).toEqual([])
    expect(found(removal('bob', 'old/b.yaml', { reason: 'expired' }))).toEqual([])
    expect(found(removal('bob', 'a.yaml'))).toEqual([])
  })
})

describe('places where everybody goes', () => {
  const places = (going: readonly Change[], ...stay: string[]) => {
    return lostPlaces(going, stay).map(({ place, people }) => `${place} ${people}`)
  }
  const from = (...files: string[]) => files.map((file, index) => removal(`k${index}`, file))

  test.each<[string, Change[], string[], string[]]>([
    ['nobody', [], ['i/a.yaml'], []],
    ['one', from('i/sales/a.yaml'), ['i/b.yaml'], []],
    ['a folder', from('i/sales/a.yaml', 'i/sales/b.yaml'), ['i/c.yaml'], ['i/sales 2']],
    ['a folder where one stays', from('i/sales/a.yaml', 'i/sales/b.yaml'), ['i/sales/c.yaml'], []],
    ['one stays deeper', from('i/sales/a.yaml', 'i/sales/b.yaml'), ['i/sales/x/c.yaml'], []],
    ['a file', from('i/all.yaml', 'i/all.yaml'), ['i/c.yaml'], ['i/all.yaml 2']],
    ['a file of which some stay', from('i/all.yaml', 'i/all.yaml'), ['i/all.yaml'], []],
    ['the deepest that says as much', from('i/s/x/a.yaml', 'i/s/x/b.yaml'), ['i/c.yaml'], ['i/s/x 2']],
    ['the one that says more', from('i/s/x/a.yaml', 'i/s/x/b.yaml', 'i/s/c.yaml'), ['i/c.yaml'], ['i/s 3']],
    [
      'two, the larger first',
      from('i/a/1.yaml', 'i/a/2.yaml', 'i/b/1.yaml', 'i/b/2.yaml', 'i/b/3.yaml'),
      ['i/c.yaml'],
      ['i/b 3', 'i/a 2'],
    ],
    ['everybody', from('i/a/1.yaml', 'i/b/1.yaml'), [], ['i 2']],
  ])('%s', (_, going, stay, expected) => {
    expect(places(going, ...stay)).toEqual(expected)
  })

  test('who stays by a block, or goes for another reason, is not lost', () => {
    const blocked = { code: 'protected', reason: '', orphan: true } as const
    const [one] = from('i/a/1.yaml')
    expect(places([one as Change, removal('x', 'i/a/2.yaml', { blocked })], 'i/b.yaml')).toEqual([])
    expect(places([one as Change, removal('x', 'i/a/2.yaml', { reason: 'expired' })], 'i/b.yaml')).toEqual([])
    expect(places([one as Change, removal('x', 'i/a/2.yaml', { action: 'none' })], 'i/b.yaml')).toEqual([])
  })
})
