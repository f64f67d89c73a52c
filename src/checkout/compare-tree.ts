import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import type { TreeState } from '../model/checkout.ts'
import type { FilesOfPlan } from '../model/plan.ts'
import type { Variables } from '../model/variables.ts'
import { runGit } from './git.ts'

/** The files that a command read; absolute paths. */
export interface ReadFiles {
  readonly files: readonly string[]
  /** Real paths. A committed file below one of these that `isRead` accepts, and that was not read, counts as missing. */
  readonly folders: readonly string[]
  isRead(path: string): boolean
}

export interface Tree {
  /** Real path of the root of the checkout. */
  readonly top: string
  readonly commit: string
  readonly variables: Variables
  readonly signal: AbortSignal
}

/** Far below the longest command line of any system. */
const pathsPerCall = 200
/** Bytes: about a hundred for each of some million files. */
const longestAnswer = 256 * 1024 * 1024

/** The files that were read, beside those of the commit. */
export interface ComparedFiles {
  readonly tree: TreeState
  /** Absent when some are outside the checkout, or gone meanwhile. */
  readonly files?: FilesOfPlan
}

/**
 * Whether the files equal those of a commit byte for byte, and none is missing. Git is asked for blob hashes only: if
 * it looked at the files itself, it would start the filters that the checkout's settings name. `undefined` when git
 * does not answer.
 */
export async function compareTree(
  tree: Tree,
  { files, folders, isRead }: ReadFiles,
): Promise<ComparedFiles | undefined> {
  const read = new Set(files.flatMap((file) => realNames(file)))
  const inTop = (path: string) => path.startsWith(`${tree.top}${sep}`)
  if (![...read].every(inTop)) return { tree: 'changed' }
  const committed = await blobHashesOf(tree, [...read, ...folders])
  if (committed === undefined) return undefined
  const found = new Map([...read].map((path) => [path, blobHash(path, tree.commit.length)]))
  const isGone = [...committed.keys()].some((path) => !read.has(path) && isRead(path))
  const isSame = [...found].every(([path, hash]) => hash !== undefined && hash === committed.get(path))
  const named = (path: string) => nameBelow(tree.top, path)
  const digest = digestOf(tree.top, found)
  const others = [...read].filter((path) => !isRead(path)).map(named)
  const state = !isGone && isSame ? 'clean' : 'changed'
  if (digest === undefined) return { tree: state }
  return { tree: state, files: { digest, folders: folders.map(named).sort(), others: others.sort() } }
}

/**
 * Whether another commit has exactly these files with the same contents. `undefined` when git does not answer, as for a commit that the
 * checkout does not have.
 */
export async function hasSameFiles(
  tree: Tree,
  { digest, folders, others }: FilesOfPlan,
  isReadBelow: (path: string) => boolean,
): Promise<boolean | undefined> {
  const named = new Set(others.map((path) => resolve(tree.top, path)))
  const roots = folders.map((path) => resolve(tree.top, path))
  const isRead = readsBelow(roots, isReadBelow)
  const committed = await blobHashesOf(tree, [...named, ...roots])
  if (committed === undefined) return undefined
  const found = new Map([...committed].filter(([path]) => named.has(path) || isRead(path)))
  return digestOf(tree.top, found) === digest
}

/** Whether a file, by its real path, is below one of the folders, and there read. */
export function readsBelow(
  folders: readonly string[],
  isReadBelow: (path: string) => boolean,
): (path: string) => boolean {
  return (path) => {
    const folder = folders.find((one) => path.startsWith(`${one}${sep}`))
    return folder !== undefined && isReadBelow(nameBelow(folder, path))
  }
}

/** A path below a folder, with `/`; `''` for the folder itself. */
function nameBelow(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/')
}

/** Of paths and hashes in one order; `undefined` when a file has none. */
function digestOf(top: string, files: ReadonlyMap<string, string | undefined>): string | undefined {
  if ([...files.values()].includes(undefined)) return undefined
  const lines = [...files].map(([path, hash]) => `${nameBelow(top, path)}\0${hash}\n`)
  return createHash('sha256').update(lines.sort().join('')).digest('hex')
}

/** A link and its target: both are read. */
function realNames(file: string): string[] {
  const real = realpathSync(file)
  const parent = realpathSync(resolve(file, '..'))
  const own = resolve(parent, relative(resolve(file, '..'), file))
  return own === real ? [real] : [own, real]
}

/** Absolute path → blob hash of each committed file at or below `paths`. */
async function blobHashesOf(
  { top, commit, variables, signal }: Tree,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string> | undefined> {
  const found = new Map<string, string>()
  for (const some of chunks(outermost(paths), pathsPerCall)) {
    const names = some.map((path) => nameBelow(top, path) || '.')
    const args = ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit, ...names]
    const answer = await runGit({ cwd: top, args, variables, signal, largest: longestAnswer })
    if (answer.kind !== 'exit' || answer.code !== 0) return undefined
    for (const [, hash, name] of answer.stdout.matchAll(/\d+ blob ([0-9a-f]+)\t([^\0]*)\0/g)) {
      found.set(resolve(top, name ?? ''), hash ?? '')
    }
  }
  return found
}

/** Drops paths that lie inside another one. */
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

/** Git's blob hash of a file, or of the link itself; `undefined` when it can no longer be read. */
function blobHash(path: string, length: number): string | undefined {
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
