import type { Plan } from '../../src/model/plan.ts'
import type { Sheet } from '../../src/render/format.ts'
import { renderPlan } from '../../src/render/human/plan.ts'
import { type JsonShape, planJsonParts } from '../../src/render/json.ts'
import { ShownChanges } from '../../src/render/masking/shown-changes.ts'
import { type ShownPlan, shownPlan } from '../../src/render/masking/shown-plan.ts'
import { plainStyle } from '../../src/render/style.ts'

/** A plan for people, as one text: without colours and source lines, 100 columns wide, unless a test says otherwise. */
export function planText(plan: Plan | ShownPlan, over: Partial<Sheet> = {}): string {
  const sheet = { style: plainStyle, readSnippet: () => undefined, detail: 'folded', ...over } as const
  return [...renderPlan(shownOnce(plan), sheet)].join('')
}

export function planJson(plan: Plan | ShownPlan, shape: JsonShape = {}): string {
  return [...planJsonParts(shownOnce(plan), shape)].join('')
}

function shownOnce(plan: Plan | ShownPlan): ShownPlan {
  return isShown(plan) ? plan : shownPlan(plan)
}

function isShown(plan: Plan | ShownPlan): plan is ShownPlan {
  return plan.changes instanceof ShownChanges
}
