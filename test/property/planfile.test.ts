import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { IdctlError } from '../../src/errors.ts'
import { readPlan } from '../../src/records/planfile/read.ts'
import { writePlanFile } from '../../src/records/planfile/write.ts'
import * as arbitrary from '../support/arbitrary-plan.ts'
import { runsOf } from '../support/depth.ts'

const made = { idctl_version: '1.2.3', made_at: new Date('2026-01-02T03:04:05Z') }
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'idctl-planfile-'))
})
afterAll(() => rm(folder, { recursive: true }))

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

test('no damaged byte goes unnoticed', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrary.plan, fc.nat(), fc.integer({ min: 1, max: 255 }), async (plan, position, flip) => {
      const path = join(folder, 'damaged')
      await writePlanFile(path, plan, made)
      const bytes = await readFile(path)
      const at = position % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ flip
      await writeFile(path, bytes)
      await expect(readPlan(path)).rejects.toSatisfy((error) => error instanceof IdctlError && error.exit === 'refused')
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
      await expect(readPlan(path)).rejects.toSatisfy((error) => error instanceof IdctlError && error.exit === 'refused')
    }),
    { numRuns: runsOf({ quick: 20, deep: 200 }) },
  )
})
