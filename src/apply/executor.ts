import { assertNever } from '../model/assert-never.ts'
import type { Change, NoneChange, UpdateChange } from '../model/change.ts'
import { hasEffect } from '../model/change-parts.ts'
import type { LiveIdentity } from '../model/identity.ts'
import type { Report } from '../model/report.ts'
import type { ApplyContext } from './context.ts'
import { createIdentities } from './create/create.ts'
import { gone } from './ending.ts'
import type { Ledger } from './ledger.ts'
import { type MoveAside, withAsides } from './order/asides.ts'
import { type Phase, phasesOf, type RemovalChange } from './order/phases.ts'
import { applyRemoval, blockedEnding, endSessions } from './removal.ts'
import { type Run, startRun } from './run.ts'
import { knownForReads, SharedReads } from './shared-reads.ts'
import { stepOf } from './step.ts'
import { Turns } from './turns.ts'
import { moveAside } from './update/move-aside.ts'
import { applyPatchChange } from './update/update.ts'
import { withinCapacity } from './within-capacity.ts'

/** After so many updates the next one waits until the inventory is on the disk: a disk that hangs must not be far behind. */
const inventoried = 50

/**
 * Executes a plan: reads each identity again before it is changed, and gives each change exactly one outcome (`none` has
 * one only if it is blocked). The stream is never collected in memory. If a change fails, only changes that need it are skipped.
 * @throws what the stream of changes throws, after the changes under way have ended
 */
export async function executeChanges(changes: AsyncIterable<Change>, context: ApplyContext): Promise<Report> {
  const run = startRun(context)
  for await (const phase of phasesOf(withAsides(executable(changes, run.ledger)))) await executePhase(run, phase)
  return run.ledger.report()
}

async function* executable(
  changes: AsyncIterable<Change>,
  ledger: Ledger,
): AsyncGenerator<Exclude<Change, NoneChange>> {
  for await (const change of changes) {
    if (change.blocked !== undefined && !hasEffect(change)) ledger.settle(change, blockedEnding(change.blocked))
    else if (change.action === 'none') ledger.noteEnd(change.key, true)
    else yield change
  }
}

function executePhase(run: Run, phase: Phase): Promise<void> {
  switch (phase.kind) {
    case 'aside':
      return moveAsides(run, phase.changes)
    case 'update':
      return updateAll(run, phase.changes)
    case 'create':
      return createIdentities(run, phase.changes)
    case 'remove':
      return removeAll(run, phase.changes)
    default:
      return assertNever(phase)
  }
}

/** These changes do not wait for each other, because temporary values are always free. */
async function moveAsides(run: Run, moves: AsyncIterable<MoveAside>): Promise<void> {
  const turns = new Turns(changesOf(moves), { ...turnsOf(run), readiness: () => 'ready' })
  await inTurn(run, turns, (change, read) =>
    run.ledger.runAside(change, async () => {
      const live = await read()
      return live === undefined ? gone : moveAside(stepOf(run, change), live)
    }),
  )
}

async function updateAll(run: Run, changes: AsyncIterable<UpdateChange>): Promise<void> {
  const { context, ledger } = run
  let ended = 0
  await inTurn(run, new Turns(unlessEnded(changes, ledger), turnsOf(run)), async (change, read) => {
    await ledger.run(change, async () => {
      const live = await read()
      if (live === undefined) return gone
      const step = stepOf(run, change)
      return change.blocked ? endSessions(step, change.blocked, live) : applyPatchChange(step, live)
    })
    ended += 1
    if (ended % inventoried === 0) await context.inventory?.settled()
  })
  await context.inventory?.settled()
}

async function removeAll(run: Run, changes: AsyncIterable<RemovalChange>): Promise<void> {
  await inTurn(run, new Turns(changes, turnsOf(run)), (change, read) =>
    run.ledger.run(change, async () => applyRemoval(stepOf(run, change), await read())),
  )
}

/** @param work gets a function that reads the identity of the change */
async function inTurn<T extends UpdateChange | RemovalChange>(
  run: Run,
  turns: Turns<T>,
  work: (change: T, read: () => Promise<LiveIdentity | undefined>) => Promise<void>,
): Promise<void> {
  const reads = new SharedReads(run, (most) => turns.next(most))
  async function* expected(): AsyncGenerator<T> {
    for await (const change of turns) {
      reads.expect(change.id)
      yield change
    }
  }
  await withinCapacity(run, expected(), async (change) => {
    try {
      await work(change, () => reads.of(change.id))
    } finally {
      turns.end(change)
    }
  })
  await reads.ended()
}

function turnsOf({ ledger }: Run) {
  return { ledger, mostKnown: knownForReads }
}

async function* changesOf(moves: AsyncIterable<MoveAside>): AsyncGenerator<UpdateChange> {
  for await (const { change } of moves) yield change
}

/** Without those whose move aside has failed. */
async function* unlessEnded(changes: AsyncIterable<UpdateChange>, ledger: Ledger): AsyncGenerator<UpdateChange> {
  for await (const change of changes) if (!ledger.endedAside(change)) yield change
}
