import type { Diagnostic, DiagnosticCode, SourceLocation } from '../model/diagnostic.ts'
import { present } from '../model/present.ts'
import type { Rule, RuleScope } from '../model/rule.ts'
import type { CompiledRule } from './compile-rules.ts'
import type { Failure } from './failure.ts'

/** What a rule is asked about. */
export interface Subject {
  /** In words, for messages. */
  readonly what: string
  readonly key?: string
  readonly at?: SourceLocation
  /** The variable of the rule that holds it. */
  readonly variable?: string
  readonly value?: unknown
}

interface Question {
  readonly subjects: readonly Subject[]
  readonly variables: ReadonlyMap<string, unknown>
  /** Steps that one evaluation may take. */
  readonly most: number
}

interface Answer {
  readonly diagnostics: readonly Diagnostic[]
  /** How often the rule was broken. */
  readonly broken: number
  /** The rules may not do more work. */
  readonly isStopped: boolean
}

/** So many findings of one rule are listed; a rule that everybody breaks would otherwise fill the memory. */
const mostListed = 1000

const codeOf: Readonly<Record<RuleScope, DiagnosticCode>> = { document: 'IDC261', change: 'IDC262', plan: 'IDC263' }

/** Asks one rule about each subject. A rule that cannot be evaluated is an error, whatever its level is. */
export function askRule({ rule, when, assert }: CompiledRule, { subjects, variables, most }: Question): Answer {
  const diagnostics: Diagnostic[] = []
  let broken = 0
  let failed = 0
  for (const subject of subjects) {
    const own = new Map(variables)
    if (subject.variable !== undefined) own.set(subject.variable, subject.value)
    const applies = when === undefined ? true : when.evaluate(own, most)
    const holds = applies === true ? assert.evaluate(own, most) : applies === false ? true : applies
    if (holds === true) continue
    if (holds === false) {
      broken += 1
      if (broken <= mostListed) diagnostics.push(brokenBy(rule, subject))
    } else if (holds.kind === 'too-much-work') {
      return { diagnostics: [...diagnostics, tooMuchWork(rule, subject)], broken, isStopped: true }
    } else {
      failed += 1
      if (failed <= mostListed) diagnostics.push(notEvaluated(rule, subject, holds))
    }
  }
  diagnostics.push(...notListed(rule, broken, codeOf[rule.each], rule.level === 'deny' ? 'error' : 'warning'))
  diagnostics.push(...notListed(rule, failed, 'IDC264', 'error'))
  return { diagnostics, broken, isStopped: false }
}

function brokenBy(rule: Rule, subject: Subject): Diagnostic {
  const said = rule.message === undefined ? '' : `: ${fillIn(rule.message, rule, subject)}`
  return {
    severity: rule.level === 'deny' ? 'error' : 'warning',
    code: codeOf[rule.each],
    summary: `${subject.what} breaks the rule ${rule.name}${said}`,
    ...placesOf(rule, subject),
  }
}

/** The text of the rule, in which a placeholder stands for what anybody sees of its subject anyway. */
function fillIn(message: string, { name }: Rule, { key = '', at }: Subject): string {
  const values: Readonly<Record<string, string>> = { '{key}': key, '{file}': at?.file ?? '', '{rule}': name }
  return message.replace(/\{(?:key|file|rule)\}/g, (placeholder) => values[placeholder] ?? placeholder)
}

function notEvaluated(rule: Rule, subject: Subject, { why, hint }: Extract<Failure, { kind: 'failed' }>): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC264',
    summary: `the rule ${rule.name} cannot be evaluated for ${subject.what}: ${why}`,
    ...present({ hint }),
    ...placesOf(rule, subject),
  }
}

function tooMuchWork(rule: Rule, subject: Subject): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC265',
    summary: `the rule ${rule.name} needs more work than rules may do: it was stopped at ${subject.what}`,
    hint: 'ask about one document or change (each: document) instead of all; later rules were not asked',
    ...placesOf(rule, subject),
  }
}

function notListed(rule: Rule, count: number, code: DiagnosticCode, severity: Diagnostic['severity']): Diagnostic[] {
  if (count <= mostListed) return []
  const summary = `the rule ${rule.name} stops ${count - mostListed} more, which are not listed`
  return [{ severity, code, summary, at: rule.at }]
}

function placesOf(rule: Rule, { at }: Subject): Pick<Diagnostic, 'at' | 'related'> {
  return at === undefined ? { at: rule.at } : { at, related: [rule.at] }
}
