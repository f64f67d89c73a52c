import type { Change, FieldChange } from '../../model/change.ts'
import { asideOf, credentialChangesOf, invitationOf, replacedBy, waitsOf } from '../../model/change-parts.ts'
import type { Json, JsonPointer } from '../../model/json.ts'
import { hiddenValue, isHidden } from '../../model/sensitive.ts'
import { shownAction } from './symbols.ts'

/** Changes that differ only in whom they are about. */
export interface AlikeChanges {
  /** Those that are shown; all of a small group. */
  readonly shown: readonly Change[]
  /** Number of the others. */
  readonly more: number
  /** The leaves whose values all of them have in common. */
  readonly common: readonly FieldChange[]
  /** Leaves with a few different values in all of them: a rare one, such as a role, must not disappear among the others. */
  readonly varied: readonly VariedLeaf[]
  /** Where sign-in addresses change: what is replaced at the end of each old value, in all of them. */
  readonly edits: readonly Edit[]
}

/** What follows the common beginning of an old and a new text. */
export interface Edit {
  readonly path: JsonPointer
  readonly before: string
  readonly after: string
}

/** What a leaf is to become, and for how many people; the most frequent value first. */
export interface VariedLeaf {
  readonly path: JsonPointer
  readonly values: readonly { readonly value: Json | undefined; readonly count: number }[]
}

/** A leaf with more values than these is about each person alone. */
const mostValues = 6

/** A group of at most so many changes is shown whole; of a larger one, the first `mostShown`. */
const mostWhole = 5
const mostShown = 3

/** More groups than these are not told apart by single texts and numbers. */
const mostGroups = 10

/**
 * Groups the changes of a section that are alike, in the order of their first members. Two are alike if they do the same with the
 * same leaves, and write the same values, except those that belong to each person alone, such as a name or a phone number. Where
 * that leaves too many groups, single texts and numbers do not count; lists always do. Sign-in addresses that change must do so in the
 * same way, such as all to another domain: one that goes elsewhere gives an account away. Whoever loses something, is blocked or is a
 * part of an exchange stands alone.
 */
export function foldAlike(changes: readonly Change[]): readonly AlikeChanges[] {
  const shapes = new Map<string, Shape>()
  const shaped = changes.map((change) => (mayFold(change) ? shapeIn(shapes, change) : undefined))
  for (const [index, change] of changes.entries()) {
    const shape = shaped[index]
    if (shape && shape.texts.size <= mostGroups) shape.texts.add(valuesText(change, shape, false))
  }
  const groups = new Map<string, Change[]>()
  const firsts = changes.flatMap((change, index): (readonly Change[])[] => {
    const shape = shaped[index]
    if (shape === undefined || shape.count <= mostWhole) return [[change]]
    const name = `${shape.id} ${valuesText(change, shape, shape.texts.size > mostGroups)}`
    const group = groups.get(name)
    if (group?.push(change)) return []
    const begun = [change]
    groups.set(name, begun)
    return [begun]
  })
  return firsts.map((members) => {
    if (members.length <= mostWhole) return { shown: members, more: 0, common: [], varied: [], edits: [] }
    const shown = members.slice(0, mostShown)
    const [first] = shown
    const about = { common: commonOf(members), varied: variedIn(members), edits: first ? editsOf(first) : [] }
    return { shown, more: members.length - shown.length, ...about }
  })
}

/** Changes that do the same with the same leaves. */
interface Shape {
  readonly id: number
  count: number
  readonly sides: Map<string, Side>
  /** Their different values together, as texts; no more than are needed to know that they are too many. */
  readonly texts: Set<string>
}

/** The values of one leaf, before or after, in all changes of a shape. */
interface Side {
  /** The different ones. */
  readonly texts: Set<string>
  /** Number of people of whose name or sign-in address the value is a part. */
  names: number
  /** The different elements of lists. */
  readonly elements: Set<string>
  /** Number of the elements of all lists. */
  listed: number
}

function shapeIn(shapes: Map<string, Shape>, change: Change): Shape {
  const name = shapeOf(change)
  const shape = shapes.get(name) ?? { id: shapes.size, count: 0, sides: new Map(), texts: new Set() }
  shapes.set(name, shape)
  shape.count += 1
  for (const { side: of, value } of sidesIn(change)) {
    const text = ownable(value)
    if (text === undefined) continue
    const side = shape.sides.get(of) ?? { texts: new Set(), names: 0, elements: new Set(), listed: 0 }
    shape.sides.set(of, side)
    side.texts.add(text)
    if (isNameOf(change, value)) side.names += 1
    if (!Array.isArray(value)) continue
    side.listed += value.length
    for (const element of value) side.elements.add(JSON.stringify(element))
  }
  return shape
}

/** Whole words only: whoever is called Adam Admin must not get a role unseen. */
function isNameOf({ key, display = '', identifiers = [] }: Change, value: Json | undefined): boolean {
  if (typeof value !== 'string' || value.trim() === '') return false
  return value === key || identifiers.includes(value) || ` ${display} `.includes(` ${value} `)
}

/** Whether a leaf belongs to each person alone; what single people call themselves does not decide that. */
function isOwn({ texts, names, elements, listed }: Side, count: number, value: Json | undefined): boolean {
  if (Array.isArray(value)) return texts.size * 2 > count && elements.size * 2 > listed
  return texts.size * 2 > count || names * 2 > count
}

function mayFold(change: Change): boolean {
  const { blocked, counts, after_aside } = change
  if (blocked !== undefined || after_aside !== undefined) return false
  if ((counts.removals ?? 0) > 0 || (counts.replacements ?? 0) > 0 || (counts.swaps ?? 0) > 0) return false
  if (replacedBy(change) !== undefined || asideOf(change) !== undefined) return false
  if (change.action === 'create' && (change.replaces !== undefined || change.recreates)) return false
  const action = shownAction(change)
  return action === 'create' || action === 'update' || action === 'adopt' || action === 'none'
}

function shapeOf(change: Change): string {
  const leaves = (fields: readonly FieldChange[] = []) => fields.map(({ path, cause }) => [path, cause])
  const waits = waitsOf(change)
  return JSON.stringify([
    change.action,
    change.reason,
    leaves(change.fields),
    leaves(change.observed),
    waits && [waits.code, leaves(waits.fields)],
    change.released,
    change.consequences.map(({ code, alike }) => [code, alike]),
    credentialChangesOf(change).map(({ step, type }) => [step, type]),
    change.action === 'create' ? change.way_in : [],
    invitationOf(change),
    change.counts,
    editsOf(change),
    // Of hidden addresses nobody can say that they change in the same way.
    changesHidden(change) ? change.key : undefined,
  ])
}

function changesHidden({ counts, fields }: Change): boolean {
  return (counts.identifier_changes ?? 0) > 0 && fields.some((field) => isHidden(field) || field.after === hiddenValue)
}

function editsOf({ counts, fields }: Change): readonly Edit[] {
  if ((counts.identifier_changes ?? 0) === 0) return []
  return fields.map(({ path, before, after }) => {
    const isText = typeof before === 'string' && typeof after === 'string'
    const [left, right] = isText ? [before, after] : [JSON.stringify(before) ?? '', JSON.stringify(after) ?? '']
    const start = isText ? commonStart(left, right) : 0
    return { path, before: left.slice(start), after: right.slice(start) }
  })
}

function commonStart(left: string, right: string): number {
  let start = 0
  while (start < left.length && left[start] === right[start]) start += 1
  return start
}

function sidesIn({ fields }: Change): { readonly side: string; readonly value: Json | undefined }[] {
  return fields.flatMap(({ path, before, after }) => [
    { side: `-${path}`, value: before },
    { side: `+${path}`, value: after },
  ])
}

/** The text of a value that can belong to one person alone. */
function ownable(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || Array.isArray(value) ? JSON.stringify(value) : undefined
}

/** The values of a change that do not belong to its person alone, as one text. */
function valuesText(change: Change, { count, sides }: Shape, isCoarse: boolean): string {
  const values = sidesIn(change).map(({ side: of, value }) => {
    const side = ownable(value) === undefined ? undefined : sides.get(of)
    if (side === undefined) return value
    return (isCoarse && !Array.isArray(value)) || isOwn(side, count, value) ? null : value
  })
  return JSON.stringify(values)
}

function commonOf(members: readonly Change[]): readonly FieldChange[] {
  const [first, ...others] = members
  return (first?.fields ?? []).filter((field, index) => {
    const text = sidesText(field)
    return others.every(({ fields }) => sidesText(fields[index]) === text)
  })
}

function variedIn(members: readonly Change[]): readonly VariedLeaf[] {
  const [first] = members
  return (first?.fields ?? []).flatMap(({ path }, index) => {
    const counts = new Map<string, { value: Json | undefined; count: number }>()
    for (const { fields } of members) {
      const value = fields[index]?.after
      const text = JSON.stringify(value) ?? ''
      const known = counts.get(text)
      if (known) known.count += 1
      else if (counts.size === mostValues) return []
      else counts.set(text, { value, count: 1 })
    }
    const isName = members.every(({ display = '', fields }) => {
      const value = fields[index]?.after
      return typeof value === 'string' && display.includes(value)
    })
    return counts.size > 1 && !isName
      ? [{ path, values: [...counts.values()].toSorted((a, b) => b.count - a.count) }]
      : []
  })
}

function sidesText(field: FieldChange | undefined): string {
  return JSON.stringify([field?.before, field?.after])
}
