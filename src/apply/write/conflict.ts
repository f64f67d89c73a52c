import type { Rejection } from '../../live/ports.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import { type BadEnding, failed } from '../ending.ts'
import type { Step } from '../step.ts'
import { failedBy } from './rejection.ts'

/** The ending for a 409. Kratos does not say which value conflicts or who has it (API reference §4.6). Names only ids, no personal data. */
export function conflictEnding(step: Step, holders: readonly LiveIdentity[], rejection: Rejection): BadEnding {
  const ending = failedBy(step, rejection)
  const holder = holders[0]
  if (holder === undefined) return { ...ending, ...failed('conflict-with-unknown') }
  const details = { id: holder.id, management: describeManagement(holder, step.run.context.workspace) }
  return { ...ending, ...failed('conflict', details) }
}

function describeManagement({ mark }: LiveIdentity, workspace: string): string {
  if (mark.kind === 'none') return 'unmanaged'
  const owner = mark.kind === 'mark' ? mark.mark.workspace : mark.workspace
  return owner === workspace ? 'managed by this workspace' : 'managed by another workspace'
}
