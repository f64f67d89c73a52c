/** Above this size, in bytes, an answer gets memory that is used again. */
const ordinary = 128 * 1024
/** Kept memory is not larger than this: hardly any page is. */
const largestKept = 4 * 1024 * 1024
/** How many pieces of memory are kept: more answers hardly ever arrive and wait at the same time. */
const mostKept = 32

/**
 * Memory for large answers. Pages of a listing arrive and wait longer than young objects live. As texts and buffers of their own, all of them would be moved
 * among the old objects, which are rarely collected: the heap would be as large again as what is in it.
 */
export class AnswerMemory {
  readonly #free: Buffer[] = []

  /** Begins an answer. */
  receive(): ArrivedAnswer {
    return new ArrivedAnswer(this)
  }

  /** Memory of at least `size` bytes. */
  take(size: number): Buffer {
    const index = this.#free.findIndex(({ length }) => length >= size)
    const [found] = index === -1 ? [] : this.#free.splice(index, 1)
    return found ?? Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(size)))
  }

  giveBack(memory: Buffer): void {
    if (memory.length <= largestKept && this.#free.length < mostKept) this.#free.push(memory)
  }
}

/** The bytes of an answer, from the first one on until its text is no longer needed. */
export class ArrivedAnswer {
  readonly #memory: AnswerMemory
  #parts: Buffer[] = []
  #lent: Buffer | undefined
  #size = 0

  constructor(memory: AnswerMemory) {
    this.#memory = memory
  }

  /** In bytes. */
  get size(): number {
    return this.#size
  }

  /** Keeps a copy, unless the answer is small so far. */
  add(part: Buffer): void {
    const size = this.#size + part.length
    if (size <= ordinary) this.#parts.push(part)
    else part.copy(this.#lentFor(size), this.#size)
    this.#size = size
  }

  text(): string {
    return textOf(this.bytes())
  }

  /** All of them. They are right until `release`. */
  bytes(): Buffer {
    return this.#lent?.subarray(0, this.#size) ?? Buffer.concat(this.#parts, this.#size)
  }

  /** The answer is no longer needed. */
  release(): void {
    if (this.#lent !== undefined) this.#memory.giveBack(this.#lent)
    this.#lent = undefined
    this.#parts = []
    this.#size = 0
  }

  #lentFor(size: number): Buffer {
    const before = this.#lent
    if (before !== undefined && before.length >= size) return before
    const lent = this.#memory.take(Math.max(size, 8 * ordinary))
    let end = 0
    for (const part of before === undefined ? this.#parts : [before.subarray(0, this.#size)])
      end += part.copy(lent, end)
    if (before !== undefined) this.#memory.giveBack(before)
    this.#parts = []
    this.#lent = lent
    return lent
  }
}

/** Without a byte order mark. */
export function textOf(bytes: Buffer): string {
  const text = bytes.toString()
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}
