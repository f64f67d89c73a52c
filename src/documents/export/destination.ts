import { posix } from 'node:path'
import type { Config } from '../../config/types.ts'
import { folderReading } from '../../desired/new-files.ts'
import { IdctlError } from '../../errors.ts'
import { told } from '../../model/told.ts'
import { mebibyte } from '../../source/regular-file.ts'
import { largestFile } from '../../source/source-text.ts'
import type { PathTemplate } from './path-template.ts'

/** Where documents go; paths are relative to the folder of idctl.yaml, with `/`, and may lead out of it. */
export type Destination =
  | { readonly kind: 'files'; readonly folder: string; readonly template: PathTemplate }
  | { readonly kind: 'list'; readonly file: string }

/** Whether documents may come into a folder that idctl reads, beside those that are there. */
export function touchesFolder(destination: Destination, { identities }: Pick<Config, 'identities'>): boolean {
  if (destination.kind === 'list') return folderReading({ identities }, destination.file) !== undefined
  const place = destination.folder
  return identities.some((folder) => holds(folder, place) || holds(place, folder))
}

/** @throws IdctlError (exit `usage`) if idctl would not read back a list of so many bytes */
export function refuseLargeList(bytes: number): void {
  if (bytes <= largestFile) return
  const size = Math.ceil(bytes / mebibyte)
  throw new IdctlError(told`the list would have ${size} MiB, and idctl reads at most ${largestFile / mebibyte}`, {
    exit: 'usage',
    hint: told`leave --file out: then each document has a file of its own`,
  })
}

function holds(folder: string, other: string): boolean {
  const way = posix.relative(folder, other)
  return way !== '..' && !way.startsWith('../')
}
