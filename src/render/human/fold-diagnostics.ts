import type { Diagnostic } from '../../model/diagnostic.ts'
import { push } from '../../model/push.ts'
import { type FoldedGroup, foldGroup } from './fold-group.ts'

/** So many kinds of one code have groups of their own; all others share one. */
const mostKinds = 8

/** Codes of rules: what breaks another rule, or cannot be judged by it, is another mistake. */
const ofRules: ReadonlySet<Diagnostic['code']> = new Set(['IDC261', 'IDC262', 'IDC263', 'IDC264'])

/** Codes of unknown keys: another key is another mistake. */
const ofKeys: ReadonlySet<Diagnostic['code']> = new Set(['IDC103', 'IDC212'])

/** Keys that a joined notice names when it names all of them. */
const mostNamed = 4

/**
 * Joins the notices that differ only in their person, and folds the diagnostics of one code when there are many: those of one rule, or
 * about one unknown key, by themselves. Keeps the order of the first of each.
 */
export function foldDiagnostics(ordered: readonly Diagnostic[]): readonly FoldedGroup<Diagnostic>[] {
  const joined = joinNotices(ordered)
  const groups = groupsOf(joined)
  return joined.flatMap((diagnostic): FoldedGroup<Diagnostic>[] => {
    const group = groups.get(diagnostic) ?? []
    const folded = foldGroup(group)
    if (folded.more === 0) return [{ shown: [diagnostic], more: 0 }]
    return group[0] === diagnostic ? [folded] : []
  })
}

/** The group of each diagnostic. */
function groupsOf(diagnostics: readonly Diagnostic[]): ReadonlyMap<Diagnostic, readonly Diagnostic[]> {
  const groups = new Map<Diagnostic, readonly Diagnostic[]>()
  const byCode = new Map<string, Map<string, Diagnostic[]>>()
  for (const diagnostic of diagnostics) {
    const code = `${diagnostic.severity} ${diagnostic.code}`
    const kinds = byCode.get(code) ?? new Map<string, Diagnostic[]>()
    byCode.set(code, kinds)
    const kind = kindOf(diagnostic)
    const name = kinds.has(kind) || kinds.size < mostKinds ? kind : otherKinds
    const group = kinds.get(name) ?? []
    kinds.set(name, group)
    group.push(diagnostic)
    groups.set(diagnostic, group)
  }
  return groups
}

const otherKinds = 'of another kind'

/** What diagnostics of one code must have in common to fold. */
function kindOf({ code, summary, at, related }: Diagnostic): string {
  if (ofKeys.has(code)) return `of the key: ${summary}`
  // A finding about a document names the place of its rule after that of the document.
  return ofRules.has(code) ? `of the rule: ${JSON.stringify(related?.at(-1) ?? at)}` : ''
}

function joinNotices(ordered: readonly Diagnostic[]): Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>()
  const firsts = ordered.filter((diagnostic) => {
    const { code, alike, at } = diagnostic
    if (alike === undefined) return true
    const name = JSON.stringify([code, alike.summary, at])
    const isFirst = !groups.has(name)
    push(groups, name, diagnostic)
    return isFirst
  })
  return firsts.map((first) => {
    const { code, alike, at } = first
    const group = alike && groups.get(JSON.stringify([code, alike.summary, at]))
    if (alike === undefined || group === undefined || group.length < 2) return first
    const keys = group.flatMap((one) => one.alike?.key ?? []).sort(byNumber())
    return { ...first, summary: `${group.length} people ${alike.summary}: ${namesText(keys)}` }
  })
}

let collator: Intl.Collator | undefined

function byNumber(): Intl.Collator['compare'] {
  collator ??= new Intl.Collator('en', { numeric: true })
  return collator.compare
}

function namesText(keys: readonly string[]): string {
  return keys.length <= mostNamed ? keys.join(', ') : `${keys[0]} … ${keys.at(-1)}`
}
