import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runsOf } from '../support/depth.ts'
import { allIsWell } from '../support/model/all-is-well.ts'
import { Life } from '../support/model/life.ts'
import { createModelWorld } from '../support/model/model-world.ts'
import { type Sequence, sequences } from '../support/model/steps.ts'

/** Another number of sequences by IDCTL_MODEL_RUNS, others by IDCTL_SEED; a failure prints seed and path of the smallest one. */
const numRuns = runsOf({ quick: 10, deep: 1000 }, 'IDCTL_MODEL_RUNS')
const path = process.env['IDCTL_MODEL_PATH']

test('whatever people, other tools, faults and kills do, idctl harms nobody and ends with an empty plan', async () => {
  const seen = new Map<string, number>()
  const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)
  await fc.assert(
    fc.asyncProperty(sequences, (sequence) => play(sequence, count)),
    { numRuns, endOnFailure: path !== undefined, ...(path === undefined ? {} : { path }) },
  )
  if (process.env['IDCTL_MODEL_STATS'])
    process.stdout.write(`${JSON.stringify(Object.fromEntries([...seen].sort()), undefined, 1)}\n`)
  if (numRuns >= 1000 && path === undefined) expect([...seen.keys()]).toEqual(expect.arrayContaining(mustHappen))
}, 1_800_000)

/** Of a thousand sequences, some must have come to each of these: else the law says less than it seems to. */
const mustHappen = [
  ...['create', 'update', 'adopt', 'disable', 'release', 'delete'].flatMap((action) => [`${action} done`]),
  'update already-done',
  'update moved',
  'update failed',
  'stopped',
  'ends quiet',
  'ends with blocked',
]

async function play(sequence: Sequence, seen: (what: string) => void): Promise<void> {
  const world = await createModelWorld(sequence.policy)
  try {
    const life = new Life(world, seen)
    await life.live(sequence)
    await allIsWell(life)
  } finally {
    await world.close()
  }
}
