import type { Change, FieldChange } from '../../model/change.ts'
import type { Json, JsonPointer } from '../../model/json.ts'
import { type Edit, editsOf } from './address-edits.ts'
import { type GroupKey, groupName, keyOf, mostValues, rarely } from './alike-key.ts'
import { addToShape, leavesOf, mayFold, type Shape, sidesIn } from './alike-shapes.ts'
import { foldGroup, mostWhole } from './fold-group.ts'

/** Changes that differ only in whom they are about, by their places in the plan. */
export interface AlikeChanges {
  /** Those that are shown; all of a small group. */
  readonly shown: readonly number[]
  /** Number of the others. */
  readonly more: number
  /** The leaves whose values all of them have in common. */
  readonly common: readonly FieldChange[]
  /** Every other leaf: nothing that differs among the folded may go untold. */
  readonly varied: readonly VariedLeaf[]
  /** Where sign-in addresses change: what is replaced at the end of each old value, in all of them. */
  readonly edits: readonly Edit[]
}

/** A side of a leaf that is not the same in all of a group. */
export interface VariedLeaf {
  readonly path: JsonPointer
  readonly side: 'before' | 'after'
  /** Number of its different values. */
  readonly different: number
  /** How many of these only one or two people have. */
  readonly rare: number
  /** Each person has a value of their own, or it is the name of the person. */
  readonly isOwn: boolean
  /** Where they are few: each, and how many people have it; the most frequent first. */
  readonly values?: readonly { readonly value: Json | undefined; readonly count: number }[]
}

/** Finds the changes that are alike, while they pass by one after the other. */
export interface Alikes {
  add(change: Change, index: number): void
  /**
   * Groups the changes of a section, in the order of their first members. Two are alike if they do the same with the same leaves, and
   * write the same values, as far as `keyOf` counts them.
   *
   * @param at Reads a change again.
   */
  fold(rows: readonly number[], at: (index: number) => Change | undefined): readonly AlikeChanges[]
}

/** One of the changes of a group. */
interface Member {
  readonly index: number
  readonly place: Place | undefined
}

/** The shape of a change, and the how manieth of that shape it is. */
interface Place {
  readonly shape: Shape
  readonly at: number
}

/** The groups of changes that are at hand anyway, by their places among them. */
export function foldAlike(changes: readonly Change[]): readonly AlikeChanges[] {
  const alikes = gatherAlikes()
  for (const [index, change] of changes.entries()) alikes.add(change, index)
  return alikes.fold([...changes.keys()], (index) => changes[index])
}

export function gatherAlikes(): Alikes {
  const shapes = new Map<string, Shape>()
  const places = new Map<number, Place>()
  const keys = new Map<Shape, GroupKey>()
  const nameOf = ({ shape, at }: Place): string => {
    const key = keys.get(shape) ?? keyOf(shape)
    keys.set(shape, key)
    return groupName(shape, key, at)
  }
  return {
    add(change, index) {
      if (!mayFold(change)) return
      const shape = addToShape(shapes, change)
      places.set(index, { shape, at: shape.count - 1 })
    },
    fold(rows, at) {
      const groups = new Map<string, Member[]>()
      const firsts = rows.flatMap((index): Member[][] => {
        const place = places.get(index)
        const begun = [{ index, place }]
        if (place === undefined || place.shape.count <= mostWhole) return [begun]
        const name = nameOf(place)
        const group = groups.get(name)
        if (group?.push(...begun)) return []
        groups.set(name, begun)
        return [begun]
      })
      return firsts.map((members) => groupOf(members, at))
    },
  }
}

function groupOf(members: readonly Member[], at: (index: number) => Change | undefined): AlikeChanges {
  const indices = members.map(({ index }) => index)
  const folded = foldGroup(indices)
  if (folded.more === 0) return { ...folded, common: [], varied: [], edits: [] }
  return { ...folded, ...told(members, at) }
}

/** What the members have in common, and in what they differ. */
function told(
  members: readonly Member[],
  at: (index: number) => Change | undefined,
): Pick<AlikeChanges, 'common' | 'varied' | 'edits'> {
  const [first] = members
  const change = first && at(first.index)
  if (change === undefined) return { common: [], varied: [], edits: [] }
  const leaves = leavesOf(change).map((leaf, index) => {
    const before = variedIn(members, index * 2, leaf.path, at)
    const after = variedIn(members, index * 2 + 1, leaf.path, at)
    return { leaf, varied: [before, after] }
  })
  const isCommon = (varied: readonly (VariedLeaf | undefined)[]): boolean => varied.every((side) => side === undefined)
  return {
    common: leaves.flatMap(({ leaf, varied }) => (isCommon(varied) && change.fields.includes(leaf) ? [leaf] : [])),
    varied: leaves.flatMap(({ varied }) => varied.filter((side) => side !== undefined)),
    edits: editsOf(change),
  }
}

/** `undefined` where the members all have the same in the column. */
function variedIn(
  members: readonly Member[],
  column: number,
  path: JsonPointer,
  at: (index: number) => Change | undefined,
): VariedLeaf | undefined {
  const found = new Map<number, { readonly index: number; count: number }>()
  for (const { index, place } of members) {
    const number = place?.shape.values[place.at * place.shape.columns.length + column] ?? 0
    const known = found.get(number)
    if (known) known.count += 1
    else found.set(number, { index, count: 1 })
  }
  const [first] = members
  if (found.size <= 1) return undefined
  const counts = [...found.values()].toSorted((left, right) => right.count - left.count)
  const read = (index: number): Json | undefined => {
    const change = at(index)
    return change && sidesIn(change)[column]
  }
  return {
    path,
    side: column % 2 === 0 ? 'before' : 'after',
    different: found.size,
    rare: counts.filter(({ count }) => count <= rarely).length,
    isOwn: found.size === members.length || isNameOfAll(first?.place?.shape, column),
    ...(found.size <= mostValues && {
      values: counts.map(({ index, count }) => ({ value: read(index), count })),
    }),
  }
}

function isNameOfAll(shape: Shape | undefined, column: number): boolean {
  return shape !== undefined && shape.columns[column]?.names === shape.count
}
