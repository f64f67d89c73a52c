import { IdctlError } from '../../errors.ts'
import { type Told, told } from '../../model/told.ts'

/** A file is no longer what was read; nothing was written into it. */
export class FileMoved extends IdctlError {
  /** What has become of the file. */
  readonly what: Told

  constructor(what: Told, cause?: unknown) {
    super(told`${what}; nothing was written`, { exit: 'invalid', hint: told`run it again`, cause })
    this.name = 'FileMoved'
    this.what = what
  }
}

export function changedMeanwhile(file: string): FileMoved {
  return new FileMoved(told`${file} has changed in the meantime`)
}

/** The error for a file that was there and cannot be read any more; other errors stay what they are. */
export function orGoneMeanwhile(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENOTDIR' ? new FileMoved(told`${file} is gone in the meantime`, error) : error
}
