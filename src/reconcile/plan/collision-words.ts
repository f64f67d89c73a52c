import { normaliseIdentifier, normalisePhone } from '../../identity-schema/normalise.ts'
import type { Abilities } from '../../model/abilities.ts'
import type { Blocked, Change, Consequence } from '../../model/change.ts'
import { type Claim, claimValue, claimWords, isDerivedClaim, isKeyClaim } from '../../model/claims.ts'
import type { SourceLocation } from '../../model/diagnostic.ts'
import { findInField } from '../../model/field-place.ts'
import type { DesiredIdentity, IdentityKey } from '../../model/identity.ts'
import type { Json } from '../../model/json.ts'
import { keyCommand } from '../../model/shell-word.ts'
import { yamlWord } from '../../model/yaml-word.ts'
import type { Holder } from './holders.ts'
import { whatFrees } from './stale-diagnostics.ts'

/** Who holds a value, and why this plan does not free it. */
export interface Obstacle extends Holder {
  readonly blocked?: Blocked
  readonly leaves?: Leaving
}

/** What the plan does with a person whose document is gone, in words. In each case the identity keeps all its values. */
type Leaving = 'released' | 'disabled' | 'not deleted' | 'kept'

export function leavingOf(change: Change): Leaving | undefined {
  if (change.action === 'release') return 'released'
  if (change.action === 'disable') return change.consequences.some(isStay) ? 'not deleted' : 'disabled'
  return change.blocked?.code === 'kept' ? 'kept' : undefined
}

/** The identity is disabled although `removal` in idctl.yaml says `delete`. */
function isStay({ code }: Consequence): boolean {
  return code === 'not-bound' || code === 'alleged'
}

export function collision(
  desired: DesiredIdentity | undefined,
  change: Change,
  claim: Claim,
  holder: Obstacle,
  abilities: Abilities,
): Blocked {
  const who = holder.key === undefined ? `live identity ${holder.id}` : `"${holder.key}" (${holder.id})`
  const line = desired && locateValue(desired, claimValue(claim))?.line
  const at = line === undefined ? '' : ` (line ${line})`
  return {
    code: 'collision',
    reason: isKeyClaim(claim)
      ? `its key is in the mark of ${holder.id}, and nothing in this plan takes it away`
      : `it takes a value as ${claimWords(claim)}${at} that ${who} holds, and nothing in this plan frees it`,
    hint: isKeyClaim(claim)
      ? keyHint(holder)
      : isLate(claim, change)
        ? lateHint(holder)
        : hintFor(holder, change, desired, abilities),
  }
}

/** Whether the change itself does not set the value: the live traits have it, and the schema has made it unique since. */
function isLate(claim: Claim, change: Change): boolean {
  if (change.action === 'create' || !isDerivedClaim(claim)) return false
  const isSame = (held: Json) => typeof held === 'string' && sameValue(held, claimValue(claim))
  return !change.fields.some(({ after, reference }) => reference !== undefined || holds(after, isSame))
}

function lateHint({ id }: Obstacle): string {
  return `the identity schema now makes this value unique, and both have it in their traits: change it for one of the two in Kratos (the other one is ${id})`
}

function holds(value: Json | undefined, isSame: (value: Json) => boolean): boolean {
  if (value === undefined) return false
  return (
    isSame(value) ||
    (typeof value === 'object' && value !== null && Object.values(value).some((one) => holds(one, isSame)))
  )
}

function hintFor(holder: Obstacle, change: Change, desired: DesiredIdentity | undefined, abilities: Abilities): string {
  if (holder.stale) return `its traits do not yield that value; ${whatFrees(holder.id, [holder.stale], abilities)}`
  if (holder.blocked) return blockedHint(holder.blocked)
  if (holder.leaves) {
    const other = holder.leaves === 'not deleted' ? '' : ', or have `removal` of idctl.yaml delete it'
    return `that identity is only ${leavingWord(holder.leaves)}, which does not free the value; ${samePerson(holder)}${other}`
  }
  if (holder.disabled && !namesAnother(desired, holder)) {
    return `that identity was disabled when its document left, and holds the value until it is deleted; ${samePerson(holder)}`
  }
  if (change.action === 'create') return newcomerHint(holder, change.key, namesAnother(desired, holder))
  if (holder.key !== undefined) return 'give one of the two another value'
  const account = 'id' in change ? change.id : ''
  return `change one of them; or, if both accounts belong to one person, \`idctl release --id ${account}\`, then ${bindTo(holder, change.key)}`
}

function leavingWord(leaves: Leaving): string {
  return leaves === 'not deleted' ? 'disabled' : leaves
}

function samePerson({ key }: Obstacle): string {
  const other = 'if it is somebody else, delete that account in Kratos'
  return key === undefined
    ? other
    : `if it is the same person, add \`previously: [${yamlWord(key)}]\` to the document; ${other}`
}

/** The hint for a document that has no account yet. */
function newcomerHint(holder: Obstacle, key: IdentityKey, hasOtherId: boolean): string {
  if (hasOtherId) {
    return 'their external_ids differ, so idctl takes them for two people: if they are one, correct external_id, else the value'
  }
  if (holder.key === undefined) return `change one of them; or, if it is the same person, ${bindTo(holder, key)}`
  return `change one of them; or, if it is the same person, add idctl.key, and \`previously: [${yamlWord(holder.key)}]\``
}

function bindTo({ id }: Obstacle, key: IdentityKey): string {
  return `\`${keyCommand('adopt', key, `--id ${id}`)}\``
}

/** The hint for two accounts with one key, where nobody can tell any more whose document it is. */
function keyHint({ key, id, blocked, leaves }: Obstacle): string {
  if (blocked && blocked.code !== 'kept') return blockedHint(blocked)
  const another = 'give this document another idctl.key'
  if (!leaves) return another
  return `that identity is only ${leavingWord(leaves)}, and keeps the key in its mark. If it is the same person, ${another}, and \`previously: [${yamlWord(key ?? '')}]\`; if it is somebody else, \`idctl release --id ${id}\``
}

function blockedHint({ reason, hint }: Blocked): string {
  return `its own change is blocked: ${reason}${hint === undefined ? '' : `; ${hint}`}`
}

/** Whether the `external_id`s differ, so that the document never matches this account. */
function namesAnother(desired: DesiredIdentity | undefined, { external_id }: Holder): boolean {
  const wanted = desired?.fields['/external_id']?.value
  return typeof wanted === 'string' && external_id !== undefined && wanted !== external_id
}

function sameValue(held: string, value: string): boolean {
  return normaliseIdentifier(held) === value || normalisePhone(held) === value
}

function locateValue(desired: DesiredIdentity, value: string): SourceLocation | undefined {
  const isSame = (held: Json) => typeof held === 'string' && sameValue(held, value)
  for (const path of Object.keys(desired.fields)) {
    const place = findInField(desired, path, isSame)
    if (place !== undefined) return place
  }
  return undefined
}
