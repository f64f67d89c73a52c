import fc from 'fast-check'
import { expect, test } from 'vitest'
import { absenceFinder, isTrace } from '../../src/reconcile/plan/absence.ts'
import { runsOf } from '../support/depth.ts'
import { type Tree, viewOf } from '../support/folder-tree.ts'

/** What becomes of one document: read as ever, deleted, or one of what happens by mistake. */
const fate = fc.constantFrom('stays', 'deleted', '_', '.', '__', '.off', '~', '.orig', 'empty', 'sparse', 'late')
const document = fc.record({
  path: fc.uniqueArray(fc.constantFrom('sales', 'emea', 'dev'), { maxLength: 3 }),
  name: fc.constantFrom('ada', 'bob', 'cleo', 'dora'),
  ending: fc.constantFrom('.yaml', '.yml', '.json', '.ndjson'),
  fate,
})
const situation = fc.record({
  documents: fc.uniqueArray(document, { selector: ({ path, name }) => [...path, name].join('/'), maxLength: 12 }),
  /** A folder that gets another name, or none of whose files are left. */
  folder: fc.option(fc.record({ at: fc.constantFrom('sales', 'emea', 'dev'), prefix: fc.constantFrom('_', '.') })),
  seed: fc.constantFrom('identities', 'iam/people', '.'),
})

test('what happened to files by mistake is told from a deletion, wherever they lie, and nothing else is', () => {
  fc.assert(
    fc.property(situation, ({ documents, folder, seed }) => {
      const root: Record<string, unknown> = {}
      const read = new Set<string>()
      const empty = new Set<string>()
      const sparse = new Set<string>()
      const renamed = (segment: string) => (folder?.at === segment ? `${folder.prefix}${segment}` : segment)
      const expected = new Map<string, 'error' | 'warning' | 'nothing'>()
      const top = seed === '.' ? [] : seed.split('/')
      for (const { path, name, ending, fate: what } of documents) {
        const file = `${name}${ending}`
        const origin = [...top, ...path, file].join('/')
        const onDisk = [...top, ...path.map(renamed)]
        const isMoved = path.some((segment) => renamed(segment) !== segment)
        const put = (entry: string) => place(root, [...onDisk, entry])
        if (what === 'deleted') expected.set(origin, 'nothing')
        else if (what === 'sparse') {
          sparse.add(origin)
          expected.set(origin, 'error')
        } else if (what === 'empty' || what === 'stays' || what === 'late') {
          put(file)
          if (!isMoved && what !== 'late') read.add(origin)
          if (!isMoved && what === 'empty') empty.add(origin)
          expected.set(origin, isMoved || what !== 'stays' ? 'error' : 'nothing')
        } else if (what === '_' || what === '.' || what === '__') {
          put(`${what}${file}`)
          expected.set(origin, 'error')
        } else {
          put(`${file}${what}`)
          // In a folder that is skipped itself, a file with another name is somebody's archive.
          const isSign = what === '.off' ? 'error' : 'warning'
          expected.set(origin, isMoved ? 'nothing' : isSign)
        }
      }
      // A folder that holds nothing is a sign of its own: here none is left like that.
      const facts = { view: viewOf(root as Tree), folders: [seed], read, empty, sparse, submodules: new Set<string>() }
      const absenceOf = absenceFinder(facts)
      const found = [...expected.keys()].map((origin) => {
        const absence = absenceOf(origin)
        return [origin, absence === undefined ? 'nothing' : isTrace(absence) ? 'warning' : 'error']
      })
      expect(found).toEqual([...expected])
    }),
    { numRuns: runsOf({ quick: 150, deep: 4000 }) },
  )
})

function place(tree: Record<string, unknown>, [name = '', ...rest]: readonly string[]): void {
  if (rest.length === 0) {
    tree[name] = 'file'
    return
  }
  tree[name] ??= {}
  place(tree[name] as Record<string, unknown>, rest)
}
