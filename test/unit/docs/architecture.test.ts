import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
const guide = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')

/** Folders that hold several rooms, which stand on different floors. */
const houses: ReadonlySet<string> = new Set(['records', 'documents'])

/** The rows of the table of rooms, from the ground up. */
const floors = [...page.matchAll(/^\| (`[a-z/-]+`(?:, `[a-z/-]+`)*) \|/gm)].map(([, names = '']) =>
  [...names.matchAll(/`([a-z/-]+)`/g)].map(([, name]) => name as string),
)
const floorOf = new Map(floors.flatMap((names, floor) => names.map((name) => [name, floor] as const)))

test('every room is in the table, and the table has no other', () => {
  const rooms = foldersOf('src').flatMap((name) =>
    houses.has(name) ? foldersOf(`src/${name}`).map((own) => `${name}/${own}`) : [name],
  )
  expect([...floorOf.keys()].sort()).toEqual(rooms.sort())
})

test('a room imports from those above it in the table only', () => {
  const wrong = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file.includes('/'))
    .flatMap((file) => {
      const own = floorOf.get(roomOf(file)) ?? -1
      return importsOf(file).filter((other) => (floorOf.get(roomOf(other)) ?? -1) > own)
    })
  expect(wrong).toEqual([])
})

test.each([
  ['docs/architecture.md', page],
  ['CONTRIBUTING.md', guide],
])('what %s points at is there', (_, text) => {
  const paths = [...text.matchAll(/`((?:src|test|docs|bin|scripts)\/[\w./-]+)`/g)].map(([, path]) => path as string)
  expect(paths.length).toBeGreaterThan(0)
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('the scripts that contributors are told to run exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const named = [...`${guide}\n${page}`.matchAll(/npm (?:run )?([a-z][a-z:-]*)/g)].map(([, name]) => name as string)
  expect(named.filter((name) => name !== 'ci' && scripts[name] === undefined)).toEqual([])
})

function foldersOf(folder: string): readonly string[] {
  return readdirSync(join(root, folder)).filter((name) => statSync(join(root, folder, name)).isDirectory())
}

function roomOf(file: string): string {
  const [top = '', own] = file.split('/')
  return houses.has(top) ? `${top}/${own}` : top
}

/** What a file of `src` imports from other rooms, as paths below `src`. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, 'src', file), 'utf8')
  return [...text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)]
    .map(([, to = '']) => normalize(join(dirname(file), to)))
    .filter((to) => to.includes('/') && roomOf(to) !== roomOf(file))
}
