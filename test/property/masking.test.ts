import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Change } from '../../src/model/change.ts'
import type { GuardVerdict, Plan } from '../../src/model/plan.ts'
import { renderDriftJson } from '../../src/render/json-drift.ts'
import { createMasking } from '../../src/render/masking/masking.ts'
import { shownDrift } from '../../src/render/masking/shown-drift.ts'
import { shownPlan } from '../../src/render/masking/shown-plan.ts'
import * as arbitrary from '../support/arbitrary-plan.ts'
import { runsOf } from '../support/depth.ts'
import { judged } from '../support/drift.ts'
import { driftText } from '../support/drift-text.ts'
import { planJson, planText } from '../support/plan-text.ts'
import { poisonPlan } from '../support/poison.ts'

const runs = { numRuns: runsOf({ quick: 40, deep: 500 }) }

const masking = createMasking(Buffer.from('a key of the tests'))
const canary = 'CANARY'

/** The lifetime of an invite is no text of a person, and is checked where it is written. */
const poisoned: fc.Arbitrary<Plan> = arbitrary.plan.map((plan) => {
  const { changes, ...rest } = poisonPlan(plan, canary)
  const keepInvite = (change: Change, index: number): Change => {
    const given = plan.changes[index]
    return change.action === 'create' && given?.action === 'create' && given.invite !== undefined
      ? { ...change, invite: given.invite }
      : change
  }
  const lose = (verdict: GuardVerdict): GuardVerdict => ({ ...verdict, lost_places: [{ place: canary, people: 2 }] })
  return { ...rest, changes: changes.map(keepInvite), guards: rest.guards.map(lose) }
})

test('no text of a change reaches a masked output in any format', () => {
  fc.assert(
    fc.property(poisoned, (plan) => {
      const masked = shownPlan(plan, masking)
      const found = { ...plan, drift: { live: 1, managed: 1, moved: [], unmanaged: [{ id: canary }] } }
      const drift = shownDrift({ plan: found, view: judged(found) }, masking)
      const outputs = [
        planText(masked),
        planJson(masked),
        driftText(drift),
        renderDriftJson(drift),
        JSON.stringify([masked, drift]),
      ]
      expect(outputs.filter((text) => text.includes(canary))).toEqual([])
    }),
    runs,
  )
})

test('masking changes no count, no action and no order', () => {
  fc.assert(
    fc.property(arbitrary.plan, (plan) => {
      const masked = shownPlan(plan, masking)
      const skeleton = ({ action, reason, counts, fields, blocked }: Change) => ({
        action,
        reason,
        counts,
        causes: fields.map(({ cause }) => cause),
        blocked: blocked?.code,
      })
      expect([...masked.changes].map(skeleton)).toEqual(plan.changes.map(skeleton))
      expect([masked.summary, masked.consents]).toEqual([plan.summary, plan.consents])
      const counted = ({ lost_places, ...verdict }: GuardVerdict) => ({
        ...verdict,
        lost: lost_places?.map(({ people }) => people),
      })
      expect(masked.guards.map(counted)).toEqual(plan.guards.map(counted))
    }),
    runs,
  )
})
