import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderPlanJson } from '../../src/render/json.ts'
import { planJsonParts } from '../../src/render/plan-json.ts'
import * as arbitrary from '../support/arbitrary-plan.ts'

test('the parts of a plan in JSON are the document', () => {
  fc.assert(
    fc.property(arbitrary.plan, fc.boolean(), (plan, masked) => {
      expect([...planJsonParts(plan, { masked })].join('')).toBe(renderPlanJson(plan, { masked }))
    }),
  )
})
