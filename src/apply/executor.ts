import { assertNever } from '../model/assert-never.ts'
import type { Change, NoneChange, UpdateChange } from '../model/change.ts'
import { hasEffect } from '../model/change-parts.ts'
import type { Report } from '../model/report.ts'
import type { ApplyContext } from './context.ts'
import { createIdentities } from './create/create.ts'
import { gone } from './ending.ts'
import type { Ledger } from './ledger.ts'
import { type MoveAside, withAsides } from './order/asides.ts'
import { type Phase, phasesOf, type RemovalChange } from './order/phases.ts'
import { applyRemoval, blockedEnding, endSessions } from './removal.ts'
import { type Run, startRun } from './run.ts'
import { SharedRead } from './shared-read.ts'
import { stepOf } from './step.ts'
import { moveAside } from './update/move-aside.ts'
import { applyPatchChange } from './update/update.ts'
import { inWaves, windowsOf } from './waves.ts'
import { withinCapacity } from './within-capacity.ts'

/**
 * Changes whose identities are read together before they are written. Few enough that the last one is written soon after its read; many
 * enough that the reads take little time compared with the writes.
 */
const windowSize = 50

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
      return inWindows(run, phase.changes, updateAll)
    case 'create':
      return createIdentities(run, phase.changes)
    case 'remove':
      return inWindows(run, phase.changes, removeAll)
    default:
      return assertNever(phase)
  }
}

async function inWindows<T extends UpdateChange | RemovalChange>(
  run: Run,
  changes: AsyncIterable<T>,
  work: (run: Run, wave: readonly T[]) => Promise<void>,
): Promise<void> {
  for await (const window of windowsOf(changes, windowSize)) {
    const open = window.filter((change) => !run.ledger.endedAside(change))
    await inWaves(open, run.ledger, (wave) => work(run, wave))
  }
}

/** These changes do not wait for each other, because temporary values are always free. */
async function moveAsides(run: Run, moves: AsyncIterable<MoveAside>): Promise<void> {
  for await (const window of windowsOf(moves, windowSize)) {
    const changes = window.map(({ change }) => change)
    const read = readOf(run, changes)
    await withinCapacity(run, changes, (change) =>
      run.ledger.runAside(change, async () => {
        const live = await read.of(change.id)
        return live === undefined ? gone : moveAside(stepOf(run, change), live)
      }),
    )
  }
}

async function updateAll(run: Run, wave: readonly UpdateChange[]): Promise<void> {
  const { context, ledger } = run
  const read = readOf(run, wave)
  await withinCapacity(run, wave, (change) =>
    ledger.run(change, async () => {
      const live = await read.of(change.id)
      if (live === undefined) return gone
      const step = stepOf(run, change)
      return change.blocked ? endSessions(step, change.blocked, live) : applyPatchChange(step, live)
    }),
  )
  await context.inventory?.settled()
}

async function removeAll(run: Run, wave: readonly RemovalChange[]): Promise<void> {
  const read = readOf(run, wave)
  await withinCapacity(run, wave, (change) =>
    run.ledger.run(change, async () => applyRemoval(stepOf(run, change), await read.of(change.id))),
  )
}

function readOf(run: Run, changes: readonly { readonly id: string }[]): SharedRead {
  return new SharedRead(
    run,
    changes.map(({ id }) => id),
  )
}
