import { IdctlError } from '../../errors.ts'
import type { CreateChange } from '../../model/change.ts'
import { shown, type Told, told, unlessMasked } from '../../model/told.ts'

/** Errors for everything that can be wrong with an inventory. A wrong one must never look like an empty one. */

export function missing(path: string): IdctlError {
  return new IdctlError(told`the inventory${unlessMasked` ${path}`} does not exist`, {
    exit: 'invalid',
    hint: told`\`idctl apply --inventory FILE\` makes it; if it is kept elsewhere between runs, fetch it first`,
  })
}

export function cannotRead(path: string, cause: unknown): IdctlError {
  return new IdctlError(told`cannot read the inventory${unlessMasked` ${path} (${causeOf(cause)})`}`, {
    exit: 'error',
    cause,
  })
}

export function cannotWrite(path: string, cause: unknown): IdctlError {
  return new IdctlError(told`cannot write the inventory${unlessMasked` ${path} (${causeOf(cause)})`}`, {
    exit: 'error',
    hint: told`give --inventory a file in a folder that is there and can be written`,
    cause,
  })
}

export function foreign(path: string): IdctlError {
  return refused(
    path,
    told`it is not an inventory of idctl`,
    told`give the file that idctl apply --inventory has written`,
  )
}

export function damaged(path: string, line: number): IdctlError {
  return refused(path, told`line ${line} is damaged`, told`restore the file from the last run that was right`)
}

export function newer(path: string): IdctlError {
  return refused(path, told`a newer idctl wrote it`, told`use that version or a newer one`)
}

export function otherPlace(path: string, what: string, theirs: string, ours: string): IdctlError {
  return refused(
    path,
    told`it is for ${shown(what)} ${shown(theirs)}, but this run is for ${shown(ours)}`,
    told`every workspace and target has an inventory of its own`,
  )
}

export function otherKey(path: string): IdctlError {
  return refused(
    path,
    told`it was written with another privacy key, so nothing can be found in it`,
    told`set IDCTL_PRIVACY_KEY to what it was where the inventory was written, or use the .idctl/privacy.key of that folder`,
  )
}

export function changedMeanwhile(path: string): IdctlError {
  return refused(path, told`another run has changed it since this one read it`, told`run it again`)
}

/** @param count Creations like this one in the plan */
export function unknownToPlan(path: string, first: CreateChange, count: number): IdctlError {
  const others = count === 1 ? '' : ` (and ${count - 1} more like it)`
  return new IdctlError(
    told`the plan creates "${first.key}"${shown(others)}, which the inventory${unlessMasked` ${path}`} knows: it was applied before, and it is gone`,
    {
      exit: 'refused',
      hint: told`nothing was written; to create it again make a new plan with --inventory and consent with --allow-recreations=${count}`,
    },
  )
}

function refused(path: string, why: Told, hint: Told): IdctlError {
  return new IdctlError(told`the inventory${unlessMasked` ${path}`} is refused: ${why}`, { exit: 'refused', hint })
}

function causeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
}
