import type { Change, CreateChange, FieldChange, UpdateChange } from './change.ts'
import type { CredentialChange } from './credentials.ts'
import type { IdentityKey } from './identity.ts'

/** Id of the changed identity; `undefined` for a creation. */
export function idOf(change: Change): string | undefined {
  return change.action === 'create' ? undefined : change.id
}

/** The temporary values of its leaves, when the change starts by moving aside. */
export function asideOf(change: Change): UpdateChange['aside'] {
  return isUpdate(change) ? change.aside : undefined
}

/** The recovery link or code that the change asks Kratos for. */
export function invitationOf(change: Change): CreateChange['invite'] {
  return isUpdate(change) || change.action === 'create' ? change.invite : undefined
}

export function credentialChangesOf(change: Change): readonly CredentialChange[] {
  return isUpdate(change) ? (change.credential_changes ?? []) : []
}

/** The key of the document that gets a new account when this removal is one half of a replacement. */
export function replacedBy(change: Change): IdentityKey | undefined {
  return change.action === 'create' || change.action === 'none' ? undefined : change.replaced_by
}

export function isUpdate(change: Change): change is UpdateChange {
  return change.action === 'update' || change.action === 'adopt'
}

/** Whether the change makes somebody inactive: a removal that disables, or an update to `state: inactive`. */
export function disables(change: Change): boolean {
  return change.action === 'disable' || (change.action === 'update' && change.fields.some(isDisabling))
}

/** `true` for an update that disables: its action alone does not say so. */
export function updateDisables(change: Change): true | undefined {
  return change.action === 'update' && disables(change) ? true : undefined
}

function isDisabling({ path, after }: FieldChange): boolean {
  return path === '/state' && after === 'inactive'
}

/** The differing leaves that the change does not write, and why. */
export function waitsOf(change: Change): UpdateChange['waits'] {
  return isUpdate(change) ? change.waits : undefined
}

/** Every leaf where live and the document differ: those that the change writes, and those that wait. */
export function differingFields(change: Change): readonly FieldChange[] {
  return [...change.fields, ...(waitsOf(change)?.fields ?? [])]
}

/** Whether apply has anything to do for a change. A blocked change can still revoke sessions (`Blocked.still`). */
export function hasEffect({ action, blocked }: Pick<Change, 'action' | 'blocked'>): boolean {
  if (blocked !== undefined) return (action === 'disable' || action === 'update') && blocked.still !== undefined
  return action !== 'none'
}

/** Whether it is planned because the folder has no document for the person, and so may be wrong when one comes back. */
export function restsOnFolder(change: Change): boolean {
  return 'alike' in change && change.alike !== undefined && hasEffect(change)
}

/** Whether executing the change makes a recovery link or code. */
export function makesInvite(change: Change): boolean {
  return change.blocked === undefined && invitationOf(change) !== undefined
}
