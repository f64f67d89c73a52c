import type { Diagnostic } from '../model/diagnostic.ts'
import { type Digest, digestOf } from '../model/digest.ts'
import { present } from '../model/present.ts'
import type { Rule, RuleText } from '../model/rule.ts'
import { planNames } from './cel.ts'
import { type Expression, expressionCompiler } from './expression.ts'
import { createMeter, type Meter } from './meter.ts'
import { createPatterns } from './patterns.ts'

/** A rule whose expressions were checked. */
export interface CompiledRule {
  readonly rule: Rule
  readonly when?: Expression
  readonly assert: Expression
  /** It cannot be asked about the folder alone. */
  readonly needsPlan: boolean
  /** Its answer depends on all documents of the folder. */
  readonly usesFolder: boolean
}

/** Checks all expressions; mistakes are at their places in idctl.yaml. */
export function compileRules(
  rules: readonly Rule[],
  meter: Meter = createMeter(),
): { readonly rules: readonly CompiledRule[]; readonly diagnostics: readonly Diagnostic[] } {
  const compile = expressionCompiler(meter, createPatterns())
  const diagnostics: Diagnostic[] = []
  const expression = (rule: Rule, { text, locate }: RuleText): Expression | undefined => {
    const result = compile(text, rule.each)
    if (!('problem' in result)) return result
    const { summary, hint, offset } = result.problem
    const at = locate(offset)
    diagnostics.push({
      severity: 'error',
      code: 'IDC260',
      summary: `rule ${rule.name}: ${summary}`,
      at,
      ...present({ hint }),
    })
    return undefined
  }
  const compiled = rules.flatMap((rule): CompiledRule[] => {
    const when = rule.when && expression(rule, rule.when)
    const assert = expression(rule, rule.assert)
    if (assert === undefined || (rule.when !== undefined && when === undefined)) return []
    const uses = new Set([...assert.uses, ...(when?.uses ?? [])])
    const needsPlan = rule.each === 'change' || [...planNames].some((name) => uses.has(name))
    const usesFolder = uses.has('docs') || (rule.each === 'plan' && !needsPlan)
    return [{ rule, assert, needsPlan, usesFolder, ...present({ when }) }]
  })
  return { rules: compiled, diagnostics }
}

/** Two rules with one digest ask the same. What they say when they are broken may differ. */
export function digestOfRule({ name, each, when, assert, level }: Rule): Digest {
  return digestOf({ name, each, when: when?.text ?? null, assert: assert.text, level })
}
