/** A number that JavaScript would not write as it was written: `1.0`, `-0`, `1e400`, an integer beyond 2^53. */
export class NumberText {
  readonly literal: string

  constructor(literal: string) {
    this.literal = literal
  }

  /** As near as JavaScript comes to it, for whoever does not use `writeJson`. */
  toJSON(): number {
    return Number(this.literal)
  }
}

/** A `json.Number` of Go: it keeps how it was written. */
export type JsonNumber = number | NumberText

/** A number by its literal, as JSON has it. */
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
