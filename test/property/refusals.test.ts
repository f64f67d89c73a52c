import fc from 'fast-check'
import { test } from 'vitest'
import { runsOf } from '../support/depth.ts'
import { play } from '../support/refusals/play.ts'
import { refusalStory } from '../support/refusals/story.ts'

/** More by IDCTL_REFUSALS_RUNS, others by IDCTL_SEED. */
const numRuns = runsOf({ quick: 10, deep: 120 }, 'IDCTL_REFUSALS_RUNS')

test('a plan without errors is carried out, whatever schemas and documents say', async () => {
  const seen = new Map<string, number>()
  const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)
  try {
    await fc.assert(
      fc.asyncProperty(refusalStory, (story) => play(story, count)),
      { numRuns },
    )
  } finally {
    if (process.env['IDCTL_REFUSALS_STATS'])
      process.stdout.write(`${JSON.stringify(Object.fromEntries([...seen].sort()))}\n`)
  }
}, 1_800_000)
