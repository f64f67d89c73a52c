import { normaliseIdentifier, normalisePhone } from '../identity-schema/normalise.ts'
import type { Abilities } from '../model/abilities.ts'
import type { Blocked, Change } from '../model/change.ts'
import type { Diagnostic, SourceLocation } from '../model/diagnostic.ts'
import { findInField } from '../model/field-place.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../model/identity.ts'
import type { Json } from '../model/json.ts'
import { type Claim, claimsHeldBy, claimsOf, claimValue, claimWords, identifierClaim } from './claims.ts'
import type { Decision } from './decide.ts'
import type { StaleIdentifier } from './held-identifiers.ts'
import { ownMark } from './live-document.ts'
import { wantedLinks } from './marked-credentials.ts'
import { whatFrees } from './stale-diagnostics.ts'

interface Holder {
  readonly id: string
  /** Key of our mark, if it has one. */
  readonly key?: IdentityKey
  readonly external_id?: string
  /** Its traits do not yield the value, and Kratos holds it all the same. */
  readonly stale?: StaleIdentifier
}

/** Remembers which live identity holds a value that some document claims. */
export interface HolderIndex {
  see(live: LiveIdentity): void
  holdersOf(claim: Claim): readonly Holder[]
  /** Whose document claims this value. */
  claimantOf(claim: Claim): IdentityKey | undefined
  /** What this live identity holds and some other document claims. */
  contestedOf(id: string): readonly Claim[]
}

/** Keeps only holders that are not the claimant's own, so that a quiet folder costs nothing. */
export function createHolderIndex(
  identities: readonly DesiredIdentity[],
  workspace: string,
  staleOf: (live: LiveIdentity) => readonly StaleIdentifier[],
): HolderIndex {
  const claimants = new Map<Claim, IdentityKey>()
  for (const desired of identities) {
    const externalId = desired.fields['/external_id']?.value
    const claims = claimsOf(
      desired.derived,
      typeof externalId === 'string' ? externalId : undefined,
      wantedLinks(desired.credentials),
    )
    for (const claim of claims) claimants.set(claim, desired.key)
  }
  const holders = new Map<Claim, Holder[]>()
  const contested = new Map<string, Claim[]>()
  return {
    see(live) {
      const key = ownMark(live, workspace)?.key
      for (const claim of claimsHeldBy(live)) {
        const claimant = claimants.get(claim)
        if (claimant === undefined || claimant === key) continue
        const { id, external_id } = live
        const stale = staleOf(live).find((identifier) => identifierClaim(identifier) === claim)
        const holder: Holder = {
          id,
          ...(key !== undefined && { key }),
          ...(external_id !== undefined && { external_id }),
          ...(stale && { stale }),
        }
        holders.set(claim, [...(holders.get(claim) ?? []), holder])
        contested.set(id, [...(contested.get(id) ?? []), claim])
      }
    },
    holdersOf: (claim) => holders.get(claim) ?? [],
    claimantOf: (claim) => claimants.get(claim),
    contestedOf: (id) => contested.get(id) ?? [],
  }
}

export interface CollisionResult {
  readonly diagnostics: readonly Diagnostic[]
  readonly needs: Needs
}

/** Who takes what from whom: key of the taker → key of the change that frees it → the values. */
export type Needs = ReadonlyMap<IdentityKey, ReadonlyMap<IdentityKey, readonly Claim[]>>

/**
 * Values that a change takes while another live identity holds them (product §5.6): fine if that identity's own change
 * in this plan frees the value first, else an error. What counts is what Kratos holds, not live traits.
 */
export function findCollisions(
  decisions: readonly Decision[],
  holders: HolderIndex,
  desiredByKey: ReadonlyMap<IdentityKey, DesiredIdentity>,
  abilities: Abilities,
): CollisionResult {
  const byId = new Map<string, Decision>()
  for (const decision of decisions) {
    const id = decision.change && 'id' in decision.change ? decision.change.id : undefined
    if (id !== undefined) byId.set(id, decision)
  }
  const diagnostics: Diagnostic[] = []
  const needs = new Map<IdentityKey, Map<IdentityKey, Claim[]>>()
  for (const decision of decisions) {
    const { change, claims } = decision
    if (!change || change.blocked || change.action === 'none' || !claims) continue
    const ownId = 'id' in change ? change.id : undefined
    for (const claim of claims) {
      for (const holder of holders.holdersOf(claim)) {
        if (holder.id === ownId) continue
        const theirs = byId.get(holder.id)
        const freeing = freedBy(theirs, claim, holder)
        if (freeing) {
          const taken = needs.get(change.key) ?? new Map<IdentityKey, Claim[]>()
          needs.set(change.key, taken.set(freeing.key, [...(taken.get(freeing.key) ?? []), claim]))
          continue
        }
        const blocked = blockedFreeing(theirs, claim, holder)
        const leaves = theirs?.change && leavingOf(theirs.change)
        const obstacle = { ...holder, ...(blocked && { blocked }), ...(leaves && { leaves }) }
        diagnostics.push(collision(desiredByKey.get(change.key), change, claim, obstacle, abilities))
      }
    }
  }
  return { diagnostics: onePerHolder(diagnostics), needs }
}

/** The change that gives the value up: a deletion, or an update after which the identity no longer yields it. */
function freedBy(decision: Decision | undefined, claim: Claim, { stale }: Holder): Change | undefined {
  const change = decision?.change
  if (!change || change.blocked) return undefined
  if (change.action === 'delete') return change
  if (change.action !== 'update' && change.action !== 'adopt') return undefined
  if (!decision.claims || decision.claims.includes(claim) || (stale && !isFreedByUpdate(stale, change)))
    return undefined
  return change
}

/** Who holds a value, and why this plan leaves it there. */
interface Obstacle extends Holder {
  readonly blocked?: Blocked
  readonly leaves?: Leaving
}

/** Somebody whose document is gone, and who keeps every value all the same. */
type Leaving = 'released' | 'disabled' | 'kept'

function leavingOf(change: Change): Leaving | undefined {
  if (change.action === 'release') return 'released'
  if (change.action === 'disable') return 'disabled'
  return change.blocked?.code === 'kept' ? 'kept' : undefined
}

/** Why a change that would give the value up does not. */
function blockedFreeing(decision: Decision | undefined, claim: Claim, holder: Holder): Blocked | undefined {
  if (!decision?.change?.blocked) return undefined
  const { blocked, ...change } = decision.change
  return freedBy({ ...decision, change }, claim, holder) && blocked
}

/** What traits do not yield goes with new traits only where Kratos derives its whole type anew, or repairs a torn row. */
function isFreedByUpdate({ why }: StaleIdentifier, { fields }: Change): boolean {
  if (why === 'race') return false
  return why === 'torn' || fields.some(({ path }) => path.startsWith('/traits') || path === '/schema_id')
}

function collision(
  desired: DesiredIdentity | undefined,
  change: Change,
  claim: Claim,
  holder: Obstacle,
  abilities: Abilities,
): Diagnostic {
  const who = holder.key === undefined ? `live identity ${holder.id}` : `"${holder.key}" (${holder.id})`
  const at = (desired && locateValue(desired, claimValue(claim))) ?? change.origin
  return {
    severity: 'error',
    code: 'IDC510',
    summary: `"${change.key}" takes a value as ${claimWords(claim)} that ${who} holds, and nothing in this plan frees it`,
    hint: hintFor(holder, change, desired, abilities),
    ...(at && { at }),
  }
}

function hintFor(holder: Obstacle, change: Change, desired: DesiredIdentity | undefined, abilities: Abilities): string {
  if (holder.stale) return `its traits do not yield that value; ${whatFrees(holder.id, [holder.stale], abilities)}`
  if (holder.blocked) {
    const { reason, hint } = holder.blocked
    return `its own change is blocked: ${reason}${hint === undefined ? '' : `; ${hint}`}`
  }
  if (holder.leaves) {
    const former = holder.key === undefined ? '' : `\`previously: [${holder.key}]\` in the document, `
    return `that one is only ${holder.leaves}, which frees nothing; the same person? ${former}else delete that account in Kratos, or have \`removal\` of idctl.yaml delete it`
  }
  return change.action === 'create' && namesAnother(desired, holder)
    ? 'their external_ids differ, so they are two people for idctl: correct external_id if they are one, else the value'
    : 'change one of them; if it is the same person, adopt that identity or use `previously`'
}

/** Different `external_id`s keep a document from being matched (product §2.4). */
function namesAnother(desired: DesiredIdentity | undefined, { external_id }: Holder): boolean {
  const wanted = desired?.fields['/external_id']?.value
  return typeof wanted === 'string' && external_id !== undefined && wanted !== external_id
}

/** One e-mail address usually collides as identifier, verifiable and recovery address at once: said once. */
function onePerHolder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  return diagnostics.filter((diagnostic) => {
    const subject = diagnostic.summary.replace(/ as [^"]*? that /, ' that ')
    const place = `${diagnostic.at?.file}:${diagnostic.at?.line}:${diagnostic.at?.column} ${subject}`
    return !seen.has(place) && seen.add(place)
  })
}

function locateValue(desired: DesiredIdentity, value: string): SourceLocation | undefined {
  const isSame = (held: Json) =>
    typeof held === 'string' && (normaliseIdentifier(held) === value || normalisePhone(held) === value)
  for (const field of Object.values(desired.fields)) {
    const place = findInField(field, isSame)
    if (place !== undefined) return place
  }
  return undefined
}
