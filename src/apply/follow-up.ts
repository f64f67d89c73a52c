import { hasMark, owing } from '../identity/mark.ts'
import { asksForPlan } from '../model/endings.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import type { Todo } from '../model/todo.ts'
import { ChangeEnds, failed } from './ending.ts'
import type { Step } from './step.ts'
import { type PatchGoal, patchLive } from './write/patch-live.ts'
import { send } from './write/send.ts'

type FollowUpFailure =
  | 'written-not-invited'
  | 'created-not-invited'
  | 'sessions-perhaps-alive'
  | 'credential-perhaps-there'
  | 'mark-still-owes'

/** A request that must follow a write. The mark has it as `todo` until it is done. */
export interface FollowUp {
  readonly todo: Todo
  /** The ending of the change if the call fails. */
  readonly unless: FollowUpFailure
  /** Safe to repeat. @throws ChangeEnds, IdctlError */
  readonly carryOut: (live: LiveIdentity) => Promise<void>
}

/**
 * The mark while follow-ups are owed. `mark` of a change is the mark at the very end, so the follow-ups are added here. After an
 * interruption, this mark tells the next plan (or this plan, applied again) what is still to do.
 */
export function whileOwing(mark: Mark, followUps: readonly FollowUp[]): Mark {
  return owing(
    mark,
    followUps.map(({ todo }) => todo),
  )
}

/**
 * Carries out the follow-ups that an identity owes, one after the other, and takes each out of the mark as soon as it is done.
 * @param goalWith The goal for the identity while these follow-ups are owed.
 * @throws ChangeEnds with an outcome that says what was written, and what is still owed
 */
export async function carryOutOwed(
  step: Step,
  written: LiveIdentity,
  owed: readonly FollowUp[],
  goalWith: (owed: readonly FollowUp[]) => Pick<PatchGoal, 'mark' | 'schema'>,
): Promise<void> {
  let live = written
  for (const [index, followUp] of owed.entries()) {
    const before = goalWith(owed.slice(index))
    const after = goalWith(owed.slice(index + 1))
    let problem: FollowUpFailure = followUp.unless
    try {
      await followUp.carryOut(live)
      problem = 'mark-still-owes'
      live = await patchLive(step, live, {
        ...after,
        edits: [],
        judge: (now) => (hasMark(now, after.mark) ? 'reached' : hasMark(now, before.mark) ? 'base' : 'moved'),
      })
    } catch (error) {
      const ending = step.run.ledger.endingOf(error)
      const { code, reason: cause, hint } = ending
      const keeps = 'the mark keeps it: plan and apply again'
      const advice = hint === undefined || asksForPlan(code) ? keeps : `${hint}; ${keeps}`
      throw new ChangeEnds({ ...ending, ...failed(problem, { cause, advice }) })
    }
  }
}

/** Safe to repeat: Kratos also answers with success if there are no sessions (API reference §10). */
export async function revokeSessions(step: Step, id: string): Promise<void> {
  await send(step, { kind: 'revoke-sessions', id })
}
