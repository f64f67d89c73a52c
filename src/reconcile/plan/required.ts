import type { Change } from '../../model/change.ts'
import { hasEffect } from '../../model/change-parts.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { DesiredIdentity, IdentityKey } from '../../model/identity.ts'
import type { RequiredKey } from '../../model/required-key.ts'
import type { Clocks } from '../clocks.ts'
import { isExpired } from '../decide/expiry.ts'

/**
 * Required keys that no document has, so that the person would go or is not there at all. `clocks`, where
 * they may count: a document that has surely expired is none any more.
 */
export function missingRequired(
  identities: readonly DesiredIdentity[],
  required: readonly RequiredKey[],
  clocks?: Clocks,
): Diagnostic[] {
  if (required.length === 0) return []
  const byKey = new Map(identities.map((desired) => [desired.key, desired]))
  return required.flatMap(({ key, at }): Diagnostic[] => {
    const desired = byKey.get(key)
    if (desired === undefined) {
      const renamed = identities.find(({ previously }) => previously.includes(key))
      return [absent(key, at, renamed)]
    }
    if (clocks === undefined || !isExpired(desired, clocks)) return []
    return [
      {
        severity: 'error',
        code: 'IDC585',
        summary: `idctl.yaml requires "${key}", and its document expired on ${desired.expires.on}`,
        hint: `give the document a later date; ${noConsent}`,
        at,
        related: [desired.expires.at],
      },
    ]
  })
}

/**
 * Changes that would remove a required identity or take its access away, whatever was consented to. Of a part of a folder
 * nobody can say that a required key is missing, and so another key may not hide whose change it is.
 */
export function requiredLosses(changes: readonly Change[], required: readonly RequiredKey[]): Diagnostic[] {
  if (required.length === 0) return []
  const places = new Map(required.map(({ key, at }) => [key, at]))
  return changes.flatMap((change): Diagnostic[] => {
    const key = keysOf(change).find((one) => places.has(one))
    const at = key === undefined ? undefined : places.get(key)
    if (at === undefined || !takesAway(change)) return []
    const losses = change.consequences.filter(({ code }) => lossCodes.has(code)).map(({ text }) => text)
    return [
      {
        severity: 'error',
        code: 'IDC586',
        summary: `idctl.yaml requires "${key}", and this plan would ${lossText(change)}`,
        ...(losses.length > 0 && { detail: losses.join('\n') }),
        hint: `${remedyOf(change)}take the key out of required; ${noConsent}`,
        at,
        ...(hasDocument(change) && change.origin && { related: [change.origin] }),
      },
    ]
  })
}

/** By which idctl.yaml may require whoever a change is about. */
export function keysOf({ key, mark_key }: Change): IdentityKey[] {
  return mark_key === undefined ? [key] : [key, mark_key]
}

/** Whether a change ends the management or the access of somebody, as far as it would be executed. */
export function takesAway(change: Change): boolean {
  const { action, counts } = change
  // The one who is required keeps the same mark elsewhere.
  if (!hasEffect(change) || (action === 'release' && change.twin !== undefined)) return false
  return action === 'delete' || action === 'disable' || action === 'release' || (counts.removals ?? 0) > 0
}

/** What a change that takes away does: `delete it`. */
export function lossText({ action, blocked }: Change): string {
  if (blocked) return 'end all its sessions'
  return action === 'delete' || action === 'disable' || action === 'release' ? `${action} it` : 'take its access away'
}

/** The origin of a mark may be a file that is no longer there. */
function hasDocument({ action, reason }: Change): boolean {
  return action === 'update' || action === 'adopt' || reason === 'expired'
}

function remedyOf(change: Change): string {
  return hasDocument(change) ? 'correct its document, or ' : ''
}

const noConsent = 'no consent lifts this'
const lossCodes = new Set(['access-lost', 'no-way-in', 'login-identifier-removed', 'credential-deleted'])

function absent(key: string, at: RequiredKey['at'], renamed: DesiredIdentity | undefined): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC585',
    summary: `idctl.yaml requires "${key}", and no document has that key`,
    hint:
      renamed === undefined
        ? `put the document back, or take the key out of required; ${noConsent}`
        : `"${renamed.key}" has it under \`previously\`: require that key instead`,
    at,
    ...(renamed && { related: [renamed.origin] }),
  }
}
