import type { Diagnostic, Plan, Planned } from '../../src/index.ts'
import { isError } from '../../src/model/diagnostic.ts'

/** The plan, where a test is sure of one. */
export function planIn(planned: Planned): Plan {
  if (planned.ok) return planned.plan
  throw new Error(`there is no plan: ${errorsOf(planned).map(({ code, summary }) => `${code} ${summary}`)}`)
}

/** Why there is no plan, warnings too, where a test is sure that there is none. */
export function mistakesIn(planned: Planned): readonly Diagnostic[] {
  if (planned.ok) throw new Error('there is a plan')
  return planned.diagnostics
}

/** None where there is a plan. */
export function errorsOf(planned: Planned): readonly Diagnostic[] {
  return planned.ok ? [] : planned.diagnostics.filter(isError)
}
