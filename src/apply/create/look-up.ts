import { inParallel } from '../../live/in-parallel.ts'
import type { ReadExtent } from '../../live/ports.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import { type BadEnding, type Ending, failed, gone } from '../ending.ts'
import { creationRefusal } from '../refusals.ts'
import { rememberCreation } from '../remember.ts'
import {
  type Creation,
  claimsOfCreation,
  divergence,
  externalIdOf,
  isCreationOf,
  isFindable,
  isUnknownToPlan,
  waitsForInvite,
} from './creation.ts'
import type { OpenBatch } from './open-batch.ts'

/** Up to this number, single look-ups are cheaper than a pass over all identities. */
export const maxSingleLookUps = 20

/**
 * Settles those creations that must not be sent, and returns the others. A creation is not sent if the server already has the person and
 * Kratos might not answer with a conflict (a plan is applied twice, or an old plan is applied), or if the inventory knows the person.
 */
export async function settleExisting(batch: OpenBatch, creations: readonly Creation[]): Promise<Creation[]> {
  const met = new Map<Creation, string>()
  for (const creation of creations) {
    const { inventory, newcomers } = batch.run.context
    const { change } = creation.step
    const id = newcomers?.withKeyOf(change)[0] ?? inventory?.earlierIdOf(change)
    if (id !== undefined) met.set(creation, id)
  }
  const open = new Set(creations.filter((creation) => !met.has(creation)))
  const unfindable = [...open].filter((creation) => !isFindable(creation))
  if (unfindable.length > 0) {
    for (const creation of unfindable) open.delete(creation)
    await batch.guard(unfindable, async () => {
      const { ids, complete } = await batch.run.population.unfindable()
      for (const creation of unfindable) {
        const { change } = creation.step
        const id = ids.get(change.key)?.find(isUnknownToPlan(change))
        if (id !== undefined) met.set(creation, id)
        else if (complete || claimsOfCreation(creation).length > 0) open.add(creation)
        else batch.settle(creation, perhapsThere)
      }
    })
  }
  await settleByReading(batch, met, 'already-done')
  return creations.filter((creation) => {
    if (!open.has(creation)) return false
    const refusal = creationRefusal(batch.run.context, creation.step.change)
    if (refusal !== undefined) batch.settle(creation, refusal)
    return refusal === undefined
  })
}

const perhapsThere: BadEnding = failed('perhaps-there')

/** After an answer was lost: settles the creations that Kratos has made, and returns those that it has not. */
export async function settleLostAnswers(batch: OpenBatch, creations: readonly Creation[]): Promise<Creation[]> {
  const found = await lookUp(batch, creations)
  for (const [creation, live] of found) settleFound(batch, creation, live, 'done')
  return creations.filter((creation) => !found.has(creation))
}

async function lookUp({ run }: OpenBatch, creations: readonly Creation[]): Promise<Map<Creation, LiveIdentity>> {
  const found = new Map<Creation, LiveIdentity>()
  if (creations.length <= maxSingleLookUps && creations.every(isFindable)) {
    await inParallel(creations, run.context.concurrency, async (creation) => {
      const holders = await run.population.holdersOf(externalIdOf(creation), creation.derived)
      const live = holders.find((holder) => isCreationOf(holder, creation))
      if (live !== undefined) found.set(creation, live)
    })
    return found
  }
  const byKey = await run.population.withKeys(new Set(creations.map(({ step }) => step.change.key)))
  for (const creation of creations) {
    const live = byKey.get(creation.step.change.key)?.find((one) => isCreationOf(one, creation))
    if (live !== undefined) found.set(creation, live)
  }
  return found
}

/** Reads identities by id and settles their creations; with `outcome` if the identity is as requested. */
export async function settleByReading(
  batch: OpenBatch,
  ids: ReadonlyMap<Creation, string>,
  outcome: 'done' | 'already-done',
): Promise<void> {
  const { stop, abort } = batch.run.context
  // After our own write the result must be known, so only the second interrupt ends that read.
  const signal = outcome === 'done' ? abort : stop
  const { found, unreadable } = await batch.run.reader.many([...ids.values()], signal, extentFor([...ids.keys()]))
  for (const [creation, id] of ids) {
    const live = found.get(id)
    if (live !== undefined) settleFound(batch, creation, live, outcome)
    else if (unreadable.has(id)) {
      rememberCreation(batch.run.context.inventory, creation.step.change, id)
      batch.settle(creation, { ...unverified(batch, unreadable.get(id)), id })
    } else batch.settle(creation, { ...(outcome === 'done' ? notThere : gone), id })
  }
}

/** Nothing that a creation writes is compared with identifiers. An invitation is the beginning of more, which may ask for them. */
function extentFor(creations: readonly Creation[]): ReadExtent {
  return { isWithoutIdentifiers: creations.every(({ step }) => step.change.invite === undefined) }
}

/** v1.3 also reports ids of identities that it has rolled back (API reference §8.3). */
export const notThere: BadEnding = failed('not-there')

function unverified({ run }: OpenBatch, error: unknown): BadEnding {
  const ending = run.ledger.endingOf(error)
  if (ending.outcome === 'skipped') return ending
  return { ...ending, ...failed('there-unread', { cause: ending.reason, advice: ending.hint }) }
}

/** Settles a creation whose identity exists; if it owes its invitation, only after that was sent. */
export function settleFound(
  batch: OpenBatch,
  creation: Creation,
  live: LiveIdentity,
  outcome: 'done' | 'already-done',
): void {
  rememberCreation(batch.run.context.inventory, creation.step.change, live.id)
  const paths = divergence(live, creation)
  if (paths.length === 0 && waitsForInvite(live, creation)) {
    batch.keepForInvite(creation, live)
    return
  }
  if (paths.length === 0 && outcome === 'done' && claimsOfCreation(creation).length === 0) {
    batch.keepForProof(creation, live)
    return
  }
  const otherwise = failed(outcome === 'done' ? 'created-otherwise' : 'exists-otherwise')
  const ending: Ending = paths.length === 0 ? { outcome } : { ...otherwise, paths: [...paths] }
  batch.settle(creation, { ...ending, id: live.id })
}
