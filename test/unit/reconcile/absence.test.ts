import { describe, expect, test } from 'vitest'
import { absenceFinder, type FolderFacts } from '../../../src/reconcile/plan/absence.ts'
import { type Tree, viewOf } from '../../support/folder-tree.ts'

/** Looks for `identities/sales/bob.yaml`, unless told otherwise, where `tree` is what lies in the folder of idctl.yaml. */
function find(tree: Tree, more: Partial<FolderFacts> & { readonly origin?: string; readonly foldCase?: boolean } = {}) {
  const { origin = 'identities/sales/bob.yaml', foldCase = false, ...facts } = more
  const none = new Set<string>()
  const whole: FolderFacts = {
    ...{
      view: viewOf(tree, foldCase),
      folders: ['identities'],
      read: none,
      empty: none,
      sparse: none,
      submodules: none,
    },
    ...facts,
  }
  const found = absenceFinder(whole)(origin)
  return found && `${found.kind} ${found.path}`
}

const bob = { 'bob.yaml': 'file' } as const

describe('a decision', () => {
  test.each<[string, Tree]>([
    ['the file is deleted', { identities: { sales: { 'ada.yaml': 'file' } } }],
    ['the folder is deleted', { identities: { dev: bob } }],
    ['all folders are deleted', {}],
    ['another file is skipped', { identities: { sales: { '_ada.yaml': 'file', '.gitkeep': 'file' } } }],
    ['another folder is skipped', { identities: { _dev: bob, sales: { 'ada.yaml': 'file' } } }],
    ['a skipped folder of that name without the file', { identities: { _sales: { 'ada.yaml': 'file' } } }],
    ['moved to an archive', { identities: { _leavers: { sales: bob } } }],
    ['a note about the person', { identities: { sales: { 'bob.md': 'file', 'bob.yaml.d': { 'x.md': 'file' } } } }],
    ['a name that begins alike', { identities: { sales: { 'bob.yamlet': 'file', 'bob2.jsonl': 'file' } } }],
    ['a folder by the name', { identities: { sales: { bob: { 'x.md': 'file' } } } }],
    ['another spelling beside it', { identities: { sales: { 'Bob.yaml': 'file' } } }],
  ])('%s', (_, tree) => {
    expect(find(tree)).toBeUndefined()
  })

  test('the file was read, and the document is not in it', () => {
    const tree = { identities: { sales: { ...bob, '_bob.yaml': 'file', 'bob.yaml.orig': 'file' } } } as const
    expect(find(tree, { read: new Set(['identities/sales/bob.yaml']) })).toBeUndefined()
  })

  test.each([
    '',
    '/etc/passwd',
    '../secret.yaml',
    'identities/../../x.yaml',
    'identities//x',
    './x',
    'a\0b',
    'identities/',
  ])('an origin that is no path of documents is looked for nowhere: %j', (origin) => {
    const seen: string[] = []
    const list = (path: string) => {
      seen.push(path)
      return 'none' as const
    }
    expect(find({}, { origin, view: { list, exists: () => true } })).toBeUndefined()
    expect(seen.filter((path) => path !== '.')).toEqual([])
  })
})

describe('no decision', () => {
  test.each<[string, Tree, string]>([
    ['the file has _', { identities: { sales: { '_bob.yaml': 'file' } } }, 'skipped identities/sales/_bob.yaml'],
    ['the file has .', { identities: { sales: { '.bob.yaml': 'file' } } }, 'skipped identities/sales/.bob.yaml'],
    [
      'the file has several',
      { identities: { sales: { '__bob.yaml': 'file' } } },
      'skipped identities/sales/__bob.yaml',
    ],
    ['the folder has _', { identities: { _sales: bob } }, 'skipped identities/_sales'],
    ['the folder has .', { identities: { '.sales': bob } }, 'skipped identities/.sales'],
    ['both have', { identities: { _sales: { '_bob.yaml': 'file' } } }, 'skipped identities/_sales'],
    [
      'the folder is there as well',
      { identities: { sales: { 'ada.yaml': 'file' }, _sales: bob } },
      'skipped identities/_sales',
    ],
    ['the folder is there, empty', { identities: { sales: {}, _sales: bob } }, 'skipped identities/_sales'],
    ['a skipped folder that cannot be listed', { identities: { _sales: 'closed' } }, 'skipped identities/_sales'],
    ['switched off', { identities: { sales: { 'bob.yaml.off': 'file' } } }, 'renamed identities/sales/bob.yaml.off'],
    ['put aside', { identities: { sales: { 'bob.yaml-old': 'file' } } }, 'renamed identities/sales/bob.yaml-old'],
    ['a near ending', { identities: { sales: { 'bob.jsonl': 'file' } } }, 'renamed identities/sales/bob.jsonl'],
    ['no ending', { identities: { sales: { bob: 'file' } } }, 'renamed identities/sales/bob'],
    [
      'as a schema',
      { identities: { sales: { 'bob.schema.json': 'file' } } },
      'renamed identities/sales/bob.schema.json',
    ],
    [
      'put aside, and left by a merge',
      { identities: { sales: { 'bob.yaml.orig': 'file', 'bob.yaml.txt': 'file' } } },
      'renamed identities/sales/bob.yaml.txt',
    ],
    [
      'left by a merge',
      { identities: { sales: { 'bob.yaml.orig': 'file' } } },
      'leftover identities/sales/bob.yaml.orig',
    ],
    ['left by an editor', { identities: { sales: { 'bob.yaml~': 'file' } } }, 'leftover identities/sales/bob.yaml~'],
    ['a folder became a file', { identities: { sales: 'file' } }, 'no-folder identities/sales'],
    ['a folder became a link to nowhere', { identities: { sales: 'other' } }, 'no-folder identities/sales'],
    ['nothing is mounted', { identities: { sales: {} } }, 'empty-folder identities/sales'],
    ['nothing at all is mounted', { identities: {} }, 'empty-folder identities'],
    ['it came later', { identities: { sales: bob } }, 'late identities/sales/bob.yaml'],
  ])('%s', (_, tree, expected) => {
    expect(find(tree)).toBe(expected)
  })

  test('a folder that idctl.yaml does not name any more', () => {
    const tree = { identities: { sales: bob }, people: { 'ada.yaml': 'file' } } as const
    expect(find(tree, { folders: ['people'] })).toBe('outside identities/sales/bob.yaml')
    expect(find({ identities: { _sales: bob } }, { folders: ['people'] })).toBe('skipped identities/_sales')
  })

  test('folders above and beside the one of idctl.yaml', () => {
    expect(find({ '_bob.yaml': 'file' }, { folders: ['.'], origin: 'bob.yaml' })).toBe('skipped _bob.yaml')
    const tree = { '..': { people: { '_bob.yaml': 'file' } } } as const
    const origin = '../people/bob.yaml'
    expect(find(tree, { folders: ['../people'], origin })).toBe('skipped ../people/_bob.yaml')
    expect(find({ _drafts: bob }, { folders: ['_drafts'], origin: '_drafts/bob.yaml' })).toBe('late _drafts/bob.yaml')
    const drafts = { identities: { _drafts: bob } } as const
    expect(find(drafts, { origin: 'identities/_drafts/bob.yaml' })).toBe('skipped identities/_drafts')
  })

  test('an empty file', () => {
    const origin = 'identities/sales/bob.yaml'
    expect(find({}, { read: new Set([origin]), empty: new Set([origin]) })).toBe(`empty ${origin}`)
  })

  test('a file system that does not tell two names apart has only one of them', () => {
    const tree = { identities: { sales: { 'Bob.yaml': 'file' } } } as const
    const read = new Set(['identities/sales/Bob.yaml'])
    expect(find(tree, { read, foldCase: true })).toBe('same-name identities/sales/Bob.yaml')
    expect(find({ identities: { Sales: bob } }, { read: new Set(['identities/Sales/bob.yaml']), foldCase: true })).toBe(
      'same-name identities/Sales/bob.yaml',
    )
    const accents = { identities: { sales: { 'zoe\u0308.yaml': 'file' } } } as const
    const origin = 'identities/sales/zo\u00eb.yaml'
    expect(find(accents, { origin, read: new Set(['identities/sales/zoe\u0308.yaml']), foldCase: true })).toBe(
      'same-name identities/sales/zoe\u0308.yaml',
    )
  })

  test('what git has not put on disk', () => {
    const gone = { identities: { dev: bob } } as const
    const origin = 'identities/sales/bob.yaml'
    expect(find(gone, { sparse: new Set([origin]) })).toBe(`sparse ${origin}`)
    expect(find(gone, { sparse: new Set(['identities/sales/ada.yaml']) })).toBeUndefined()
    const submodules = new Set(['identities/sales'])
    expect(find({ identities: { sales: {} } }, { submodules })).toBe('submodule identities/sales')
    expect(find(gone, { submodules: new Set(['identities/sal']) })).toBeUndefined()
  })
})

test('a hundred thousand people of one folder are looked for in a moment', () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `p${index}.yaml`)
  const sales = Object.fromEntries(names.map((name) => [`${name}.off`, 'file' as const]))
  const listed: string[] = []
  const view = viewOf({ identities: { sales } })
  const list = (path: string) => {
    listed.push(path)
    return view.list(path)
  }
  const none = new Set<string>()
  const sets = { read: none, empty: none, sparse: none, submodules: none }
  const absenceOf = absenceFinder({ view: { ...view, list }, folders: ['identities'], ...sets })
  const kinds = new Set(names.map((name) => absenceOf(`identities/sales/${name}`)?.kind))
  expect([...kinds]).toEqual(['renamed'])
  expect(listed).toEqual(['identities', 'identities/sales'])
})
