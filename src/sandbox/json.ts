/** JSON values as the sandbox keeps them; it shares nothing with the rest of idctl. */

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

/** JSON as JavaScript has it: what users of the package give and get. */
export type PlainJson = null | boolean | number | string | PlainJson[] | PlainJsonObject
export type PlainJsonObject = { [key: string]: PlainJson }

export type JsonNumber = number | NumberText
export type Json = null | boolean | JsonNumber | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

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

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
}

/** Own member or `undefined`; never looks through prototypes. */
export function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}
