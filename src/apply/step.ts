import type { Change } from '../model/change.ts'
import type { Hidden } from '../model/cut-out.ts'
import type { LiveIdentity } from '../model/identity.ts'
import { ChangeEnds, gone } from './ending.ts'
import type { Run } from './run.ts'

/** One change while it is carried out. */
export interface Step<C extends Change = Change> {
  readonly run: Run
  readonly change: C
  /** Values that no message about this change may show. Code that resolves a value must add it here before anything is sent. */
  readonly hidden: Set<Hidden>
}

export function stepOf<C extends Change>(run: Run, change: C): Step<C> {
  return { run, change, hidden: new Set() }
}

/** A fresh read of an identity that must be there. @throws ChangeEnds when it is gone */
export async function readThere({ run }: Step, id: string): Promise<LiveIdentity> {
  const live = await run.reader.one(id)
  if (live === undefined) throw new ChangeEnds(gone)
  return live
}
