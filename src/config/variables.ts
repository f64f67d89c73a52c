import type { Diagnostic } from '../model/diagnostic.ts'
import { reservedNames, type Variables, valueIn } from '../model/variables.ts'
import type { Located, LocatedMember } from '../source/located.ts'
import { memberOf } from '../source/located.ts'
import { quote, type Reporter } from '../source/report.ts'
import { holdsTemplate, parseTemplate } from '../source/template.ts'

/** A tree with its `${env:NAME}` replaced, and the diagnostic of each node whose variable is not set. */
export interface Expanded {
  readonly root: Located
  readonly unset: ReadonlyMap<Located, Diagnostic>
}

/**
 * Replaces `${env:NAME}` in the values of idctl.yaml. An unset variable makes its node `broken` but is not reported: it
 * matters only where the value is used (the key of another environment is usually not set).
 */
export function expandVariables(root: Located, variables: Variables, report: Reporter): Expanded {
  const unset = new Map<Located, Diagnostic>()
  return { root: expand(root), unset }

  function expand(node: Located): Located {
    if (node.kind === 'list') return { ...node, items: node.items.map(expand) }
    if (node.kind === 'map') {
      const members = new Map<string, LocatedMember>()
      for (const [key, { at, value }] of node.members) members.set(key, { at, value: expand(value) })
      return { ...node, members }
    }
    if (node.kind === 'broken' || typeof node.value !== 'string' || !holdsTemplate(node.value)) return node
    return expandText(node.value, node.at)
  }

  function expandText(text: string, at: Located['at']): Located {
    const template = parseTemplate(text)
    const broken: Located = { kind: 'broken', at }
    if ('problem' in template || template.parts.some(({ kind }) => kind === 'file')) {
      const summary = '${ starts a reference, and idctl.yaml knows only ${env:NAME}'
      report({ severity: 'error', code: 'IDC301', summary, hint: 'write $${ for a plain ${', at })
      return broken
    }
    let value = ''
    for (const part of template.parts) {
      const piece = part.kind === 'text' ? part.text : valueIn(variables, part.name)
      if (piece !== undefined) {
        value += piece
        continue
      }
      const name = part.kind === 'text' ? '' : part.name
      const summary = `the variable ${quote(name)} is not set`
      unset.set(broken, { severity: 'error', code: 'IDC109', summary, hint: `set ${name}`, at })
      return broken
    }
    return { kind: 'scalar', value, at, written: text, fromReference: true }
  }
}

/** Every variable that `kratos` of any environment uses, and those that need no naming: documents may not refer to them. */
export function reservedVariables(root: Located): string[] {
  const names = new Set<string>(reservedNames)
  const environments = memberOf(root, 'environments')?.value
  const layers = environments?.kind === 'map' ? [...environments.members.values()].map(({ value }) => value) : []
  for (const layer of [root, ...layers]) collect(memberOf(layer, 'kratos')?.value, names)
  return [...names]
}

function collect(node: Located | undefined, names: Set<string>): void {
  if (node?.kind === 'map') for (const { value } of node.members.values()) collect(value, names)
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return
  const template = parseTemplate(node.value)
  if ('problem' in template) return
  for (const part of template.parts) if (part.kind === 'env') names.add(part.name)
}
