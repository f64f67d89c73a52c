import { isSkippedName, nearStem } from '../../model/document-name.ts'
import type { Entries } from '../../model/folder-view.ts'

/** The entries of one folder by the names that they may have had before. */
export interface FolderIndex {
  readonly kinds: Entries
  /** Skipped entries, by their name without the part that makes idctl skip them: `_bob.yaml` by `bob.yaml`. */
  readonly skipped: ReadonlyMap<string, readonly string[]>
  /** All entries, by a folded name: some file systems do not tell names with the same folded form apart. */
  readonly alike: ReadonlyMap<string, readonly string[]>
  /** Files by the document's name that their own begins with: `bob.yaml.off` by `bob.yaml`. */
  readonly longer: ReadonlyMap<string, readonly string[]>
  /** Files whose ending is nearly that of a document, by their name without it: `bob.jsonl` and `bob` by `bob`. */
  readonly nearly: ReadonlyMap<string, readonly string[]>
}

export function indexFolder(kinds: Entries): FolderIndex {
  const skipped = new Map<string, string[]>()
  const alike = new Map<string, string[]>()
  const longer = new Map<string, string[]>()
  const nearly = new Map<string, string[]>()
  for (const [name, kind] of kinds) {
    add(alike, foldName(name), name)
    if (isSkippedName(name)) add(skipped, name.replace(/^[._]+/, ''), name)
    if (kind !== 'file') continue
    const document = /^(.+?\.(?:ya?ml|json|ndjson))[^a-z0-9]/i.exec(name)?.[1]
    if (document !== undefined) add(longer, document, name)
    const stem = nearStem(name)
    if (stem !== undefined) add(nearly, stem, name)
  }
  return { kinds, skipped, alike, longer, nearly }
}

export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

function add(index: Map<string, string[]>, key: string, name: string): void {
  const names = index.get(key)
  if (names === undefined) index.set(key, [name])
  else names.push(name)
}
