import { push } from '../../model/push.ts'

/** A write of a single identity that is over. */
export interface Written {
  /** Writes of one kind take alike times. */
  readonly kind: string
  readonly milliseconds: number
  /** Refused because of the rate, an error of the server, or no answer. */
  readonly isTrouble: boolean
  /** How many writes were under way until now, this one included. */
  readonly underWay: number
}

/** How many writes a server takes at once, as it has answered so far. */
export interface Capacity {
  /** At least 1. */
  size(): number
  note(written: Written): void
}

/** More keep a small server no busier, and fewer leave it idle between two requests. */
const firstSize = 4
/** Between two looks there are so many answers for each write that may be under way. Fewer of one kind tell nothing about it. */
const answersForEach = 4
/** Answers that take so many times as long as usual, and `noise` longer, mean that writes wait for each other. */
const slower = 2
/** In milliseconds. */
const noise = 5

/**
 * One more at each look while all of them are in use, half as many at trouble or when the answers take long. Knows no clock, and no ceiling:
 * what is never in use never grows.
 */
export function createCapacity(): Capacity {
  let size = firstSize
  /** Answers to come that say nothing about the present size: they were asked for before. */
  let earlier = 0
  let answers = 0
  let times = new Map<string, number[]>()
  const usual = new Map<string, number>()

  /** Whether the answers since the last look took long. Learns what is usual: one write at a time waits for no other. */
  const isSlow = (): boolean => {
    let isAnySlow = false
    for (const [kind, all] of times) {
      if (all.length < answersForEach) continue
      const now = medianOf(all)
      const before = size === 1 ? now : (usual.get(kind) ?? now)
      if (now > slower * before + noise) isAnySlow = true
      usual.set(kind, Math.min(now, before))
    }
    return isAnySlow
  }
  const resize = (next: number, underWay: number): void => {
    if (next < size) earlier = underWay - 1
    size = Math.max(1, next)
    answers = 0
    times = new Map()
  }
  return {
    size: () => size,
    note({ kind, milliseconds, isTrouble, underWay }) {
      if (earlier > 0) {
        earlier -= 1
        return
      }
      const half = Math.floor(Math.min(size, underWay) / 2)
      if (isTrouble) return resize(half, underWay)
      push(times, kind, milliseconds)
      answers += 1
      if (answers < size * answersForEach) return
      if (isSlow()) resize(half, underWay)
      else resize(underWay < size ? size : size + 1, underWay)
    },
  }
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0
}
