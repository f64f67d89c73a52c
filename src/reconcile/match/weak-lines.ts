import { type Account, comparable } from './account.ts'
import type { MatchedDocument } from './document.ts'
import { lineAgainstRest, lineNotRead, onlyCopies, twoAccounts } from './findings.ts'
import { isLike, keySpellings } from './lines.ts'
import type { Rests } from './table.ts'
import { type Answer, type Evidence, isWhollyWritten, unique, type View } from './weak-evidence.ts'

/** What the `previously` lines say that are not spent; `undefined` if they name no account. */
export function byLine(view: View, document: MatchedDocument, evidence: Evidence): Answer | undefined {
  const { table, spent, heldKeys } = view
  const lines = document.previously.filter((line) => !spent.isSpent(document, line))
  if (lines.length === 0) return undefined
  const hits = namedByLines(view, document, lines)
  const [account, ...others] = hits
  if (account === undefined) {
    const held = unique(lines.flatMap((line) => heldKeys.get(line) ?? []))
    if (held.length === 0) return undefined
    return { candidates: held, contest: () => table.contest([document], held, onlyCopies(held), 'on live') }
  }
  if (others.length > 0) {
    const rests = hits.every(isWhollyWritten) ? 'on files' : 'on live'
    return {
      candidates: hits,
      contest: () => table.contest([document], hits, twoAccounts('its `previously` lines name', hits), rests),
    }
  }
  if (!view.isFileRead(account) && account.mark?.lines !== undefined && !isLike(account, document)) {
    const finding = lineNotRead(account, account.mark.origin)
    return { candidates: hits, contest: () => table.contest([document], [account], finding, 'on live') }
  }
  const against = evidence.file.filter((other) => other !== account && evidence.likeness(other) === 'same')
  if (against.length > 0 && evidence.likeness(account) === 'none') {
    const sides = [account, ...against]
    return {
      candidates: sides,
      contest: () => table.contest([document], sides, lineAgainstRest(account, against), restOfLines(lines, account)),
    }
  }
  return { candidates: [account], claim: { account, by: 'previously', rests: restOfLines(lines, account) } }
}

/** `on files` if a line names the key in the mark, or an address that idctl wrote. */
function restOfLines(lines: readonly string[], { mark, written }: Account): Rests {
  const isOurs = lines.some((line) => (mark && keySpellings(line).includes(mark.key)) || written.has(comparable(line)))
  return isOurs ? 'on files' : 'on live'
}

/** The accounts that these lines name: by the key in the mark, else by a login identifier. Disabled ones only if no active one is named. */
function namedByLines(
  { table, index, explicitNames, moving, mayJoin }: View,
  document: MatchedDocument,
  lines: readonly string[],
): Account[] {
  const isOthers = (account: Account) => {
    const { mark } = account
    if (index.isLeftBehind(account)) return false
    const owner = mark?.named ? explicitNames.get(mark.key) : undefined
    return owner !== undefined && owner !== document && !moving.has(owner)
  }
  const keyed = unique(lines.flatMap(keySpellings).flatMap((name) => index.byFormerKey(name))).filter(
    (account) => table.isFree(account) && !isOthers(account),
  )
  const identified = unique(lines.flatMap((line) => index.byCounted(comparable(line)))).filter((account) =>
    mayJoin(document, account),
  )
  const hits = keyed.length > 0 ? keyed : identified
  const active = hits.filter(({ mark }) => mark?.disabled === undefined)
  return active.length > 0 ? active : hits
}
