import { type JsonNumber, NumberText } from '../go/json-number.ts'

/** JSON values inside the sandbox, which shares only its emulation of Go with the rest of idctl. */

/** Ordinary JavaScript JSON, used in the package's public API. */
export type PlainJson = null | boolean | number | string | PlainJson[] | PlainJsonObject
export type PlainJsonObject = { [key: string]: PlainJson }

export type Json = null | boolean | JsonNumber | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
}

/** The own member or `undefined`, never one of the prototype. */
export function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}
