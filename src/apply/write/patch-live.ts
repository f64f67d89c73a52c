import { identifiersAgree, identifiersChange } from '../../identity/held-identifiers.ts'
import { intendedOf } from '../../identity/intended.ts'
import { patchFor } from '../../identity/patch.ts'
import type { Position } from '../../identity/position.ts'
import { refusedTraits } from '../../identity/refused-traits.ts'
import type { Rejection, WriteRequest } from '../../live/ports.ts'
import type { Abilities } from '../../model/abilities.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import type { PatchOperation } from '../../model/json.ts'
import { type BadEnding, ChangeEnds, failed, gone, movedBy } from '../ending.ts'
import { readThere, type Step } from '../step.ts'
import { divergingPaths, type Intent } from './check-written.ts'
import { conflictEnding } from './conflict.ts'
import { failedBy, shownRequestId } from './rejection.ts'
import { type Known, send, write } from './send.ts'

/** The intended state after one PATCH, and how to judge a read when the answer is lost. */
export interface PatchGoal extends Intent {
  readonly judge: (live: LiveIdentity) => Position
}

/**
 * Brings an identity that was just read to the goal with one PATCH, and verifies the answer. After a lost answer it reads the
 * identity, and repeats the PATCH only if the read shows that it had no effect.
 * @returns the identity after the PATCH
 * @throws ChangeEnds when it failed, or live moved meanwhile
 */
export function patchLive(step: Step, start: LiveIdentity, goal: PatchGoal): Promise<LiveIdentity> {
  let live = start
  return send(step, () => patchOf(step, live, goal), {
    done: (answer) => checked(step, live, answer, goal),
    async rejected(rejection) {
      if (rejection.status === 404) throw new ChangeEnds({ ...gone, ...shownRequestId(step, rejection) })
      if (rejection.status !== 409) throw new ChangeEnds(await refused(step, live.id, goal, rejection))
      // An earlier write of the same content may have caused the conflict (API reference §6.7 c).
      const now = await step.run.reader.one(live.id)
      if (now !== undefined && goal.judge(now) === 'reached') return checked(step, live, now, goal)
      throw new ChangeEnds(conflictEnding(step, await othersHolding(step, live, goal), rejection))
    },
    async lost() {
      const now = await readThere(step, live.id)
      const position = goal.judge(now)
      if (position === 'reached') return { known: await checked(step, live, now, goal) }
      if (position === 'moved') throw new ChangeEnds(movedMeanwhile)
      live = now
      return 'again'
    },
  })
}

function patchOf({ run }: Step, live: LiveIdentity, goal: PatchGoal): WriteRequest<'patch'> | Known<LiveIdentity> {
  const operations = patchFor(live, goal.edits, goal.mark, { schema: goal.schema })
  if (operations.length === 0) return { known: live }
  refuseInvalidTraits(live, goal)
  refuseCredentialPaths(operations, run.context.abilities)
  return { kind: 'patch', id: live.id, operations }
}

/** The ending for a refused PATCH. Kratos refuses patches that do not fit with 400; if live has moved since the read, that is the reason. */
async function refused(step: Step, id: string, goal: PatchGoal, rejection: Rejection): Promise<BadEnding> {
  const ending = failedBy(step, rejection)
  if (rejection.status !== 400) return ending
  const now = await step.run.reader.many([id])
  const live = now.found.get(id)
  if (live === undefined) return now.unreadable.has(id) ? ending : gone
  return goal.judge(live) === 'moved' ? movedMeanwhile : ending
}

const movedMeanwhile: BadEnding = movedBy('moved-meanwhile')

/** Ends the change before invalid traits are sent: Kratos would refuse the whole write, and its message would quote values. */
export function refuseInvalidTraits(live: LiveIdentity, { edits, mark, schema }: PatchGoal): void {
  const problems = schema ? refusedTraits(live.traits, intendedOf(live, edits, mark).traits, schema) : []
  const first = problems[0]
  if (first === undefined) return
  const refused = failed('traits-refused', { path: first.path, problem: first.message })
  throw new ChangeEnds({ ...refused, paths: problems.map(({ path }) => path) })
}

/** v1.3 accepts patches of credentials, and would replace the credential by the value of the patch (API reference §7.2). */
function refuseCredentialPaths(operations: readonly PatchOperation[], { lacks, server }: Abilities): void {
  if (lacks.empty_identifiers === undefined || !operations.some(({ path }) => path.startsWith('/credentials'))) return
  throw new ChangeEnds(failed('identifiers-would-stay', { version: lacks.empty_identifiers, server }))
}

async function checked(step: Step, before: LiveIdentity, live: LiveIdentity, goal: PatchGoal): Promise<LiveIdentity> {
  const paths = divergingPaths(live, goal)
  if (paths.length > 0) {
    throw new ChangeEnds({ ...failed('not-as-asked'), paths })
  }
  const schemaBefore = step.run.context.schemas.get(before.schema_id)
  if (goal.schema === undefined || !identifiersChange(before, live, schemaBefore, goal.schema)) return live
  return settleIdentifiers(step, live, goal)
}

/**
 * If somebody else writes the identity at the same moment, identifiers can be left that no trait yields. Another write may repair
 * that (API reference §6.7).
 */
async function settleIdentifiers(
  { run, change }: Step,
  live: LiveIdentity,
  { schema }: PatchGoal,
): Promise<LiveIdentity> {
  const agree = (candidate: LiveIdentity) => schema !== undefined && identifiersAgree(candidate, schema) === true
  if (agree(live)) return live
  const again = await run.reader.one(live.id)
  if (again !== undefined && agree(again)) return again
  await write(run, [change], { kind: 'patch', id: live.id, operations: [] })
  const repaired = await run.reader.one(live.id)
  if (repaired !== undefined && agree(repaired)) return repaired
  throw new ChangeEnds(failed('identifiers-torn'))
}

async function othersHolding({ run }: Step, live: LiveIdentity, goal: PatchGoal): Promise<LiveIdentity[]> {
  const intended = intendedOf(live, goal.edits, goal.mark)
  const holders = await run.population.holdersOf(intended.external_id, goal.schema?.derive(intended.traits))
  return holders.filter(({ id }) => id !== live.id)
}
