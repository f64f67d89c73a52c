import fc from 'fast-check'
import { expect, test } from 'vitest'
import { refuseUnconsented } from '../../../src/cli/export-consent.ts'
import { askingOf } from '../../../src/cli/plan-and-execute.ts'
import type { Plan } from '../../../src/model/plan.ts'
import { present } from '../../../src/model/present.ts'
import { judgeGuards } from '../../../src/reconcile/plan/guard.ts'
import { configFor } from '../../support/config.ts'

const { guards } = configFor('/nowhere')

/** An adoption of somebody, as far as guards and questions go. */
const adoption = { action: 'adopt', reason: 'unmarked', counts: { adoptions: 1 }, fields: [] }

test('refuses exactly what the plan of the adoption would be refused for', () => {
  const seen = new Set<string>()
  const numbers = fc.record({
    count: fc.nat(40),
    managed: fc.nat(2000),
    floor: fc.nat(20),
    percent: fc.constantFrom(0, 1, 10, 100),
    consent: fc.option(fc.nat(40), { nil: undefined }),
    yes: fc.boolean(),
    canAsk: fc.boolean(),
  })
  fc.assert(
    fc.property(numbers, ({ count, managed, floor, percent, consent, yes, canAsk }) => {
      const limits = { ...guards, adoptions: { percent, floor } }
      const changes = Array.from({ length: count }, () => adoption) as unknown as Plan['changes']
      const verdicts = judgeGuards(changes, managed, limits, present({ adoptions: consent }))
      const planned = { ok: true, plan: { changes, guards: verdicts } as unknown as Plan } as const
      const asks = !yes && askingOf(planned, 'adoptions', true) === 'always'
      const expected =
        count === 0 ? 'done' : verdicts.some(({ tripped }) => tripped) ? 'refused' : asks && !canAsk ? 'usage' : 'done'
      expect(outcome()).toBe(expected)
      seen.add(expected)

      function outcome(): unknown {
        const given = { yes, 'allow-adoptions': consent }
        try {
          refuseUnconsented({ count, managed }, { guards: limits }, { canAsk } as never, given)
          return 'done'
        } catch (error) {
          return (error as { exit: unknown }).exit
        }
      }
    }),
  )
  expect([...seen].toSorted()).toEqual(['done', 'refused', 'usage'])
})

test('says what would be consent', () => {
  const refuse = () =>
    refuseUnconsented({ count: 70, managed: 0 }, { guards }, { canAsk: true } as never, { 'allow-adoptions': 2 })
  expect(refuse).toThrow(/^a guard stops the adoption: it counts 70, above the limit of .*; consent was given for 2$/)
})
