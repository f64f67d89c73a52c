/** A number that JavaScript would not write like its literal: `1.0`, `-0`, `1e400`, an integer beyond 2^53. */
export class NumberText {
  readonly literal: string

  constructor(literal: string) {
    this.literal = literal
  }

  /** The nearest JavaScript number, for callers that do not use `writeJson`. */
  toJSON(): number {
    return Number(this.literal)
  }
}

/** A `json.Number` of Go, which keeps its literal. */
export type JsonNumber = number | NumberText

/** A number from its JSON literal. */
export function numberOf(literal: string): JsonNumber {
  const value = Number(literal)
  return String(value) === literal ? value : new NumberText(literal)
}

export function isJsonNumber(value: unknown): value is JsonNumber {
  return typeof value === 'number' || value instanceof NumberText
}

/** The number as it was written. */
export function literalOf(value: JsonNumber): string {
  return value instanceof NumberText ? value.literal : String(value)
}
