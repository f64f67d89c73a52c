import { type StaleIdentifier, staleIdentifiers } from '../../identity/held-identifiers.ts'
import { intendedOf } from '../../identity/intended.ts'
import { ownMark } from '../../identity/live-document.ts'
import { holdsWhatItYields } from '../../identity/same-traits.ts'
import type { Abilities } from '../../model/abilities.ts'
import type { Change } from '../../model/change.ts'
import { idOf, isUpdate } from '../../model/change-parts.ts'
import { identifierClaim } from '../../model/claims.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { keyCommand } from '../../model/shell-word.ts'
import { editsOf } from '../diff/compare-fields.ts'
import type { BothPair } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import type { HolderIndex } from './holders.ts'
import type { DocumentsByKey } from './row.ts'
import type { Watcher } from './watcher.ts'

type StaleOf = (live: LiveIdentity) => readonly StaleIdentifier[]

/** Remembers the last identity, so that several questions about it search its identifiers only once. */
export function staleFinder({ schemas, abilities }: Policy): StaleOf {
  let last: { readonly live: LiveIdentity; readonly found: readonly StaleIdentifier[] } | undefined
  return (live) => {
    if (last?.live === live) return last.found
    const schema = schemas.get(live.schema_id)
    const found = schema === undefined ? [] : staleIdentifiers(live, schema)
    last = { live, found: abilities.lacks.empty_identifiers === undefined ? found : found.map(withoutRaces) }
    return last.found
  }
}

/** v1.3 rewrites all rows with every write, which repairs races as well (API reference §6.7). */
function withoutRaces(stale: StaleIdentifier): StaleIdentifier {
  return stale.why === 'race' ? { ...stale, why: 'torn' } : stale
}

interface StaleInput {
  readonly staleOf: StaleOf
  /** It must see each identity before `watchStale` does. */
  readonly holders: HolderIndex
  readonly desiredByKey: DocumentsByKey
  readonly policy: Policy
}

interface Notice {
  readonly live: LiveIdentity
  readonly stale: readonly StaleIdentifier[]
  pair?: BothPair
}

/** Warns of stale identifiers: people can still sign in with them, although no trait yields them. */
export function watchStale(input: StaleInput): Watcher & { found(changes: readonly Change[]): readonly Diagnostic[] } {
  const notices = new Map<string, Notice>()
  return {
    see(live, own) {
      if (own !== undefined && holdsWhatItYields(live, own)) return
      const stale = noticeable(live, input)
      if (stale.length > 0) notices.set(live.id, { live, stale })
    },
    take(pair) {
      const notice = pair.kind === 'both' ? notices.get(pair.live.id) : undefined
      if (notice !== undefined && pair.kind === 'both') notice.pair = pair
    },
    found(changes) {
      if (notices.size === 0) return []
      const byId = new Map(changes.flatMap((change) => (idOf(change) === undefined ? [] : [[idOf(change), change]])))
      return [...notices.values()].flatMap((notice) => {
        const change = byId.get(notice.live.id)
        return noticesOf(notice.live, staleAfter(notice, change, input), change, input)
      })
    },
  }
}

/** The stale identifiers that are left after the change of this plan. Any write repairs torn ones. */
function staleAfter({ stale, pair }: Notice, change: Change | undefined, { staleOf }: StaleInput) {
  if (pair === undefined || change === undefined || !isUpdate(change) || change.blocked) return stale
  const { traits } = intendedOf(pair.live, editsOf(change.fields, pair), undefined)
  return staleOf({ ...pair.live, traits }).filter(({ why }) => why !== 'torn')
}

/** The stale identifiers of a managed identity, or of another one that has a value which a document claims. */
function noticeable(live: LiveIdentity, { staleOf, holders, policy }: StaleInput): readonly StaleIdentifier[] {
  const isOurs = ownMark(live, policy.workspace) !== undefined
  return isOurs || holders.contestedOf(live.id).length > 0 ? staleOf(live) : []
}

/** Texts without the values, which are personal data. */
function noticesOf(
  live: LiveIdentity,
  stale: readonly StaleIdentifier[],
  change: Change | undefined,
  { holders, desiredByKey, policy }: StaleInput,
): Diagnostic[] {
  const key = ownMark(live, policy.workspace)?.key
  const claimants = stale.map((identifier) => holders.claimantOf(identifierClaim(identifier)))
  const blocked = [...new Set(claimants.filter((claimant) => claimant !== undefined && claimant !== key))].sort()
  if (stale.length === 0 || (key === undefined && blocked.length === 0)) return []
  const who = key === undefined ? `live identity ${live.id}` : `"${key}" (${live.id})`
  const what = stale.length === 1 ? 'a login identifier' : `${stale.length} login identifiers`
  const blocks = blocked.length === 0 ? '' : `, which blocks ${blocked.map((name) => `"${name}"`).join(', ')}`
  const at = key === undefined ? undefined : desiredByKey.get(key)?.origin
  const frees = whatFrees(live.id, stale, policy.abilities)
  // A blocked adoption may be of the same person, whose traits were lost: then `adopt` is enough.
  const adopts = change?.blocked?.code === 'adoption' ? keyCommand('adopt', change.key) : undefined
  return [
    {
      severity: 'warning',
      code: 'IDC590',
      summary: `${who} still signs in with ${what} that its traits do not yield${blocks}`,
      hint:
        adopts === undefined ? frees : `if it is the same person, only \`${adopts}\`; if it is somebody else: ${frees}`,
      ...present({ at }),
    },
  ]
}

/** How to free stale identifiers of one identity; the hint for the worst case wins. */
export function whatFrees(id: string, stale: readonly StaleIdentifier[], { lacks }: Abilities): string {
  if (stale.some(({ why }) => why === 'race')) {
    return 'simultaneous writes left it behind, and no later write removes it: only deleting the identity and creating it again does'
  }
  const last = stale.filter(({ why }) => why === 'last')
  if (last.length === 0) return 'two writes crossed: the next write to the identity repairs it, even an empty PATCH'
  if (lacks.empty_identifiers !== undefined)
    return 'give the identity another identifier of that type, which replaces it'
  const paths = [...new Set(last.map(({ type }) => `/credentials/${type}/identifiers`))]
  const operations = paths.map((path) => ({ op: 'replace', path, value: [] }))
  return `since its traits yield no other, PATCH /admin/identities/${id} with ${JSON.stringify(operations)} frees it, and nobody can sign in to that identity with it any more`
}
