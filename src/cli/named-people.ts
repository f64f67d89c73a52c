import { told } from '../model/told.ts'
import { isGlob, type Names } from '../reconcile/decide/names-of-command.ts'
import { mebibyte } from '../source/regular-file.ts'
import { usage } from './named-ids.ts'
import { textOfFlag } from './text-of-flag.ts'

/** Room for 100,000 keys as long as keys are. */
const mostBytes = 16 * mebibyte

/** Whom the words KEY and the file of `--from` name; `undefined` if neither is given. @throws IdctlError (usage) */
export function namesIn(words: readonly string[], file: string | undefined): Names | undefined {
  if (words.length === 0 && file === undefined) return undefined
  const listed = file === undefined ? [] : keysIn(file)
  return {
    keys: [...new Set([...words.filter((word) => !isGlob(word)), ...listed])],
    globs: [...new Set(words.filter((word) => isGlob(word)))],
  }
}

/**
 * Keys from a file, one a line as they are: a file names people one by one, so it has no globs. White space at the end of a line is a part
 * of it, because another person can have the key without it.
 */
function keysIn(path: string): string[] {
  const keys = textOfFlag('--from', path, mostBytes, told`name a text file with one key a line`)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  if (keys.length > 0) return keys
  throw usage(told`the file of --from names nobody`, told`write one key a line`)
}
