import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { IdctlError } from '../../src/errors.ts'
import type { Change } from '../../src/model/change.ts'
import type { Plan } from '../../src/model/plan.ts'
import { openPlanFile, readPlan } from '../../src/records/planfile/read.ts'
import { fillPlanFile, writePlanFile } from '../../src/records/planfile/write.ts'
import * as arbitrary from '../support/arbitrary-plan.ts'
import { runsOf } from '../support/depth.ts'

const made = { idctl_version: '1.2.3', made_at: new Date('2026-01-02T03:04:05Z') }
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'idctl-planfile-'))
})
afterAll(() => rm(folder, { recursive: true }))

const isRefusal = (error: unknown) => error instanceof IdctlError && error.exit === 'refused'

/** Writes a plan as a run does that executes it at once. Returns the digest. */
async function writeHere(path: string, plan: Plan): Promise<string> {
  const handle = await open(path, 'w')
  return fillPlanFile(handle, path, plan, made).finally(() => handle.close())
}

/** All that a plan file gives, while it is checked and afterwards. */
async function takeAll(path: string, written?: string) {
  const looked: Change[] = []
  const read: Change[] = []
  const { changes, ...found } = await openPlanFile(path, { look: (change) => looked.push(change), written })
  for await (const change of changes()) read.push(change)
  return { ...found, looked, read }
}

test('what is written is what is read', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrary.plan, async (plan) => {
      const path = join(folder, 'round-trip')
      await writePlanFile(path, plan, made)
      expect(await readPlan(path)).toEqual(plan)
    }),
    { numRuns: runsOf({ quick: 30, deep: 300 }) },
  )
})

test('a file that this process has written gives the same as one that is checked in full', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrary.plan, async (plan) => {
      const path = join(folder, 'written-here')
      const written = await writeHere(path, plan)
      const checked = await takeAll(path)
      expect(await takeAll(path, written)).toEqual(checked)
      expect(checked.read).toEqual(checked.looked)
    }),
    { numRuns: runsOf({ quick: 30, deep: 300 }) },
  )
})

test('no damaged byte goes unnoticed', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrary.plan, fc.nat(), fc.integer({ min: 1, max: 255 }), async (plan, position, flip) => {
      const path = join(folder, 'damaged')
      const written = await writeHere(path, plan)
      const bytes = await readFile(path)
      const at = position % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ flip
      await writeFile(path, bytes)
      await expect(takeAll(path)).rejects.toSatisfy(isRefusal)
      await expect(takeAll(path, written)).rejects.toSatisfy(isRefusal)
    }),
    { numRuns: runsOf({ quick: 30, deep: 300 }) },
  )
})

test('no cut goes unnoticed', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrary.plan, fc.nat(), async (plan, position) => {
      const path = join(folder, 'cut')
      await writePlanFile(path, plan, made)
      const bytes = await readFile(path)
      await writeFile(path, bytes.subarray(0, position % bytes.length))
      await expect(readPlan(path)).rejects.toSatisfy(isRefusal)
    }),
    { numRuns: runsOf({ quick: 20, deep: 200 }) },
  )
})
