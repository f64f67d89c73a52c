import { assertNever } from '../../model/assert-never.ts'
import type { Change, FieldChange, Waits } from '../../model/change.ts'
import { invitationOf } from '../../model/change-parts.ts'
import type { CredentialChange } from '../../model/credentials.ts'
import type { SourceLocation } from '../../model/diagnostic.ts'
import type { Mark } from '../../model/identity.ts'
import type { Json, JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { isHidden } from '../../model/sensitive.ts'
import { maskPath } from './mask-path.ts'
import { blockedTexts, consequenceTexts } from './masked-texts.ts'
import { type Masking, masked } from './masking.ts'

/** Built member by member, so that a new member of `Change` stays hidden until it is added here. */
export function maskChange(change: Change, declared: ReadonlySet<JsonPointer>, masking: Masking): Change {
  const common = maskCommon(change, declared, masking)
  const invite = present({ invite: invitationOf(change) })
  switch (change.action) {
    case 'create':
      return {
        ...common,
        ...invite,
        action: 'create',
        mark: hiddenMark,
        way_in: change.way_in,
        ...(change.recreates && { recreates: true }),
        ...(change.former_id !== undefined && { former_id: masking.id(change.former_id) }),
        ...(change.replaces && {
          replaces: { key: masking.key(change.replaces.key), id: masking.id(change.replaces.id) },
        }),
      }
    case 'update':
    case 'adopt':
      return {
        ...common,
        ...liveOf(change, masking),
        ...invite,
        action: change.action,
        mark: hiddenMark,
        ...(change.waits && { waits: maskWaits(change.waits, declared, masking) }),
        ...(change.aside && { aside: maskPaths(change.aside, declared, masking) }),
        ...(change.credential_changes && { credential_changes: change.credential_changes.map(maskCredential) }),
      }
    case 'disable':
      return { ...common, ...liveOf(change, masking), action: 'disable', mark: hiddenMark, revoke_sessions: true }
    case 'release':
      return {
        ...common,
        ...liveOf(change, masking),
        action: 'release',
        ...(change.twin !== undefined && { twin: masking.id(change.twin) }),
      }
    case 'delete':
      return { ...common, ...liveOf(change, masking), action: 'delete' }
    case 'none':
      return { ...common, action: 'none', ...(change.id !== undefined && { id: masking.id(change.id) }) }
    default:
      return assertNever(change)
  }
}

export function maskLocation({ file, line, column }: SourceLocation, masking: Masking): SourceLocation {
  return { file: masking.file(file), line, column }
}

type Common = Pick<Change, 'key' | 'reason' | 'fields' | 'consequences' | 'counts'> &
  Partial<Pick<Change, 'origin' | 'identifiers' | 'released' | 'observed' | 'blocked' | 'after' | 'after_aside'>>

function maskCommon(change: Change, declared: ReadonlySet<JsonPointer>, masking: Masking): Common {
  const { key, reason, fields, consequences, counts, origin, released, observed, blocked, after, after_aside } = change
  const { identifiers } = change
  const maskField = (field: FieldChange) => maskLeaf(field, declared, masking)
  return {
    key: masking.key(key),
    reason,
    fields: fields.map(maskField),
    consequences: [...new Set(consequences.map(({ code }) => code))].map((code) => ({
      code,
      text: consequenceTexts[code],
    })),
    counts,
    ...(origin && { origin: maskLocation(origin, masking) }),
    ...(identifiers && { identifiers: identifiers.map((value) => String(masking.value(value))) }),
    ...(released && { released: released.map((path) => maskPath(path, declared, masking)) }),
    ...(observed && { observed: observed.map(maskField) }),
    ...(blocked && { blocked: maskBlocked(blocked) }),
    ...(after && { after: after.map(masking.key) }),
    ...(after_aside && { after_aside: after_aside.map(masking.key) }),
  }
}

function maskPaths<Value>(
  byPath: Readonly<Record<JsonPointer, Value>>,
  declared: ReadonlySet<JsonPointer>,
  masking: Masking,
): Record<JsonPointer, Value> {
  return Object.fromEntries(Object.entries(byPath).map(([path, value]) => [maskPath(path, declared, masking), value]))
}

function maskBlocked({ code, orphan, still }: NonNullable<Change['blocked']>): NonNullable<Change['blocked']> {
  return { code, reason: blockedTexts[code], ...present({ orphan, still }) }
}

function maskWaits({ code, fields }: Waits, declared: ReadonlySet<JsonPointer>, masking: Masking): Waits {
  return { code, reason: blockedTexts[code], fields: fields.map((field) => maskLeaf(field, declared, masking)) }
}

/** Leaves whose values are terms of Kratos or of the configuration and name nobody. */
const plainLeaves = /^\/(?:state|schema_id|verifiable_addresses\/.*\/verified)$/s

/** Masks a leaf. A sensitive value gets no pseudonym: it is hidden as in every output. */
export function maskLeaf(field: FieldChange, declared: ReadonlySet<JsonPointer>, masking: Masking): FieldChange {
  const { path, cause, sensitive, reference } = field
  return {
    path: maskPath(path, declared, masking),
    cause,
    sensitive,
    ...maskSides(field, masking),
    ...(reference !== undefined && { reference: masked }),
  }
}

/** Masks both values of a leaf; absent values stay absent. */
export function maskSides(field: Shown, masking: Masking): { before?: Json; after?: Json } {
  const hide = (value: Json): Json => {
    if (isHidden(field)) return masked
    return plainLeaves.test(field.path) ? value : masking.value(value)
  }
  return {
    ...(field.before !== undefined && { before: hide(field.before) }),
    ...(field.after !== undefined && { after: hide(field.after) }),
  }
}

type Shown = Pick<FieldChange, 'path' | 'before' | 'after' | 'sensitive' | 'reference'>

/** A credential step without the linked account and without the location of its secret. */
function maskCredential(change: CredentialChange): CredentialChange {
  switch (change.step) {
    case 'set':
      return change.type === 'password'
        ? { step: 'set', type: 'password', secret: {} }
        : { step: 'set', type: change.type, secret: { from: masked } }
    case 'link':
      return { step: 'link', type: change.type, link: { provider: masked, subject: masked } }
    case 'unlink':
      return { step: 'unlink', type: change.type, provider: masked, digest: masked }
    case 'delete':
      return { step: 'delete', type: change.type }
    default:
      return assertNever(change)
  }
}

function liveOf(
  { id, replaced_by }: { readonly id: string; readonly replaced_by?: string },
  masking: Masking,
): { id: string; base: string; replaced_by?: string } {
  return {
    id: masking.id(id),
    base: masked,
    ...(replaced_by !== undefined && { replaced_by: masking.key(replaced_by) }),
  }
}

/** Fills the required `mark` member, which no output shows. */
const hiddenMark: Mark = { v: 1, workspace: masked, key: masked, origin: masked, made: 'created', fields: {} }
