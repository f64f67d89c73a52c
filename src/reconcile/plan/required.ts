import type { Change } from '../../model/change.ts'
import { hasEffect } from '../../model/change-parts.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { DesiredIdentity, IdentityKey } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import type { RequiredKey } from '../../model/required-key.ts'
import type { Clocks } from '../clocks.ts'
import { isExpired } from '../decide/expiry.ts'

/**
 * Reports required keys that no document has, so that the person would be removed or does not exist. With `clocks`, a document that has
 * certainly expired does not count.
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
 * Reports changes that would remove a required identity or end its access, even with consent. A run over a part of the folder cannot tell
 * that a required key is missing, so the key of the mark counts as well as that of the row.
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
        ...present({ detail: losses.join('\n') || undefined }),
        hint: `${remedyOf(change)}take the key out of required; ${noConsent}`,
        at,
        ...present({ related: hasDocument(change) && change.origin ? [change.origin] : undefined }),
      },
    ]
  })
}

/** The keys by which idctl.yaml may require the person of a change. */
export function keysOf({ key, mark_key }: Change): IdentityKey[] {
  return mark_key === undefined ? [key] : [key, mark_key]
}

/** Whether executing a change ends the management or the access of its person. */
export function takesAway(change: Change): boolean {
  const { action, counts } = change
  // The twin has the same mark, so the required person stays managed.
  if (!hasEffect(change) || (action === 'release' && change.twin !== undefined)) return false
  return action === 'delete' || action === 'disable' || action === 'release' || (counts.removals ?? 0) > 0
}

/** What a change that `takesAway` does, in words: `delete it`. */
export function lossText({ action, blocked }: Change): string {
  if (blocked) return 'end all its sessions'
  return action === 'delete' || action === 'disable' || action === 'release' ? `${action} it` : 'take its access away'
}

/** Otherwise the origin comes from the mark, and its file may not exist any more. */
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
    ...present({ related: renamed && [renamed.origin] }),
  }
}
