import { createRequire } from 'node:module'
import type * as Cel from '@marcbachmann/cel-js'
import { dayMs, isCalendarDay } from '../model/calendar-day.ts'
import type { RuleScope } from '../model/rule.ts'
import { HiddenValue } from './hidden.ts'
import { matchName, type Pattern } from './patterns.ts'
import { ChangeView, DocumentView, FieldView, SummaryView } from './views.ts'

/** Loading the library takes longer than reading idctl.yaml, and most folders have no rules. */
function celLibrary(): typeof Cel {
  return createRequire(import.meta.url)('@marcbachmann/cel-js') as typeof Cel
}

/** The limits of the library on one expression. With them neither checking nor evaluating can exhaust the stack. */
const limits = { maxAstNodes: 1000, maxDepth: 50, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 10 }

/** Variables by name, with their types; which of them a rule may use depends on what it is asked for. */
const variablesOf: Readonly<Record<RuleScope, Readonly<Record<string, string>>>> = (() => {
  const everywhere = { docs: 'list<Document>', today: 'string', env: 'string', target: 'string' }
  const plan = { changes: 'list<Change>', summary: 'Summary' }
  return {
    document: { doc: 'Document', ...everywhere },
    change: { change: 'Change', ...plan, ...everywhere },
    plan: { ...plan, ...everywhere },
  }
})()

export function variableNames(scope: RuleScope): readonly string[] {
  return Object.keys(variablesOf[scope])
}

/** Names that only a plan has: a rule without them can be asked without a server. */
export const planNames: ReadonlySet<string> = new Set(['change', 'changes', 'summary'])

/** The environment in which the rules of one scope are checked and evaluated. */
export function celEnvironment(scope: RuleScope, patterns: ReadonlyMap<string, Pattern>): Cel.Environment {
  const { Environment } = celLibrary()
  const environment = new Environment({ enableOptionalTypes: true, limits })
  const sync = { async: false }
  environment.registerType('Hidden', HiddenValue)
  environment.registerType('Document', { ctor: DocumentView, fields: DocumentView.types })
  environment.registerType('Field', { ctor: FieldView, fields: FieldView.types })
  environment.registerType('Change', { ctor: ChangeView, fields: ChangeView.types })
  environment.registerType('Summary', { ctor: SummaryView, fields: SummaryView.types })
  for (const [name, type] of Object.entries(variablesOf[scope])) environment.registerVariable(name, type)
  const matches = (text: string, pattern: string) => patterns.get(pattern)?.matches(text) === true
  environment.registerFunction(`string.${matchName}(string): bool`, matches, sync)
  environment.registerFunction('days(string, string): int', daysBetween, sync)
  return environment
}

/** A function was called with a text that is no day. */
export class NoDay extends Error {}

/** How many days the second day is after the first. */
function daysBetween(from: string, to: string): bigint {
  if (!isCalendarDay(from) || !isCalendarDay(to)) throw new NoDay()
  return BigInt(Math.round((Date.parse(to) - Date.parse(from)) / dayMs))
}
