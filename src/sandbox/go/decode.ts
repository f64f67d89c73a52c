import { isJsonNumber, literalOf } from '../../go/json-number.ts'
import { goQuote } from '../../go/print.ts'
import { wellFormed } from '../../go/text.ts'
import { isJsonObject, type Json } from '../json.ts'
import { escapeHtml } from '../json-text.ts'
import { writeJson } from '../write-json.ts'
import { GoJsonError } from './json-error.ts'
import { parseInteger } from './query.ts'
import { parseTime } from './time.ts'
import { parseUuid } from './uuid.ts'

/** State of the decoder. Go's errors name the innermost struct and the path of fields from the root. */
interface Cursor {
  readonly strict: boolean
  /** Go has encoded the text itself, so it has escapes for HTML characters. */
  readonly rewritten: boolean
  readonly struct?: string
  readonly fields: readonly string[]
  /** Type mismatches: Go continues and reports the first at the end. Errors of custom parsers (UUIDs, times) stop at once. */
  readonly mismatches: string[]
}

/** Decodes a JSON value as Go decodes it into a type. `undefined` = the zero value stays. */
export interface Shape<T> {
  /** Go's type name in error texts. */
  readonly type: string
  read(value: Json, cursor: Cursor): T | undefined
}

export type Decoded<S> = S extends Shape<infer T> ? T : never

/**
 * Decodes a parsed body like `json.Unmarshal` (`strict`: with `DisallowUnknownFields`).
 * Member names match without regard to case. Throws `GoJsonError` with Go's text.
 */
export function decode<T>(
  value: Json,
  shape: Shape<T>,
  options: { readonly strict: boolean; readonly rewritten?: boolean },
): T | undefined {
  const cursor: Cursor = {
    strict: options.strict,
    rewritten: options.rewritten ?? false,
    fields: [],
    mismatches: [],
  }
  const decoded = shape.read(value, cursor)
  const first = cursor.mismatches[0]
  if (first !== undefined) throw new GoJsonError(first)
  return decoded
}

/** A Go string, which replaces lone surrogates. */
export function text(type = 'string'): Shape<string> {
  return scalar(type, (value) => (typeof value === 'string' ? wellFormed(value) : undefined))
}

export const flag: Shape<boolean> = scalar('bool', (value) => (typeof value === 'boolean' ? value : undefined))

export const int: Shape<number> = {
  type: 'int',
  read(value, cursor) {
    if (value === null) return undefined
    const parsed = isJsonNumber(value) ? parseInteger(literalOf(value)) : undefined
    if (parsed?.ok) return parsed.value
    mismatch(cursor, isJsonNumber(value) ? `number ${literalOf(value)}` : kindOf(value), this.type)
    return undefined
  },
}

/** `json.RawMessage`: anything, `null` too. */
export const raw: Shape<Json> = { type: 'json.RawMessage', read: (value) => value }

/** A string type with a parser of its own, whose errors name neither field nor struct. */
export const nullString: Shape<string> = {
  type: 'sqlxx.NullString',
  read(value) {
    if (value === null) return undefined
    if (typeof value !== 'string') {
      throw new GoJsonError(`json: cannot unmarshal ${kindOf(value)} into Go value of type string`)
    }
    return wellFormed(value)
  },
}

/** `[]byte`: padded base64; line breaks are ignored. */
export const bytes: Shape<string> = {
  type: '[]uint8',
  read(value, cursor) {
    if (value === null) return undefined
    if (typeof value === 'string') {
      const bad = badBase64(value)
      if (bad === undefined) return value
      cursor.mismatches.push(`illegal base64 data at input byte ${bad}`)
    } else mismatch(cursor, kindOf(value), this.type)
    return undefined
  },
}

/** Offset in Go's base64 error: the first invalid character, or the start of the incomplete group. */
function badBase64(text: string): number | undefined {
  const wrong = text.search(/[^A-Za-z0-9+/\r\n=]/)
  if (wrong >= 0) return wrong
  const [body = ''] = text.split('=', 1)
  const letters = body.replace(/[\r\n]/g, '').length
  if (/^[^=]*={0,2}[\r\n]*$/.test(text) && (letters + text.split('=').length - 1) % 4 === 0) return undefined
  return letters % 4 < 2 && text.includes('=') ? body.length : letters - (letters % 4)
}

export const uuid: Shape<string> = {
  type: 'uuid.UUID',
  read(value, cursor) {
    if (value === null) return undefined
    if (typeof value === 'string') return parseUuid(wellFormed(value))
    mismatch(cursor, kindOf(value), this.type)
    return undefined
  },
}

/** `uuid.NullUUID` parses the JSON text itself: for a string the part between the quotes, with its escapes. */
export const nullUuid: Shape<string> = {
  type: 'uuid.NullUUID',
  read: (value, cursor) => (value === null ? undefined : parseUuid(sourceOf(value, cursor))),
}

export const time: Shape<string> = {
  type: 'time.Time',
  read(value, cursor) {
    if (value === null) return undefined
    if (typeof value !== 'string') throw new GoJsonError('Time.UnmarshalJSON: input is not a JSON string')
    return parseTime(sourceOf(value, cursor))
  },
}

/** The JSON text for custom parsers: for a string the part between the quotes, with its escapes. */
function sourceOf(value: Json, { rewritten }: Cursor): string {
  const text = typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : writeJson(value)
  return rewritten ? escapeHtml(text) : text
}

export function list<T>(of: Shape<T>, type = `[]${of.type}`): Shape<(T | undefined)[]> {
  return {
    type,
    read(value, cursor) {
      if (value === null) return undefined
      if (Array.isArray(value)) return value.map((item) => of.read(item, cursor))
      mismatch(cursor, kindOf(value), type)
      return undefined
    },
  }
}

export function map<T>(of: Shape<T>, type: string): Shape<Map<string, T | undefined>> {
  return {
    type,
    read(value, cursor) {
      if (value === null) return undefined
      if (isJsonObject(value)) {
        return new Map(Object.entries(value).map(([key, item]) => [wellFormed(key), of.read(item, cursor)]))
      }
      mismatch(cursor, kindOf(value), type)
      return undefined
    },
  }
}

type Fields = Readonly<Record<string, Shape<unknown>>>
type Struct<F extends Fields> = { -readonly [K in keyof F]?: Decoded<F[K]> }

export function struct<F extends Fields>(type: string, fields: F): Shape<Struct<F>> {
  const byFoldedName = new Map(Object.keys(fields).map((name) => [name.toLowerCase(), name]))
  const name = type.slice(type.lastIndexOf('.') + 1)
  return {
    type,
    read(value, cursor) {
      if (value === null) return undefined
      if (!isJsonObject(value)) {
        mismatch(cursor, kindOf(value), type)
        return undefined
      }
      const decoded: Record<string, unknown> = {}
      for (const [key, item] of Object.entries(value)) {
        const field = Object.hasOwn(fields, key) ? key : byFoldedName.get(key.toLowerCase())
        if (field === undefined) {
          if (cursor.strict) cursor.mismatches.push(`json: unknown field ${goQuote(key)}`)
          continue
        }
        const found = fields[field]?.read(item, { ...cursor, struct: name, fields: [...cursor.fields, field] })
        const before = decoded[field]
        // If a name occurs in two spellings, Go decodes the second value into the result of the first.
        if (before instanceof Map && found instanceof Map) decoded[field] = new Map([...before, ...found])
        else if (found !== undefined) decoded[field] = found
      }
      return decoded as Struct<F>
    },
  }
}

function scalar<T extends Json>(type: string, take: (value: Json) => T | undefined): Shape<T> {
  return {
    type,
    read(value, cursor) {
      if (value === null) return undefined
      const taken = take(value)
      if (taken === undefined) mismatch(cursor, kindOf(value), type)
      return taken
    },
  }
}

function mismatch(cursor: Cursor, kind: string, type: string): void {
  const place = cursor.struct === undefined ? 'value' : `struct field ${cursor.struct}.${cursor.fields.join('.')}`
  cursor.mismatches.push(`json: cannot unmarshal ${kind} into Go ${place} of type ${type}`)
}

function kindOf(value: Json): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return isJsonNumber(value) ? 'number' : typeof value
}
