import { documentOf, markPath } from '../../identity/live-document.ts'
import { hiddenIn } from '../../identity/references.ts'
import type { Change, FieldChange } from '../../model/change.ts'
import { waitsOf } from '../../model/change-parts.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import { escapeSegment, isAtOrBelow, isJsonObject, type Json, type JsonPointer, jsonEqual } from '../../model/json.ts'
import { listDifference } from '../../model/list-difference.ts'
import { present, unlessEmpty } from '../../model/present.ts'
import type { PrivilegedValues } from '../../model/privileged.ts'
import { hiddenValue, isHidden } from '../../model/sensitive.ts'
import type { Policy } from '../policy.ts'
import type { Person } from './shown-name.ts'

type Rules = Pick<Policy, 'privileged' | 'sensitive'>

/** The change with what it means for values at or below the pointers of `privileged`. */
export function withPrivileged<C extends Change>(change: C, { desired, live }: Person, policy: Rules): C {
  const { privileged: pointers = [], sensitive } = policy
  if (pointers.length === 0) return change
  const hides = live === undefined ? sensitive : hiddenIn(live, sensitive, desired)
  const values = valuesOf(change, live, pointers).map((one) => shownValues(one, hides))
  return values.length === 0 ? change : { ...change, privileged: values }
}

function valuesOf(
  change: Change,
  live: LiveIdentity | undefined,
  pointers: readonly JsonPointer[],
): PrivilegedValues[] {
  const written = ofLeaves(change.fields, live, pointers)
  const held = (fields: readonly FieldChange[] = [], why: 'waits' | 'observed') =>
    ofLeaves(fields, live, pointers).map((values) => ({ ...values, held: why }))
  return [
    ...written,
    ...held(waitsOf(change)?.fields, 'waits'),
    ...held(change.observed, 'observed'),
    ...(live === undefined ? [] : ofAccount(change, written, privilegedLeaves('', documentOf(live), pointers))),
  ]
}

/** What is written and removed leaf by leaf. */
function ofLeaves(
  fields: readonly FieldChange[],
  live: LiveIdentity | undefined,
  pointers: readonly JsonPointer[],
): PrivilegedValues[] {
  const before = new Map<JsonPointer, Json>()
  const after = new Map<JsonPointer, Json>()
  const fieldOf = new Map<JsonPointer, FieldChange>()
  for (const field of fields) {
    const sides = sidesOf(field, live)
    for (const [values, side] of [
      [before, sides.before],
      [after, sides.after],
    ] as const) {
      for (const [path, value] of privilegedLeaves(field.path, side, pointers)) {
        values.set(path, value)
        // An object that goes with its last leaf has a row besides that of the leaf.
        if (fieldOf.get(path)?.path !== path) fieldOf.set(path, field)
      }
    }
  }
  return [...fieldOf].flatMap(([path, field]): PrivilegedValues[] => {
    const { gained, lost } = differenceOf(before.get(path), after.get(path))
    if (gained.length + lost.length === 0) return []
    const told = present({ gained: unlessEmpty(gained), lost: unlessEmpty(lost) })
    return [{ path, by: 'value', ...told, cause: field.cause, sensitive: isHidden(field) }]
  })
}

/** Of a reference nobody may see a value: it only stands for one. */
function sidesOf(field: FieldChange, live: LiveIdentity | undefined): Pick<FieldChange, 'before' | 'after'> {
  if (field.reference === undefined) return field
  if (live === undefined || field.merge) return { after: [hiddenValue] }
  const [there] = privilegedLeaves('', documentOf(live), [field.path])
  return { ...present({ before: there && hiddenValue }), after: [hiddenValue] }
}

/** What becomes of the values that stay on the account, or go with it. */
function ofAccount(
  change: Change,
  written: readonly PrivilegedValues[],
  leaves: ReadonlyMap<JsonPointer, Json>,
): PrivilegedValues[] {
  const all = (told: (items: readonly Json[]) => Pick<PrivilegedValues, 'by' | 'gained' | 'lost' | 'kept'>) =>
    [...leaves].flatMap(([path, value]): PrivilegedValues[] => {
      const gone = written.find((other) => other.path === path)?.lost ?? []
      const items = gone.includes(hiddenValue) ? [] : listDifference(itemsOf(value), gone).removed
      return items.length === 0 ? [] : [{ path, ...told(items), sensitive: false }]
    })
  if (change.action === 'delete') return all((lost) => ({ by: 'value', lost }))
  if (change.action === 'release') return all((kept) => ({ by: 'release', kept }))
  const state = change.fields.find(({ path }) => path === '/state')?.after
  const released = change.released ?? []
  return [
    // idctl had disabled the person, and somebody activated the account again.
    ...(state === 'inactive' || change.blocked?.code === 'reactivated'
      ? all((lost) => ({ by: 'access', lost }))
      : state === 'active'
        ? all((gained) => ({ by: 'access', gained }))
        : []),
    ...all((kept) => ({ by: 'release', kept })).filter(({ path }) =>
      released.some((other) => isAtOrBelow(path, other)),
    ),
  ]
}

/** The leaves of a node at or below the pointers. A pointer into a list means the whole list. */
function privilegedLeaves(
  path: JsonPointer,
  node: Json | undefined,
  pointers: readonly JsonPointer[],
): Map<JsonPointer, Json> {
  const leaves = new Map<JsonPointer, Json>()
  const visit = (at: JsonPointer, value: Json): void => {
    if (isAtOrBelow(at, markPath)) return
    const isWithin = pointers.some((pointer) => isAtOrBelow(at, pointer))
    if (!isWithin && !pointers.some((pointer) => isAtOrBelow(pointer, at))) return
    if (isJsonObject(value)) {
      for (const [name, member] of Object.entries(value)) visit(`${at}/${escapeSegment(name)}`, member)
    } else if (isWithin || Array.isArray(value)) leaves.set(at, value)
  }
  if (node !== undefined) visit(path, node)
  return leaves
}

function differenceOf(before: Json | undefined, after: Json | undefined) {
  if (jsonEqual(before, after)) return { gained: [], lost: [] }
  // `["admin"]` in place of `"admin"` is another value.
  if (isSingle(before) !== isSingle(after)) return { gained: itemsOf(after), lost: itemsOf(before) }
  const { added, removed } = listDifference(itemsOf(before), itemsOf(after))
  return { gained: added, lost: removed }
}

function isSingle(value: Json | undefined): boolean {
  return value !== undefined && value !== null && !Array.isArray(value)
}

/** `null` in the place of a value gives nobody anything. */
function itemsOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** Without sensitive values: a plan needs none of them for this. */
function shownValues(values: PrivilegedValues, hides: (path: JsonPointer) => boolean): PrivilegedValues {
  if (!values.sensitive && !hides(values.path)) return values
  const { path, by, gained, lost, kept, cause, held } = values
  const hidden = (items: readonly Json[] | undefined) => items && [hiddenValue]
  const told = { gained: hidden(gained), lost: hidden(lost), kept: hidden(kept), cause, held }
  return { path, by, ...present(told), sensitive: true }
}
