import { type Column, isName, type Shape, sizeOf } from './alike-shapes.ts'

/** A leaf with more values than these is told by their number. */
export const mostValues = 6

/** More groups than these are not told apart by single texts and numbers. */
const mostGroups = 10

/** As many people with rare values of one leaf are shown one by one, and no more. */
const mostRare = 10

/** A value is rare if no more people than these have it. */
export const rarely = 2

/** What tells the groups of a shape apart. */
export interface GroupKey {
  /** Places of columns all of whose values count. */
  readonly whole: readonly number[]
  /** Of other columns only the rare values count. */
  readonly rare: ReadonlyMap<number, ReadonlySet<number>>
}

/**
 * Values count, except those that belong to each person alone, such as a name or a phone number. While that makes too many groups, the
 * single texts and numbers with the most different values do not count; lists and objects always do. Whoever has a value that hardly
 * anybody else has stays apart all the same: among many departments, that one can be the board.
 */
export function keyOf(shape: Shape): GroupKey {
  const sizes = shape.columns.map(sizeOf)
  const size = (place: number): number => sizes[place] ?? 0
  let whole = shape.columns.flatMap((column, place) => {
    return size(place) > 1 && !belongsToEach(column, shape.count) ? [place] : []
  })
  const droppable = whole
    .filter((place) => shape.columns[place]?.composed.size === 0)
    .toSorted((left, right) => size(right) - size(left))
  const rare = new Map<number, ReadonlySet<number>>()
  for (const place of droppable) {
    if (!hasMoreGroups(shape, whole)) break
    whole = whole.filter((other) => other !== place)
    rare.set(place, rareIn(shape, place))
  }
  return { whole, rare }
}

/** The name of the group of one member, the `at`th of its shape. */
export function groupName({ id, columns, values }: Shape, { whole, rare }: GroupKey, at: number): string {
  const start = at * columns.length
  const numbers = whole.map((place) => values[start + place])
  const apart = [...rare].map(([place, few]) => {
    const number = values[start + place] ?? 0
    return few.has(number) ? number : '*'
  })
  return `${id}: ${numbers.join()}; ${apart.join()}`
}

function belongsToEach(column: Column, count: number): boolean {
  const size = sizeOf(column)
  if (column.hasObjects) return false
  if (column.composed.size > 0) return size * 2 > count && column.elements.size * 2 > column.listed
  return size * 2 > count || isName(column, count)
}

function hasMoreGroups(shape: Shape, whole: readonly number[]): boolean {
  const names = new Set<string>()
  for (let at = 0; at < shape.count && names.size <= mostGroups; at += 1) {
    names.add(groupName(shape, { whole, rare: new Map() }, at))
  }
  return names.size > mostGroups
}

/** Values that few have, if all who have such a value are few. */
function rareIn({ columns, values }: Shape, place: number): ReadonlySet<number> {
  const counts = new Map<number, number>()
  for (let index = place; index < values.length; index += columns.length) {
    const number = values[index] ?? 0
    counts.set(number, (counts.get(number) ?? 0) + 1)
  }
  const few = [...counts].filter(([, count]) => count <= rarely)
  const people = few.reduce((sum, [, count]) => sum + count, 0)
  return new Set(people <= mostRare ? few.map(([number]) => number) : [])
}
