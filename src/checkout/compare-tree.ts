import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import type { TreeState } from '../model/checkout.ts'
import { runGit, type Variables } from './git.ts'

/** What was read; absolute paths. */
export interface ReadFiles {
  readonly files: readonly string[]
  /** Real paths. A file that the commit has below one of these, and that would be read, belongs to it. */
  readonly folders: readonly string[]
  isRead(path: string): boolean
}

interface Tree {
  /** Of the checkout, real. */
  readonly top: string
  readonly commit: string
  readonly variables: Variables
  readonly signal: AbortSignal
}

/** Far below the longest command line of any system. */
const pathsACall = 200
/** A hundred bytes for each of some million files. */
const largest = 256 * 1024 * 1024

/**
 * Whether files are as a commit has them, byte for byte, and none is missing. Git is asked for the names of contents only: looking
 * at the files itself, it would start the filters that the checkout's settings name. `undefined` where it does not answer.
 */
export async function compareTree(tree: Tree, { files, folders, isRead }: ReadFiles): Promise<TreeState | undefined> {
  const read = new Set(files.flatMap((file) => realNames(file)))
  const inTop = (path: string) => path.startsWith(`${tree.top}${sep}`)
  if (![...read].every(inTop)) return 'changed'
  const committed = await contentsOf(tree, [...read, ...folders])
  if (committed === undefined) return undefined
  const isGone = [...committed.keys()].some((path) => !read.has(path) && isRead(path))
  const isSame = (path: string) => committed.get(path) === contentName(path, tree.commit.length)
  return !isGone && [...read].every(isSame) ? 'clean' : 'changed'
}

/** A link and what it leads to: both are read. */
function realNames(file: string): string[] {
  const real = realpathSync(file)
  const parent = realpathSync(resolve(file, '..'))
  const own = resolve(parent, relative(resolve(file, '..'), file))
  return own === real ? [real] : [own, real]
}

/** By path, absolute; of whatever the commit has of these. */
async function contentsOf(
  { top, commit, variables, signal }: Tree,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string> | undefined> {
  const found = new Map<string, string>()
  for (const some of chunks(outermost(paths), pathsACall)) {
    const names = some.map((path) => relative(top, path).split(sep).join('/') || '.')
    const args = ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit, ...names]
    const answer = await runGit({ cwd: top, args, variables, signal, largest })
    if (answer.kind !== 'exit' || answer.code !== 0) return undefined
    for (const [, content, name] of answer.stdout.matchAll(/\d+ blob ([0-9a-f]+)\t([^\0]*)\0/g)) {
      found.set(resolve(top, name ?? ''), content ?? '')
    }
  }
  return found
}

/** Without those that lie in another of them. */
function outermost(paths: readonly string[]): string[] {
  const key = (path: string) => `${path}${sep}`
  const sorted = [...new Set(paths)].sort((left, right) => (key(left) < key(right) ? -1 : 1))
  const kept: string[] = []
  for (const path of sorted) {
    const last = kept.at(-1)
    if (last === undefined || !path.startsWith(key(last))) kept.push(path)
  }
  return kept
}

function chunks(items: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

/** What git calls this content; `undefined` for what cannot be read any more. */
function contentName(path: string, length: number): string | undefined {
  try {
    const content = lstatSync(path).isSymbolicLink() ? readlinkSync(path, 'buffer') : readFileSync(path)
    return createHash(length === 64 ? 'sha256' : 'sha1')
      .update(`blob ${content.length}\0`)
      .update(content)
      .digest('hex')
  } catch {
    return undefined
  }
}
