import type { Config } from '../../config/types.ts'
import { type Diagnostic, hasErrors } from '../../model/diagnostic.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { keyCommand, shellWord } from '../../model/shell-word.ts'
import { keyOf, unknownKeys } from '../../reconcile/decide/decide-key-command.ts'
import { isGlob } from '../../reconcile/decide/names-of-command.ts'
import { type BothPair, createMatcher, type MatchPolicy, type Pair } from '../../reconcile/match/match.ts'

export type ManagedPair = BothPair & { readonly mark: Mark }

/** The policy with which a plan of this folder would match. */
export function matchPolicyOf(config: Config, server: Pick<MatchPolicy, 'schemas' | 'abilities'>): MatchPolicy {
  const { workspace, adopt, partialFolder, display } = config
  const nobody: ReadonlySet<IdentityKey> = new Set()
  return {
    workspace,
    ...server,
    adopt,
    partialFolder,
    readFolders: config.identities,
    ...present({ display }),
    adoptKeys: nobody,
    takeOver: nobody,
    rebind: nobody,
  }
}

/**
 * Finds the live identity of one document as a plan would, from all live identities; keeps no other. With any mistake
 * in matching there is no pair: it has to be settled first who is who.
 */
export async function findPair(
  identities: readonly DesiredIdentity[],
  pages: AsyncIterable<readonly LiveIdentity[]>,
  policy: MatchPolicy,
  key: IdentityKey,
): Promise<{ readonly pair?: ManagedPair; readonly diagnostics: readonly Diagnostic[] }> {
  const matcher = createMatcher(identities, policy)
  let pair: Pair | undefined
  for await (const page of pages) {
    for (const live of page) {
      const settled = matcher.offer(live)
      if (settled?.desired.key === key) pair = settled
    }
  }
  const rest = matcher.finish()
  if (hasErrors(rest.diagnostics)) return { diagnostics: rest.diagnostics }
  if (pair === undefined || (pair.kind === 'both' && rest.withdrawn.has(pair.live.id)))
    pair = rest.pairs.find((other) => keyOf(other) === key)
  if (pair === undefined)
    return { diagnostics: isGlob(key) ? [noGlobs(key)] : unknownKeys([key], new Set(), 'no document') }
  if (pair.kind === 'live-only') return impossible(key, 'its document is gone')
  if (pair.kind === 'blocked' || pair.kind === 'held') return impossible(key, pair.blocked.reason, pair.blocked.hint)
  if (pair.kind === 'desired-only') return impossible(key, 'no live identity matches its document')
  const { mark } = pair
  if (mark === undefined) return impossible(key, 'it is not managed yet', `\`${keyCommand('adopt', key)}\` first`)
  if (mark.disabled !== undefined) {
    return impossible(key, 'it is disabled, and its document is back', '`idctl apply` restores it')
  }
  return { pair: { ...pair, mark }, diagnostics: [] }
}

function noGlobs(word: string): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC540',
    summary: `no document has the key "${word}"`,
    hint: `accept takes one key, and no globs; \`idctl export --update --managed ${shellWord(word)}\` keeps what moved live of everybody whom the glob fits`,
  }
}

function impossible(key: IdentityKey, why: string, hint?: string): { readonly diagnostics: Diagnostic[] } {
  const summary = `"${key}": ${why}`
  return { diagnostics: [{ severity: 'error', code: 'IDC541', summary, ...present({ hint }) }] }
}
