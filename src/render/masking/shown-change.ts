import { assertNever } from '../../model/assert-never.ts'
import type { Change, Waits } from '../../model/change.ts'
import { invitationOf } from '../../model/change-parts.ts'
import type { CredentialChange } from '../../model/credentials.ts'
import type { Mark } from '../../model/identity.ts'
import type { JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { hiddenValue } from '../../model/sensitive.ts'
import { shownLeaf } from './shown-leaf.ts'
import { shownPrivileged } from './shown-privileged.ts'
import { locationIn, type View } from './view.ts'

/**
 * A change as an output may show it. Built member by member, so that no format gets a new member of `Change` until somebody
 * decides here how it is shown. No literal begins with a spread: see `withMembers`.
 */
export function shownChange(change: Change, view: View): Change {
  const common = shownCommon(change, view)
  const invite = present({ invite: invitationOf(change) })
  switch (change.action) {
    case 'create': {
      const { way_in, recreates, former_id, replaces } = change
      return {
        action: 'create',
        mark: hiddenMark,
        way_in,
        ...common,
        ...invite,
        ...present({
          recreates,
          former_id: former_id && view.id(former_id),
          replaces: replaces && { key: view.key(replaces.key), id: view.id(replaces.id) },
        }),
      }
    }
    case 'update':
    case 'adopt': {
      const { waits, aside, credential_changes } = change
      return {
        action: change.action,
        mark: hiddenMark,
        ...common,
        ...liveOf(change, view),
        ...invite,
        ...present({
          waits: waits && shownWaits(waits, view),
          aside: aside && shownPaths(aside, view),
          credential_changes: credential_changes?.map((step) => shownCredential(step, view)),
        }),
      }
    }
    case 'disable':
      return { action: 'disable', mark: hiddenMark, revoke_sessions: true, ...common, ...liveOf(change, view) }
    case 'release': {
      const twin = change.twin && view.id(change.twin)
      return { action: 'release', ...common, ...liveOf(change, view), ...present({ twin }) }
    }
    case 'delete':
      return { action: 'delete', ...common, ...liveOf(change, view) }
    case 'none':
      return { action: 'none', ...common, ...present({ id: change.id && view.id(change.id) }) }
    default:
      return assertNever(change)
  }
}

type Common = Pick<Change, 'key' | 'reason' | 'fields' | 'consequences' | 'counts'> &
  Partial<
    Pick<
      Change,
      | 'origin'
      | 'display'
      | 'identifiers'
      | 'released'
      | 'observed'
      | 'privileged'
      | 'blocked'
      | 'after'
      | 'after_aside'
    >
  >

function shownCommon(change: Change, view: View): Common {
  const { key, reason, fields, consequences, counts, origin, released, observed } = change
  const { display, identifiers, privileged, blocked, after, after_aside } = change
  return {
    key: view.key(key),
    reason,
    fields: fields.map((field) => shownLeaf(field, view)),
    consequences: view.consequences(consequences),
    counts,
    ...present({
      origin: origin && locationIn(view, origin),
      display: display === undefined ? undefined : view.name(display),
      identifiers: identifiers?.map((value) => String(view.value(value))),
      released: released?.map((path) => view.path(path)),
      observed: observed?.map((field) => shownLeaf(field, view)),
      privileged: privileged?.map((values) => shownPrivileged(values, view)),
      blocked: blocked && view.refusal(blocked),
      after: after?.map((other) => view.key(other)),
      after_aside: after_aside?.map((other) => view.key(other)),
    }),
  }
}

function shownPaths<Value>(byPath: Readonly<Record<JsonPointer, Value>>, view: View): Record<JsonPointer, Value> {
  return Object.fromEntries(Object.entries(byPath).map(([path, value]) => [view.path(path), value]))
}

function shownWaits({ fields, ...why }: Waits, view: View): Waits {
  return { ...view.refusal(why), fields: fields.map((field) => shownLeaf(field, view)) }
}

/** A credential step without the linked account and without the location of its secret. */
function shownCredential(change: CredentialChange, view: View): CredentialChange {
  switch (change.step) {
    case 'set':
      return change.type === 'password'
        ? { step: 'set', type: 'password', secret: {} }
        : { step: 'set', type: change.type, secret: { from: hiddenValue } }
    case 'link':
      return {
        step: 'link',
        type: change.type,
        link: { provider: view.text(change.link.provider), subject: hiddenValue },
      }
    case 'unlink':
      return { step: 'unlink', type: change.type, provider: view.text(change.provider), digest: hiddenValue }
    case 'delete':
      return { step: 'delete', type: change.type }
    default:
      return assertNever(change)
  }
}

function liveOf(
  { id, replaced_by }: { readonly id: string; readonly replaced_by?: string },
  view: View,
): { id: string; base: string; replaced_by?: string } {
  return {
    id: view.id(id),
    base: hiddenValue,
    ...present({ replaced_by: replaced_by === undefined ? undefined : view.key(replaced_by) }),
  }
}

/** Fills the required `mark` member, which no output shows. */
const hiddenMark: Mark = {
  v: 1,
  workspace: hiddenValue,
  key: hiddenValue,
  origin: hiddenValue,
  made: 'created',
  fields: {},
}
