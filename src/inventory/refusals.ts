import { IdctlError } from '../errors.ts'
import type { CreateChange } from '../model/change.ts'

/** Everything that is wrong with an inventory, in words. A wrong one must never look like an empty one. */

export function missing(path: string): IdctlError {
  return new IdctlError(`the inventory ${path} is not there`, {
    exit: 'invalid',
    plain: 'the inventory is not there',
    hint: '`idctl apply --inventory FILE` makes it; where it is kept elsewhere between runs, fetch it first',
  })
}

export function cannotRead(path: string, cause: unknown): IdctlError {
  return new IdctlError(`cannot read the inventory ${path} (${causeOf(cause)})`, {
    exit: 'error',
    plain: 'cannot read the inventory',
    cause,
  })
}

export function cannotWrite(path: string, cause: unknown): IdctlError {
  return new IdctlError(`cannot write the inventory ${path} (${causeOf(cause)})`, {
    exit: 'error',
    plain: 'cannot write the inventory',
    hint: 'give --inventory a file in a folder that is there and can be written',
    cause,
  })
}

export function foreign(path: string): IdctlError {
  return refused(path, 'it is no inventory of idctl', 'give the file that idctl apply --inventory has written')
}

export function damaged(path: string, line: number): IdctlError {
  return refused(path, `line ${line} is damaged`, 'restore the file from the last run that was right')
}

export function newer(path: string): IdctlError {
  return refused(path, 'a newer idctl wrote it', 'use that version or a newer one')
}

export function otherPlace(path: string, what: string, theirs: string, ours: string): IdctlError {
  return refused(
    path,
    `it is about ${what} ${theirs}, and this run about ${ours}`,
    'every workspace and target has an inventory of its own',
  )
}

export function otherKey(path: string): IdctlError {
  return refused(
    path,
    'it was written with another privacy key, so nothing can be found in it',
    'set IDCTL_PRIVACY_KEY to what it was where the inventory was written, or use the .idctl/privacy.key of that folder',
  )
}

export function changedMeanwhile(path: string): IdctlError {
  return refused(path, 'another run has written it since this one read it', 'run it again')
}

/** @param count Creations like this one in the plan */
export function unknownToPlan(path: string, first: CreateChange, count: number): IdctlError {
  const others = count === 1 ? '' : ` (and ${count - 1} more like it)`
  return new IdctlError(
    `the plan creates "${first.key}"${others}, which the inventory ${path} knows: it was applied before, and it is gone`,
    {
      exit: 'refused',
      plain: `the plan creates ${count} of the inventory who were applied before and are gone`,
      hint: `nothing was written; to create it again make a new plan with --inventory and consent with --allow-recreations=${count}`,
    },
  )
}

function refused(path: string, why: string, hint: string): IdctlError {
  return new IdctlError(`the inventory ${path} is refused: ${why}`, {
    exit: 'refused',
    plain: `the inventory is refused: ${why}`,
    hint,
  })
}

function causeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
}
