import { type JsonNumber, NumberText } from '../go/json-number.ts'

/** JSON values as the sandbox keeps them; it shares nothing with the rest of idctl but what Go does. */

/** JSON as JavaScript has it: what users of the package give and get. */
export type PlainJson = null | boolean | number | string | PlainJson[] | PlainJsonObject
export type PlainJsonObject = { [key: string]: PlainJson }

export type Json = null | boolean | JsonNumber | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
}

/** Own member or `undefined`; never looks through prototypes. */
export function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}
