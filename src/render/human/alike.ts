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

/** The shape of a change, and the how manieth of that shape it is. */
interface Place {
  readonly shape: Shape
  readonly at: number
}

/** Where the change at an index stands; nothing for one that stands alone. */
type PlaceOf = (index: number) => Place | undefined

/** The groups of changes that are at hand anyway, by their places among them. */
export function foldAlike(changes: readonly Change[]): readonly AlikeChanges[] {
  const alikes = gatherAlikes()
  for (const [index, change] of changes.entries()) alikes.add(change, index)
  return alikes.fold([...changes.keys()], (index) => changes[index])
}

export function gatherAlikes(): Alikes {
  const shapes = new Map<string, Shape>()
  // Two lists, and no object for each: there may be a million changes.
  const shapeAt: (Shape | undefined)[] = []
  const placeAt: number[] = []
  const keys = new Map<Shape, GroupKey>()
  const placeOf: PlaceOf = (index) => {
    const shape = shapeAt[index]
    return shape && { shape, at: placeAt[index] ?? 0 }
  }
  const nameOf = ({ shape, at }: Place): string => {
    const key = keys.get(shape) ?? keyOf(shape)
    keys.set(shape, key)
    return groupName(shape, key, at)
  }
  return {
    add(change, index) {
      if (!mayFold(change)) return
      const shape = addToShape(shapes, change)
      shapeAt[index] = shape
      placeAt[index] = shape.count - 1
    },
    fold(rows, at) {
      const groups = new Map<string, number[]>()
      const firsts: number[][] = []
      for (const index of rows) {
        const place = placeOf(index)
        const name = place === undefined || place.shape.count <= mostWhole ? undefined : nameOf(place)
        const group = name === undefined ? undefined : groups.get(name)
        if (group?.push(index)) continue
        const begun = [index]
        firsts.push(begun)
        if (name !== undefined) groups.set(name, begun)
      }
      return firsts.map((members) => groupOf(members, placeOf, at))
    },
  }
}

function groupOf(
  members: readonly number[],
  placeOf: PlaceOf,
  at: (index: number) => Change | undefined,
): AlikeChanges {
  const folded = foldGroup(members)
  if (folded.more === 0) return { ...folded, common: [], varied: [], edits: [] }
  return { ...folded, ...told(members, placeOf, at) }
}

/** What the members have in common, and in what they differ. */
function told(
  members: readonly number[],
  placeOf: PlaceOf,
  at: (index: number) => Change | undefined,
): Pick<AlikeChanges, 'common' | 'varied' | 'edits'> {
  const [first] = members
  const change = first === undefined ? undefined : at(first)
  if (change === undefined) return { common: [], varied: [], edits: [] }
  const leaves = leavesOf(change).map((leaf, index) => {
    const before = variedIn(members, index * 2, leaf.path, { placeOf, at })
    const after = variedIn(members, index * 2 + 1, leaf.path, { placeOf, at })
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
  members: readonly number[],
  column: number,
  path: JsonPointer,
  { placeOf, at }: { readonly placeOf: PlaceOf; readonly at: (index: number) => Change | undefined },
): VariedLeaf | undefined {
  const found = new Map<number, { readonly index: number; count: number }>()
  for (const index of members) {
    const place = placeOf(index)
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
    isOwn:
      found.size === members.length || isNameOfAll(first === undefined ? undefined : placeOf(first)?.shape, column),
    ...(found.size <= mostValues && {
      values: counts.map(({ index, count }) => ({ value: read(index), count })),
    }),
  }
}

function isNameOfAll(shape: Shape | undefined, column: number): boolean {
  return shape !== undefined && shape.columns[column]?.names === shape.count
}
