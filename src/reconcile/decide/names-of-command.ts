import picomatch from 'picomatch'
import { isInFolder } from '../../model/folder-path.ts'
import type { IdentityKey } from '../../model/identity.ts'

/** Whom a command line names. */
export interface Names {
  readonly keys: readonly IdentityKey[]
  /** Globs on keys and files (`globOnPeople`). A glob that is somebody's key names that person only. */
  readonly globs?: readonly string[]
}

/** What names and globs find a person by: the key, and the file of the document or of the mark. */
export interface Named {
  readonly key: IdentityKey
  readonly file: string | undefined
}

/** Whether a word of a command line is a glob, and no plain key. */
export function isGlob(word: string): boolean {
  return /[*?[{]/.test(word)
}

/** How a person is named. A glob is less than a key: nobody may have looked at each of the people whom it fits. */
export type Naming = 'key' | 'glob' | undefined

/**
 * Whether a glob fits somebody's key or file; files with and without the folder of the documents, so that `contractors/*` finds
 * `identities/contractors/ext-7.yaml`.
 */
export function globOnPeople(
  glob: string,
  folders: readonly string[],
  options: picomatch.PicomatchOptions = {},
): (person: Named) => boolean {
  const fits = picomatch(glob, options)
  return ({ key, file }) => fits(key) || (file !== undefined && pathsOf(file, folders).some((path) => fits(path)))
}

function pathsOf(file: string, folders: readonly string[]): string[] {
  const within = folders
    .filter((folder) => folder !== '.' && folder !== file && isInFolder(file, folder))
    .map((folder) => file.slice(folder.length + 1))
  return [file, ...within]
}

/** @param isKey whether somebody is known by this key; may learn of more keys between calls */
export function namesOf({ keys, globs = [] }: Names, folders: readonly string[], isKey: (key: IdentityKey) => boolean) {
  const named = new Set(keys)
  // `!` at the start would name everybody else, which no glob of a command that writes may do by a typo.
  const patterns = globs.map((glob) => ({ glob, fits: globOnPeople(glob, folders, { nonegate: true, dot: true }) }))
  const globsOf = (person: Named): string[] =>
    patterns.filter(({ glob, fits }) => !isKey(glob) && fits(person)).map(({ glob }) => glob)
  return {
    globsOf,
    namingOf(person: Named): Naming {
      if (named.has(person.key) || (globs.includes(person.key) && isKey(person.key))) return 'key'
      return globsOf(person).length > 0 ? 'glob' : undefined
    },
  }
}
