import type { Diagnostic } from '../../model/diagnostic.ts'
import { push } from '../../model/push.ts'

/** Diagnostics of one severity and code. */
interface AlikeDiagnostics {
  readonly shown: readonly Diagnostic[]
  /** Number of the others. */
  readonly more: number
}

/** So many diagnostics of one code are all shown; of more, the first `mostShown`. */
const mostWhole = 5
const mostShown = 3

/** Keys that a joined notice names when it names all of them. */
const mostNamed = 4

/**
 * Joins the notices that differ only in their person, and folds the diagnostics of one code when there are many. Keeps the order of
 * the first of each.
 */
export function foldDiagnostics(ordered: readonly Diagnostic[]): readonly AlikeDiagnostics[] {
  const joined = joinNotices(ordered)
  const byCode = new Map<string, Diagnostic[]>()
  for (const diagnostic of joined) push(byCode, codeOf(diagnostic), diagnostic)
  return joined.flatMap((diagnostic): AlikeDiagnostics[] => {
    const group = byCode.get(codeOf(diagnostic)) ?? []
    if (group.length <= mostWhole) return [{ shown: [diagnostic], more: 0 }]
    if (group[0] !== diagnostic) return []
    return [{ shown: group.slice(0, mostShown), more: group.length - mostShown }]
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
