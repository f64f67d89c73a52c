import type { Diagnostic } from '../../model/diagnostic.ts'
import { push } from '../../model/push.ts'
import { type FoldedGroup, foldGroup } from './fold-group.ts'

/** Keys that a joined notice names when it names all of them. */
const mostNamed = 4

/**
 * Joins the notices that differ only in their person, and folds the diagnostics of one code when there are many. Keeps the order of
 * the first of each.
 */
export function foldDiagnostics(ordered: readonly Diagnostic[]): readonly FoldedGroup<Diagnostic>[] {
  const joined = joinNotices(ordered)
  const byCode = new Map<string, Diagnostic[]>()
  for (const diagnostic of joined) push(byCode, codeOf(diagnostic), diagnostic)
  return joined.flatMap((diagnostic): FoldedGroup<Diagnostic>[] => {
    const group = byCode.get(codeOf(diagnostic)) ?? []
    const folded = foldGroup(group)
    if (folded.more === 0) return [{ shown: [diagnostic], more: 0 }]
    return group[0] === diagnostic ? [folded] : []
  })
}

function codeOf({ severity, code }: Diagnostic): string {
  return `${severity} ${code}`
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
    const keys = group.flatMap((one) => one.alike?.key ?? []).sort(byNumber.compare)
    return { ...first, summary: `${group.length} people ${alike.summary}: ${namesText(keys)}` }
  })
}

const byNumber = new Intl.Collator('en', { numeric: true })

function namesText(keys: readonly string[]): string {
  return keys.length <= mostNamed ? keys.join(', ') : `${keys[0]} … ${keys.at(-1)}`
}
