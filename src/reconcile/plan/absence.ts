import { isSkippedName } from '../../model/document-name.ts'
import type { FolderView } from '../../model/folder-view.ts'
import { type FolderIndex, foldName, indexFolder } from './folder-index.ts'

/** The files that were read, and those that git has not put on disk. */
export interface FolderFacts {
  readonly view: FolderView
  /** The folders that were read completely. */
  readonly folders: readonly string[]
  /** Files whose documents were read. */
  readonly read: ReadonlySet<string>
  /** Files that were read and have no document. */
  readonly empty: ReadonlySet<string>
  /** Files that a sparse checkout leaves out. */
  readonly sparse: ReadonlySet<string>
  /** Folders that are submodules. */
  readonly submodules: ReadonlySet<string>
}

/** Why a document is missing although nobody has deleted it, and which file or folder shows that. */
export interface Absence {
  readonly kind: /** The file is there, without any document. */
    | 'empty'
    /** The file, or a folder above it, has a name that idctl skips. */
    | 'skipped'
    /** The file has another ending now. */
    | 'renamed'
    /** Only a leftover of an editor or a merge has its name (`bob.yaml.orig`). */
    | 'leftover'
    /** The file exists, but in no folder of idctl.yaml. */
    | 'outside'
    /** The file appeared after the folder was read. */
    | 'late'
    /** The file system takes another file for it, since it does not tell their names apart. */
    | 'same-name'
    /** A folder above it is a file now. */
    | 'no-folder'
    /** A folder above it is empty. */
    | 'empty-folder'
    | 'sparse'
    | 'submodule'
  readonly path: string
}

/**
 * Tells an accident from a deletion: users remove people by deleting files, so a missing file must really be deleted. The function that it
 * returns takes the path of a missing document. `undefined`: the file is deleted, or was read and no longer has the document.
 */
export function absenceFinder(facts: FolderFacts): (origin: string) => Absence | undefined {
  const indexes = new Map<string, FolderIndex | 'none' | 'closed'>()
  return (origin) => {
    if (facts.empty.has(origin)) return { kind: 'empty', path: origin }
    if (facts.read.has(origin)) return undefined
    const top = facts.folders.find((folder) => folder !== '.' && origin.startsWith(`${folder}/`))
    const segments = (top === undefined ? origin : origin.slice(top.length + 1)).split('/')
    // The path comes from a live mark: never look outside the folder.
    if (origin.includes('\0') || segments.some((segment) => ['', '.', '..'].includes(segment))) return undefined
    const found = search(top ?? '.', segments, undefined)
    // Certain findings win over traces.
    if (found !== undefined && !isTrace(found)) return found
    if (facts.sparse.has(origin)) return { kind: 'sparse', path: origin }
    const submodule = foldersAbove(origin).find((path) => facts.submodules.has(path))
    return submodule === undefined ? found : { kind: 'submodule', path: submodule }
  }

  /** @param skipped the first file or folder on the path that idctl skips because of its name */
  function search(folder: string, path: readonly string[], skipped: string | undefined): Absence | undefined {
    const [name = '', ...rest] = path
    const index = indexOf(folder)
    if (index === 'none') return undefined
    if (index === 'closed') return skipped === undefined ? undefined : { kind: 'skipped', path: skipped }
    if (index.kinds.size === 0 && skipped === undefined) {
      return folder === '.' ? undefined : { kind: 'empty-folder', path: folder }
    }
    const wanted = rest.length === 0 ? 'file' : 'folder'
    const take = (entry: string, ignored: string | undefined): Absence | undefined => {
      if (index.kinds.get(entry) !== wanted) return undefined
      const found = joined(folder, entry)
      if (rest.length > 0) return search(found, rest, ignored)
      if (ignored !== undefined) return { kind: 'skipped', path: ignored }
      if (facts.read.has(found)) return { kind: 'same-name', path: found }
      return { kind: isRead(found) ? 'late' : 'outside', path: found }
    }
    const here = joined(folder, name)
    const exact = take(name, skipped ?? (isSkippedName(name) ? here : undefined))
    if (exact !== undefined && !isTrace(exact)) return exact
    for (const entry of index.skipped.get(name) ?? []) {
      const found = take(entry, skipped ?? joined(folder, entry))
      if (found !== undefined) return found
    }
    if (skipped !== undefined) return undefined
    const kind = index.kinds.get(name)
    if (kind !== undefined) return wanted === 'folder' && kind !== 'folder' ? { kind: 'no-folder', path: here } : exact
    const twin = index.alike.get(foldName(name))?.[0]
    const same = twin !== undefined && facts.view.exists(here) ? take(twin, undefined) : undefined
    return same ?? (wanted === 'file' ? otherEnding(folder, name, index) : undefined)
  }

  function indexOf(folder: string): FolderIndex | 'none' | 'closed' {
    const known = indexes.get(folder)
    if (known !== undefined) return known
    const listing = facts.view.list(folder)
    const index = typeof listing === 'string' ? listing : indexFolder(listing)
    indexes.set(folder, index)
    return index
  }

  function isRead(path: string): boolean {
    return facts.folders.some((folder) => folder === '.' || path.startsWith(`${folder}/`))
  }
}

/** A file that a person renamed wins over a leftover of a tool. */
function otherEnding(folder: string, name: string, { longer, nearly }: FolderIndex): Absence | undefined {
  const stem = name.replace(/\.[^.]+$/, '')
  const [leftovers, others] = partition(longer.get(name) ?? [], isLeftover)
  const renamed = others[0] ?? nearly.get(stem)?.[0]
  if (renamed !== undefined) return { kind: 'renamed', path: joined(folder, renamed) }
  const [leftover] = leftovers
  return leftover === undefined ? undefined : { kind: 'leftover', path: joined(folder, leftover) }
}

/** Whether the finding proves nothing alone: it needs other signs. */
export function isTrace({ kind }: Absence): boolean {
  return kind === 'leftover' || kind === 'empty-folder'
}

function isLeftover(name: string): boolean {
  return /(?:~|\.(?:orig|rej|sw[op]|tmp|part)|[._](?:BACKUP|BASE|LOCAL|REMOTE)[._].*)$/.test(name)
}

function partition(names: readonly string[], test: (name: string) => boolean): [string[], string[]] {
  return [names.filter(test), names.filter((name) => !test(name))]
}

/** All folders above a path, outermost first. */
function foldersAbove(path: string): string[] {
  const segments = path.split('/')
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'))
}

function joined(folder: string, name: string): string {
  return folder === '.' ? name : `${folder}/${name}`
}
