import { didYouMean } from '../model/did-you-mean.ts'
import { present } from '../model/present.ts'
import type { Rule, RuleText } from '../model/rule.ts'
import { compileRules } from '../rules/compile-rules.ts'
import { type Located, type LocatedMap, memberOf, someNode } from '../source/located.ts'
import { placeInScalar } from '../source/offset-in-scalar.ts'
import { quote, type Reporter } from '../source/report.ts'
import type { SourceText } from '../source/source-text.ts'
import type { WrittenRule } from './schema.ts'

interface Written {
  /** All of idctl.yaml. */
  readonly root: LocatedMap
  /** The rules as far as their shape is right; its problems are reported. */
  readonly shape: readonly WrittenRule[]
  readonly source: SourceText
  readonly env: string | undefined
}

/** The rules for the environment. Those of other environments are checked, too: their mistakes would come up in production. */
export function readRules({ root, shape, source, env }: Written, report: Reporter): readonly Rule[] {
  const list = memberOf(root, 'rules')?.value
  const items = list?.kind === 'list' ? list.items : []
  // If the shape of one is wrong, there is no saying which node belongs to which.
  if (items.length !== shape.length) return []
  if (items.some((item) => reportReference(item, report))) return []
  const known = environmentsOf(root)
  const names = new Set<string>()
  const rules = shape.map((written, index): Rule => {
    const node = items[index]
    const at = memberOf(node, 'name')?.value.at ?? root.at
    if (names.has(written.name)) {
      const summary = `another rule is also named ${quote(written.name)}`
      report({ severity: 'error', code: 'IDC260', summary, hint: 'give each rule a name of its own', at })
    }
    names.add(written.name)
    reportEnvironments(memberOf(node, 'env')?.value, known, report)
    const { name, each, message, level = 'deny' } = written
    if (each === 'plan' && /\{(?:key|file)\}/.test(message ?? '')) {
      const summary = `rule ${name}: a rule for each plan is about nobody, and has no {key} and {file}`
      report({ severity: 'error', code: 'IDC260', summary, at: memberOf(node, 'message')?.value.at ?? at })
    }
    const textOf = (key: 'when' | 'assert', text: string): RuleText => {
      const place = memberOf(node, key)?.value.at ?? at
      return { text, locate: placeInScalar(text, place, source) }
    }
    const when = written.when === undefined ? undefined : textOf('when', written.when)
    return { name, each, level, at, assert: textOf('assert', written.assert), ...present({ when, message }) }
  })
  for (const diagnostic of compileRules(rules).diagnostics) report(diagnostic)
  return rules.filter((_, index) => {
    const environments = shape[index]?.env
    return environments === undefined || (env !== undefined && environments.includes(env))
  })
}

/** A variable in an expression would be code that nobody has reviewed, and a message would show it. */
function reportReference(item: Located, report: Reporter): boolean {
  const hasReference = someNode(item, (node) => node.kind === 'scalar' && node.fromReference === true)
  if (!hasReference) return false
  const summary = 'a rule cannot have a reference or an escaped ${'
  report({ severity: 'error', code: 'IDC260', summary, hint: 'write the text itself', at: item.at })
  return true
}

function environmentsOf(root: LocatedMap): readonly string[] {
  const environments = memberOf(root, 'environments')?.value
  return environments?.kind === 'map' ? [...environments.members.keys()] : []
}

/** A mistyped name would switch the rule off. */
function reportEnvironments(written: Located | undefined, known: readonly string[], report: Reporter): void {
  for (const item of written?.kind === 'list' ? written.items : []) {
    if (item.kind !== 'scalar' || known.includes(String(item.value))) continue
    const meant = didYouMean(String(item.value), known)
    report({
      severity: 'error',
      code: 'IDC260',
      summary: `there is no environment ${quote(String(item.value))}`,
      hint: meant === undefined ? 'name one of environments' : `did you mean ${meant}?`,
      at: item.at,
    })
  }
}
