import { readdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { didYouMean } from '../model/did-you-mean.ts'

/** A hint for a missing folder: the folder beside it that was probably meant, if there is one. */
export function didYouMeanFolder(path: string): string {
  const fallback = 'create it, or correct the name'
  try {
    const entries = readdirSync(dirname(path), { withFileTypes: true })
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    const meant = didYouMean(basename(path), names)
    return meant === undefined ? fallback : `did you mean ${meant}?`
  } catch {
    // The parent is missing as well: there is nothing to suggest.
    return fallback
  }
}
