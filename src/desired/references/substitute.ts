import type { Diagnostic } from '../../model/diagnostic.ts'
import { present } from '../../model/present.ts'
import { findUnseen } from '../../model/unseen.ts'
import type { Located, LocatedMember, LocatedScalar } from '../../source/located.ts'
import { quote, type Reporter } from '../../source/report.ts'
import { holdsTemplate, parseTemplate } from '../../source/template.ts'
import type { ReferenceReader } from './reference-values.ts'

export interface Substitution {
  readonly read: ReferenceReader
  /** With false, a missing value below `credentials` is not an error: it is known at apply. */
  readonly resolveSecrets: boolean
  readonly report: Reporter
}

/** How a reference at a path is treated: replaced, kept as a text for apply, or refused. */
type Rule = 'replace' | 'secret' | 'none'

const secretPath =
  /^credentials\.(?:password(?:\.config)?\.(?:hashed_password|password)|totp(?:\.config)?\.totp_url|lookup_secret(?:\.config)?\.codes\.code)$/

/** References are allowed only at some paths: other values are printed, or decide what a document is. */
function ruleAt(path: readonly string[]): Rule {
  const [top] = path
  if (top === 'traits' || top === 'metadata_admin') return 'replace'
  if (path.length === 1 && (top === 'external_id' || top === 'organization_id')) return 'replace'
  return secretPath.test(path.join('.')) ? 'secret' : 'none'
}

/**
 * Replaces references in the string values of one document and undoes the escape `$${`. Below `credentials` the text
 * stays as written. A reference that cannot be replaced is reported, and its node becomes `broken`.
 */
export function substitute(node: Located, context: Substitution, path: readonly string[] = []): Located {
  switch (node.kind) {
    case 'broken':
      return node
    case 'scalar':
      return typeof node.value === 'string' && holdsTemplate(node.value)
        ? substituteText(node, node.value, context, path)
        : node
    case 'list': {
      const items = node.items.map((item) => substitute(item, context, path))
      return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node
    }
    case 'map': {
      let members: Map<string, LocatedMember> | undefined
      for (const [key, member] of node.members) {
        if (/\$\{(?:env|file):/.test(key)) context.report(problemAt(member, 'IDC306', 'a reference cannot be a key'))
        const value = substitute(member.value, context, [...path, key])
        if (value === member.value) continue
        members ??= new Map(node.members)
        members.set(key, { at: member.at, value })
      }
      return members === undefined ? node : { ...node, members }
    }
  }
}

function substituteText(node: LocatedScalar, written: string, context: Substitution, path: readonly string[]): Located {
  const broken = (code: 'IDC301' | 'IDC306', summary: string, hint: string): Located => {
    context.report(problemAt(node, code, summary, hint))
    return { kind: 'broken', at: node.at }
  }
  const template = parseTemplate(written)
  if ('problem' in template) {
    return broken('IDC301', `\${ starts a reference, and ${template.problem}`, 'write $${ for a plain ${')
  }
  if (template.parts.every((part) => part.kind === 'text')) {
    return { ...node, value: template.parts.map((part) => part.text).join(''), written }
  }
  const rule = ruleAt(path)
  if (rule === 'none') {
    return broken('IDC306', `a reference is not allowed in ${quote(path[0] ?? 'a document')} here`, whereAllowed)
  }
  let value = ''
  let failed = false
  for (const part of template.parts) {
    if (part.kind === 'text') {
      value += part.text
      continue
    }
    const result = context.read(part)
    if ('value' in result) value += result.value
    else if (rule === 'replace' || context.resolveSecrets || result.missing !== true) {
      context.report(problemAt(node, result.code, result.problem, result.hint))
      failed = true
    }
  }
  if (failed) return { kind: 'broken', at: node.at }
  // A secret is not needed before apply, and a value that was never read in cannot leak. Any other value has no
  // location of its own in the file, so its invisible characters get that of the reference.
  const unseen = rule === 'secret' ? undefined : findUnseen(value, value, () => node.at)
  return {
    kind: 'scalar',
    value: rule === 'secret' ? written : value,
    at: node.at,
    written,
    fromReference: true,
    ...present({ unseen }),
  }
}

const whereAllowed =
  'references are allowed in traits, metadata_admin, external_id, organization_id, and the secrets of credentials (hashed_password, password, totp_url, code); write $${ for a plain ${'

function problemAt({ at }: Pick<Located, 'at'>, code: Diagnostic['code'], summary: string, hint?: string): Diagnostic {
  return { severity: 'error', code, summary, ...present({ hint }), at }
}

/** The value of a text with references; `undefined` if one of them is not available here. */
export function knownText(written: string, read: ReferenceReader): string | undefined {
  const template = parseTemplate(written)
  if ('problem' in template) return undefined
  const values = template.parts.map((part) => {
    if (part.kind === 'text') return part.text
    const result = read(part)
    return 'value' in result ? result.value : undefined
  })
  return values.includes(undefined) ? undefined : values.join('')
}
