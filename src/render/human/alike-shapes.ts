import type { Change, FieldChange } from '../../model/change.ts'
import { asideOf, credentialChangesOf, invitationOf, replacedBy, waitsOf } from '../../model/change-parts.ts'
import type { Json } from '../../model/json.ts'
import { changesHidden, editsOf } from './address-edits.ts'
import { shownAction } from './symbols.ts'

/** Changes that do the same with the same leaves. It keeps which of their values are equal, and not the changes. */
export interface Shape {
  readonly id: number
  /** Number of its changes. */
  count: number
  /** Two for each leaf: what was there, and what comes. */
  readonly columns: readonly Column[]
  /** For each change in turn, the numbers of its values, one for each column. */
  readonly values: number[]
}

/** The different values of one side of a leaf, each with the number that stands for it. */
export interface Column {
  readonly scalars: Map<Json | undefined, number>
  /** Lists and objects, by their text. */
  readonly composed: Map<string, number>
  /** Number of people of whose name or sign-in address the value is a part. */
  names: number
  /** The different elements of lists. */
  readonly elements: Set<string>
  /** Number of the elements of all lists. */
  listed: number
  hasObjects: boolean
}

export function sizeOf({ scalars, composed }: Column): number {
  return scalars.size + composed.size
}

/** Whether the values are names of their people; what single people call themselves does not decide that. */
export function isName({ names }: Column, count: number): boolean {
  return names * 2 > count
}

/** Whether a change may stand for others. Whoever loses something, is blocked or is a part of an exchange stands alone. */
export function mayFold(change: Change): boolean {
  const { blocked, counts, after_aside } = change
  if (blocked !== undefined || after_aside !== undefined) return false
  if ((counts.removals ?? 0) > 0 || (counts.replacements ?? 0) > 0 || (counts.swaps ?? 0) > 0) return false
  if (replacedBy(change) !== undefined || asideOf(change) !== undefined) return false
  if (change.action === 'create' && (change.replaces !== undefined || change.recreates)) return false
  const action = shownAction(change)
  return action === 'create' || action === 'update' || action === 'adopt' || action === 'none'
}

/** Notes a change in its shape. */
export function addToShape(shapes: Map<string, Shape>, change: Change): Shape {
  const name = shapeOf(change)
  const sides = sidesIn(change)
  const shape = shapes.get(name) ?? { id: shapes.size, count: 0, columns: sides.map(newColumn), values: [] }
  shapes.set(name, shape)
  shape.count += 1
  shape.columns.forEach((column, index) => {
    const value = sides[index]
    shape.values.push(numberOf(value, column))
    if (isNameOf(value, change)) column.names += 1
  })
  return shape
}

/** The leaves of a change: those that it writes, those that wait, and those that are only observed. */
export function leavesOf(change: Change): readonly FieldChange[] {
  return [...change.fields, ...(waitsOf(change)?.fields ?? []), ...(change.observed ?? [])]
}

/** The values of its leaves in the order of the columns. */
export function sidesIn(change: Change): (Json | undefined)[] {
  const sides: (Json | undefined)[] = []
  for (const { before, after } of leavesOf(change)) sides.push(before, after)
  return sides
}

/** Equal for changes that do the same with the same leaves. */
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
    credentialChangesOf(change).map((step) => [step.step, step.type, providerOf(step)]),
    change.action === 'create' ? change.way_in : [],
    invitationOf(change),
    change.counts,
    editsOf(change),
    changesHidden(change) ? change.key : undefined,
  ])
}

function providerOf(step: ReturnType<typeof credentialChangesOf>[number]): string | undefined {
  if (step.step === 'link') return step.link.provider
  return step.step === 'unlink' ? step.provider : undefined
}

function newColumn(): Column {
  return { scalars: new Map(), composed: new Map(), names: 0, elements: new Set(), listed: 0, hasObjects: false }
}

function numberOf(value: Json | undefined, column: Column): number {
  if (typeof value !== 'object' || value === null) return numbered(column.scalars, value, column)
  if (Array.isArray(value)) {
    column.listed += value.length
    for (const element of value) column.elements.add(JSON.stringify(element))
  } else column.hasObjects = true
  return numbered(column.composed, JSON.stringify(value), column)
}

function numbered<Key>(numbers: Map<Key, number>, key: Key, column: Column): number {
  const known = numbers.get(key)
  if (known !== undefined) return known
  const next = sizeOf(column)
  numbers.set(key, next)
  return next
}

/** Whole words only: whoever is called Adam Admin must not get a role unseen. */
function isNameOf(value: Json | undefined, { key, display = '', identifiers = [] }: Change): boolean {
  if (typeof value !== 'string' || value.trim() === '') return false
  return value === key || identifiers.includes(value) || ` ${display} `.includes(` ${value} `)
}
