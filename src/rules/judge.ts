import type { CalendarDay } from '../model/calendar-day.ts'
import type { Change } from '../model/change.ts'
import { hasEffect } from '../model/change-parts.ts'
import { compareText } from '../model/compare-text.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { DesiredIdentity } from '../model/identity.ts'
import type { PlanSummary } from '../model/plan.ts'
import { present } from '../model/present.ts'
import type { Rule, RuleVerdict } from '../model/rule.ts'
import { askRule, type Subject } from './ask-rule.ts'
import { type CompiledRule, compileRules, digestOfRule } from './compile-rules.ts'
import { createMeter } from './meter.ts'
import { ChangeView, DocumentView, SummaryView } from './views.ts'

/** What holds for all rules of a run. */
export interface RuleSurroundings {
  /** Absent: rules that use it cannot be evaluated. */
  readonly today?: CalendarDay | undefined
  readonly env: string
  readonly target: string
  /** Only a part of the folder was read. */
  readonly partialFolder: boolean
}

/** All rules together may take so many steps, and so many more for each document and change. */
const steps = { base: 10_000_000, each: 2_000 }

/** One evaluation may take so many steps, and so many more for each document and change. It bounds the memory. */
const stepsOnce = { base: 2_000_000, each: 100 }

/**
 * Asks the rules of idctl.yaml, which were checked when it was read: first about the folder, then about a plan. The answers do not
 * depend on the order of the documents and changes.
 */
export function createRuleJudge(rules: readonly Rule[], surroundings: RuleSurroundings) {
  const meter = createMeter()
  meter.allow(steps.base)
  let most = stepsOnce.base
  const { today, env, target, partialFolder } = surroundings
  const variables = new Map<string, unknown>(Object.entries(present({ today, env, target })))
  const { rules: compiled, diagnostics } = compileRules(rules, meter)
  const broken = new Map<string, number>()
  const skipped = new Set<string>()
  let isStopped = false

  function ask(asked: readonly CompiledRule[], subjectsOf: (rule: Rule) => readonly Subject[]): Diagnostic[] {
    return asked.flatMap((one) => {
      const { rule, usesFolder } = one
      if (isStopped) return []
      if (partialFolder && usesFolder) {
        skipped.add(rule.name)
        return [skippedNotice(rule)]
      }
      const answer = askRule(one, { subjects: subjectsOf(rule), variables, most })
      broken.set(rule.name, answer.broken)
      isStopped = answer.isStopped
      return answer.diagnostics
    })
  }

  function allow(more: number): void {
    meter.allow(more * steps.each)
    most += more * stepsOnce.each
  }

  return {
    /** Rules about documents, and those about the whole folder that need no plan. */
    folder(identities: readonly DesiredIdentity[]): Diagnostic[] {
      if (rules.length === 0) return []
      // Those of a configuration that was loaded have no mistakes.
      if (diagnostics.length > 0) return [...diagnostics]
      allow(identities.length)
      const sorted = [...identities].sort(byKey)
      const views = sorted.map((identity) => new DocumentView(identity))
      variables.set('docs', views)
      const documents = sorted.map(({ key, origin }, index): Subject => {
        return { what: key, key, at: origin, variable: 'doc', value: views[index] }
      })
      const subjectsOf = ({ each }: Rule) => (each === 'document' ? documents : [{ what: 'the folder' }])
      return ask(
        compiled.filter(({ needsPlan }) => !needsPlan),
        subjectsOf,
      )
    },
    /** The other rules. Only changes that apply would execute count. */
    plan(planned: readonly Change[], summary: PlanSummary): Diagnostic[] {
      if (rules.length === 0) return []
      const changes = planned.filter(hasEffect).sort(byKey)
      allow(changes.length)
      const views = changes.map((change) => new ChangeView(change))
      variables.set('changes', views)
      variables.set('summary', new SummaryView(summary))
      const subjects = changes.map(({ key, origin }, index): Subject => {
        return {
          what: `the change of ${key}`,
          key,
          ...present({ at: origin }),
          variable: 'change',
          value: views[index],
        }
      })
      return ask(
        compiled.filter(({ needsPlan }) => needsPlan),
        ({ each }) => (each === 'change' ? subjects : [{ what: 'the plan' }]),
      )
    },
    verdicts(): RuleVerdict[] {
      return rules.map((rule): RuleVerdict => {
        const { name, level } = rule
        const verdict = { rule: name, level, digest: digestOfRule(rule), broken: broken.get(name) ?? 0 }
        return skipped.has(name) ? { ...verdict, skipped: true } : verdict
      })
    },
    /** How many steps all evaluations have taken. */
    spent: () => meter.spent,
  }
}

function byKey(left: { readonly key: string }, right: { readonly key: string }): number {
  return compareText(left.key, right.key)
}

function skippedNotice({ name, at }: Rule): Diagnostic {
  return {
    severity: 'warning',
    code: 'IDC266',
    summary: `the rule ${name} was not asked, because only a part of the folder was read`,
    hint: 'run validate or plan without --identities',
    at,
  }
}
