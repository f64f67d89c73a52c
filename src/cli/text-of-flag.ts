import { shown, type Told, told, unlessMasked } from '../model/told.ts'
import { readRegularFile, whyNotRead } from '../source/regular-file.ts'
import { usage } from './named-ids.ts'

/**
 * The text of the file that a flag names.
 *
 * @param flag With its dashes.
 * @param most Bytes; a larger file is refused.
 * @throws IdctlError (exit `usage`)
 */
export function textOfFlag(flag: string, path: string, most: number, hint: Told): string {
  const about = told`the file of ${shown(flag)}${unlessMasked` (${path})`}`
  let read: ReturnType<typeof readRegularFile>
  try {
    read = readRegularFile(path, most)
  } catch (error) {
    throw usage(told`${about} cannot be read: ${shown((error as NodeJS.ErrnoException).code ?? 'unknown')}`, hint)
  }
  if (read.kind !== 'bytes') throw usage(told`${about} ${shown(whyNotRead(read, most))}`, hint)
  return new TextDecoder().decode(read.bytes)
}
