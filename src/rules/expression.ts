import type * as Cel from '@marcbachmann/cel-js'
import { didYouMean } from '../model/did-you-mean.ts'
import { present } from '../model/present.ts'
import type { RuleScope } from '../model/rule.ts'
import { quote } from '../source/report.ts'
import { refuseParts } from './allowed.ts'
import { celEnvironment, planNames, variableNames } from './cel.ts'
import { type CelNode, nodesOf } from './cel-node.ts'
import { type Failure, failureOf } from './failure.ts'
import { measure, stepsOfNodes } from './measure.ts'
import type { Meter } from './meter.ts'
import { matchName, type Patterns } from './patterns.ts'
import type { ExpressionProblem } from './problem.ts'

/** A checked expression. */
export interface Expression {
  /** The variables that it uses. */
  readonly uses: ReadonlySet<string>
  /** `most`: how many steps it may take. Never throws. */
  evaluate(variables: ReadonlyMap<string, unknown>, most: number): boolean | Failure
}

/** Checks and prepares expressions, whose evaluation counts on one meter. */
export function expressionCompiler(meter: Meter, patterns: Patterns) {
  const environments = new Map<RuleScope, Cel.Environment>()
  return (text: string, scope: RuleScope): Expression | { readonly problem: ExpressionProblem } => {
    const environment = environments.get(scope) ?? celEnvironment(scope, patterns.known)
    environments.set(scope, environment)
    return compile(text, scope, { environment, meter, patterns })
  }
}

interface Parts {
  readonly environment: Cel.Environment
  readonly meter: Meter
  readonly patterns: Patterns
}

function compile(text: string, scope: RuleScope, parts: Parts): Expression | { readonly problem: ExpressionProblem } {
  const { environment, meter, patterns } = parts
  let parsed: Cel.ParseResult
  try {
    parsed = environment.parse(text)
  } catch (error) {
    return { problem: problemOf(error, text, scope) }
  }
  const root = parsed.ast as unknown as CelNode
  const refused = refuseParts(root, patterns)
  if (refused !== undefined) return { problem: refused }
  const { valid, type, error } = parsed.check()
  if (!valid) return { problem: problemOf(error, text, scope) }
  if (type !== 'bool' && type !== 'dyn') {
    return { problem: { summary: `the expression gives ${String(type)}, and must give true or false`, offset: 0 } }
  }
  measure(root, meter, patterns.known)
  const nodes = nodesOf(root)
  const once = stepsOfNodes(nodes)
  const names = variableNames(scope)
  const ids = [...nodes].flatMap(({ op, args }) => (op === 'id' && names.includes(String(args)) ? [String(args)] : []))
  return {
    uses: new Set(ids),
    evaluate(variables, most) {
      meter.start(most)
      // A stack trace takes much longer than the error itself, and nobody reads it.
      const { stackTraceLimit } = Error
      Error.stackTraceLimit = 0
      try {
        meter.spend(once)
        const value: unknown = parsed(variables as unknown as Cel.Context)
        // What a part of the expression threw may have made no difference to the value, but then nobody knows what the rest costs.
        if (meter.isExhausted) return { kind: 'too-much-work' }
        return typeof value === 'boolean'
          ? value
          : { kind: 'failed', why: 'the expression does not give true or false' }
      } catch (thrown) {
        return meter.isExhausted ? { kind: 'too-much-work' } : failureOf(thrown, text)
      } finally {
        Error.stackTraceLimit = stackTraceLimit
      }
    },
  }
}

/** The summary of the library quotes only the expression and names types, because no value is known yet. */
function problemOf(error: unknown, text: string, scope: RuleScope): ExpressionProblem {
  if (error instanceof RangeError) return { ...tooLarge, offset: 0 }
  const { code, summary, range } = error as Cel.ParseError
  const offset = Math.min(range?.start ?? 0, text.length)
  if (code === undefined) throw error
  if (code === 'limit_exceeded') return { ...tooLarge, offset }
  if (code === 'unknown_variable') {
    const name = summary.replace(/^Unknown variable: /, '')
    return { summary: `a rule for each ${scope} knows no variable ${quote(name)}`, hint: hintOf(name, scope), offset }
  }
  if (code === 'no_such_key') {
    const name = summary.replace(/^No such key: /, '')
    return { summary: `there is no member ${quote(name)}`, ...present({ hint: memberHint(name) }), offset }
  }
  const told = summary.replaceAll(matchName, 'matches')
  return { summary: `the expression cannot be read: ${quote(told).slice(1, -1)}`, offset }
}

const tooLarge = { summary: 'the expression is too large', hint: 'make several rules of it' }

function hintOf(name: string, scope: RuleScope): string {
  const names = variableNames(scope)
  const meant = didYouMean(name, names)
  if (meant !== undefined) return `did you mean ${meant}?`
  if (planNames.has(name)) return `only rules for each ${name === 'change' ? 'change' : 'change or plan'} know it`
  return name === 'doc' ? 'only rules for each document know it' : `known are ${names.join(', ')}`
}

const members = [
  ...['key', 'file', 'line', 'schema_id', 'external_id', 'state', 'organization_id', 'traits', 'metadata_public'],
  ...['metadata_admin', 'credentials', 'expires', 'protect', 'path', 'before', 'after', 'cause', 'sensitive', 'action'],
  ...['reason', 'fields', 'consequences', 'way_in'],
]

function memberHint(name: string): string | undefined {
  const meant = didYouMean(name, members)
  return meant === undefined ? undefined : `did you mean ${meant}?`
}
