import { IdctlError } from '../errors.ts'
import { told, unlessMasked } from '../model/told.ts'

/** A file of `--report` cannot be written. @param why The code of the system */
export function cannotWriteReport(file: string, why: string, cause?: Error): IdctlError {
  return new IdctlError(told`a report cannot be written${unlessMasked` to ${file} (${why})`}`, {
    exit: 'error',
    hint: told`give --report the path of a file in a folder that exists; \`-\` is stderr`,
    cause,
  })
}

export function notRegular(file: string): IdctlError {
  return cannotWriteReport(file, 'it is not a regular file')
}
