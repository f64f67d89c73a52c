import type { Plan } from '../../src/model/plan.ts'
import type { Sheet } from '../../src/render/format.ts'
import { renderPlan } from '../../src/render/human/plan.ts'
import { plainStyle } from '../../src/render/style.ts'

/** A plan for people, as one text: without colours and source lines, 100 columns wide, unless a test says otherwise. */
export function planText(plan: Plan, over: Partial<Sheet> = {}): string {
  return [...renderPlan(plan, { style: plainStyle, readSnippet: () => undefined, detail: 'folded', ...over })].join('')
}
