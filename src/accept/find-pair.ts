import type { Diagnostic } from '../model/diagnostic.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity, Mark } from '../model/identity.ts'
import { shellWord } from '../model/shell-word.ts'
import { unknownKeys } from '../reconcile/decide-key-command.ts'
import { type BothPair, createMatcher, type Pair } from '../reconcile/match.ts'

export type ManagedPair = BothPair & { readonly mark: Mark }

/**
 * The live identity of one document among all of them, found as a plan finds it; nothing else is kept. Where matching meets a
 * mistake, nobody's is: who is whom has to be settled first.
 */
export async function findPair(
  identities: readonly DesiredIdentity[],
  pages: AsyncIterable<readonly LiveIdentity[]>,
  workspace: string,
  key: IdentityKey,
): Promise<{ readonly pair?: ManagedPair; readonly diagnostics: readonly Diagnostic[] }> {
  const matcher = createMatcher(identities, workspace, [])
  let pair: Pair | undefined
  for await (const page of pages) {
    for (const live of page) {
      const settled = matcher.offer(live)
      if (settled?.desired.key === key) pair = settled
    }
  }
  const rest = matcher.finish()
  if (rest.diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics: rest.diagnostics }
  pair ??= rest.pairs.find((other) => (other.kind === 'live-only' ? other.mark : other.desired).key === key)
  if (pair === undefined) return { diagnostics: unknownKeys([key], new Set(), 'no document') }
  if (pair.kind === 'live-only') return impossible(key, 'its document is gone')
  if (pair.kind === 'desired-only') return impossible(key, 'no live identity matches its document')
  const { mark } = pair
  if (mark === undefined) return impossible(key, 'it is not managed yet', `\`idctl adopt ${shellWord(key)}\` first`)
  if (mark.disabled !== undefined) {
    return impossible(key, 'it is disabled, and its document is back', '`idctl apply` restores it')
  }
  return { pair: { ...pair, mark }, diagnostics: [] }
}

function impossible(key: IdentityKey, why: string, hint?: string): { readonly diagnostics: Diagnostic[] } {
  const summary = `"${key}": ${why}`
  return { diagnostics: [{ severity: 'error', code: 'IDC541', summary, ...(hint !== undefined && { hint }) }] }
}
