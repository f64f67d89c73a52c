/** A row, or what stands for several. */
export interface Item {
  readonly text: string
  /** How many people, or problems, it tells of. */
  readonly count: number
}

/** One way to tell a part. Texts end with a line break, except items that share a line. */
export interface Form {
  readonly head: string
  items(): Iterable<Item>
  readonly tail: string
}

/** A part of a report that can be told at several lengths. */
export interface Part {
  /** Sum of the counts of all items. */
  readonly count: number
  /** Nothing of it may be left out while anything else has room. */
  readonly isVital: boolean
  /** From the longest to the shortest; at least one. */
  readonly forms: readonly Form[]
  /** Stands in place of the items that have no room, with their number; of all of them where not one has room. */
  left(count: number): string
}

export interface Laid {
  readonly text: string
  /** How many are left out. */
  readonly left: number
}

/**
 * Lays out parts in at most `room` UTF-16 units, which must be enough for all heads. Vital parts come first, each in its longest form that
 * leaves room for all others in their shortest. Where even the shortest have no room together, they share what there is: the small
 * get all that they want, and the large are cut. What remains is shared by the other parts. Items are made as they are needed, and no
 * further than there is room.
 */
export function layOut(parts: readonly Part[], room: number): readonly Laid[] {
  const granted = parts.map(leastOf)
  let free = room - sum(granted)
  const grant = (index: number, size: number): void => {
    const own = granted[index] ?? 0
    if (size <= own) return
    granted[index] = size
    free -= size - own
  }
  const places = (isVital: boolean) => [...parts.keys()].filter((index) => parts[index]?.isVital === isVital)
  const sizesOf = (index: number) => (parts[index]?.forms ?? []).map((form) => sizeOf(form, room))
  const moreThanGranted = (index: number, size = 0) => Math.max(0, size - (granted[index] ?? 0))
  const bySize = (indices: readonly number[]) =>
    indices
      .map((index) => ({ index, sizes: sizesOf(index) }))
      .toSorted((one, other) => (one.sizes[0] ?? 0) - (other.sizes[0] ?? 0))
  /** Each in its turn gets no more than an equal share of what is left. */
  const share = (ordered: ReturnType<typeof bySize>): void => {
    for (const [place, { index, sizes }] of ordered.entries()) {
      const most = (granted[index] ?? 0) + Math.floor(free / (ordered.length - place))
      grant(index, sizes.find((size) => size <= most) ?? most)
    }
  }
  const vital = bySize(places(true))
  const shortest = sum(vital.map(({ index, sizes }) => moreThanGranted(index, sizes.at(-1))))
  if (shortest > free) share(vital)
  else {
    for (const { index, sizes } of vital) grant(index, sizes.at(-1) ?? 0)
    for (const { index, sizes } of vital) {
      grant(index, sizes.find((size) => size <= (granted[index] ?? 0) + free) ?? 0)
    }
  }
  share(bySize(places(false)))
  return parts.map((part, index) => told(part, granted[index] ?? 0))
}

function told(part: Part, room: number): Laid {
  const whole = part.forms.find((form) => sizeOf(form, room) <= room)
  if (whole !== undefined) return { text: textOf(whole), left: 0 }
  const form = part.forms.at(-1)
  return form === undefined ? { text: '', left: part.count } : cut(part, form, room)
}

/** As many items as have room, and what stands for the others. */
function cut(part: Part, { head, items, tail }: Form, room: number): Laid {
  const most = room - part.left(part.count).length - tail.length
  let text = head
  let left = part.count
  for (const item of items()) {
    if (text.length + item.text.length > most) break
    text += item.text
    left -= item.count
  }
  return { text: text === head ? part.left(left) : `${text}${tail}${part.left(left)}`, left }
}

function textOf({ head, items, tail }: Form): string {
  return [head, ...[...items()].map(({ text }) => text), tail].join('')
}

/** The least that is told of a part: that it is there, and how many are left out. */
function leastOf({ forms, left, count }: Part): number {
  const form = forms.at(-1)
  return (form?.head.length ?? 0) + (form?.tail.length ?? 0) + left(count).length
}

/** UTF-16 units of the whole form; `most + 1` when it is longer than `most`. */
function sizeOf(form: Form | undefined, most: number): number {
  if (form === undefined) return 0
  let size = form.head.length + form.tail.length
  for (const { text } of form.items()) {
    size += text.length
    if (size > most) return most + 1
  }
  return size
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
