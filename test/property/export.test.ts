import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isError } from '../../src/model/diagnostic.ts'
import { runsOf } from '../support/depth.ts'
import {
  defaults,
  filesOf,
  formats,
  member,
  populations,
  register,
  snapshot,
  staff,
  withoutMarks,
} from '../support/exported-people.ts'
import { planIn } from '../support/planned.ts'
import { createRefusalWorld } from '../support/refusals/world.ts'

/** More by IDCTL_EXPORT_RUNS. */
const numRuns = runsOf({ quick: 8, deep: 600 }, 'IDCTL_EXPORT_RUNS')

const settings = 'adopt: verified\n'

test('export, adopt: the plan is empty, no live value has changed, and whoever is left out is named', async () => {
  let exported = 0
  let left = 0
  await fc.assert(
    fc.asyncProperty(populations, formats, defaults, async ({ schema, people }, format, inherited) => {
      const world = await createRefusalWorld('v26.2.0', settings)
      try {
        await world.restart({ person: schema, member, staff }).catch(() => fc.pre(false))
        await register(world, people)
        if (inherited !== undefined) world.write('_defaults.yaml', inherited)
        // What is wrong in a folder stops every command.
        fc.pre((await world.plan()).ok)
        const before = await snapshot(world)
        const found = await world.export(format === 'yaml' ? {} : filesOf(format))
        expect(found.diagnostics.filter(isError)).toEqual([])
        expect(found.written.left).toEqual([])
        const told = [...found.written.documents, ...found.left].map(({ id }) => id)
        expect(told.length + found.passed.foreign).toBe(before.size)
        expect([...new Set(told)].filter((id) => before.has(id))).toHaveLength(told.length)
        expect(await snapshot(world)).toEqual(before)
        exported += found.written.documents.length
        left += found.left.length

        const keys = found.written.documents.map(({ key }) => key)
        if (keys.length > 0) {
          const adoption = planIn(await world.plan({ named: { command: 'adopt', keys } }))
          const adopted = adoption.changes.map((change) => [change.key, 'id' in change ? change.id : undefined])
          expect(Object.fromEntries(adopted)).toEqual(
            Object.fromEntries(found.written.documents.map(({ key, id }) => [key, id])),
          )
          const report = await world.apply(adoption)
          expect(report.outcomes.map(({ outcome }) => outcome)).toEqual(keys.map(() => 'done'))
        }
        const plan = planIn(await world.plan())
        const strangers = new Set(found.left.map(({ id }) => id))
        expect(plan.changes.filter((change) => !('id' in change) || !strangers.has(change.id ?? ''))).toEqual([])
        expect(plan.summary.unchanged).toBe(keys.length)
        expect(withoutMarks(await snapshot(world))).toEqual(withoutMarks(before))
        // Everybody has a document, or is told again: nothing new comes of a second time.
        const again = await world.export(format === 'yaml' ? {} : filesOf(format))
        expect(again.files).toEqual([])
      } finally {
        await world.close()
      }
    }),
    { numRuns },
  )
  expect(exported).toBeGreaterThan(numRuns)
  expect(left).toBeGreaterThan(numRuns / 10)
}, 600_000)
