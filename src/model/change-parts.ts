import type { Change, CreateChange, FieldChange, UpdateChange } from './change.ts'
import type { CredentialChange } from './credentials.ts'
import type { IdentityKey } from './identity.ts'

/** Of the account that it is about; somebody who is to be created has none. */
export function idOf(change: Change): string | undefined {
  return change.action === 'create' ? undefined : change.id
}

/** What its leaves become in a move aside, where it begins with one. */
export function asideOf(change: Change): UpdateChange['aside'] {
  return isUpdate(change) ? change.aside : undefined
}

/** The recovery link or code that it brings. */
export function invitationOf(change: Change): CreateChange['invite'] {
  return isUpdate(change) || change.action === 'create' ? change.invite : undefined
}

export function credentialChangesOf(change: Change): readonly CredentialChange[] {
  return isUpdate(change) ? (change.credential_changes ?? []) : []
}

/** The key of the document that gets a new account while this one goes. */
export function replacedBy(change: Change): IdentityKey | undefined {
  return change.action === 'create' || change.action === 'none' ? undefined : change.replaced_by
}

export function isUpdate(change: Change): change is UpdateChange {
  return change.action === 'update' || change.action === 'adopt'
}

/** What it leaves as it is, and why. */
export function waitsOf(change: Change): UpdateChange['waits'] {
  return isUpdate(change) ? change.waits : undefined
}

/** Every leaf at which live and the document differ: those that are written, and those that wait. */
export function differingFields(change: Change): readonly FieldChange[] {
  return [...change.fields, ...(waitsOf(change)?.fields ?? [])]
}

/** Whether executing it does anything: also one that is blocked can leave something to be done. */
export function hasEffect({ action, blocked }: Pick<Change, 'action' | 'blocked'>): boolean {
  if (blocked !== undefined) return (action === 'disable' || action === 'update') && blocked.still !== undefined
  return action !== 'none'
}

/** Whether executing it makes a recovery link or code. */
export function makesInvite(change: Change): boolean {
  return change.blocked === undefined && invitationOf(change) !== undefined
}
