import { isJsonObject, type Json } from '../json.ts'
import { goQuote } from '../schema/go-format.ts'
import { GoJsonError } from './json-error.ts'
import { parseTime } from './time.ts'
import { parseUuid } from './uuid.ts'

/** Where the decoder stands: Go names the innermost struct and the path of fields from the root. */
interface Cursor {
  readonly strict: boolean
  readonly struct?: string
  readonly fields: readonly string[]
  /** Go goes on after a mismatch and reports the first one at the end; custom parsers (UUIDs, times) stop at once. */
  readonly mismatches: string[]
}

/** How Go would decode a JSON value into one of its types. `undefined` = the zero value stays. */
export interface Shape<T> {
  /** Go's name of the type, as it appears in error texts. */
  readonly type: string
  read(value: Json, cursor: Cursor): T | undefined
}

export type Decoded<S> = S extends Shape<infer T> ? T : never

/**
 * Decodes a parsed body like `json.Unmarshal` (`strict`: with `DisallowUnknownFields`).
 * Member names match without regard to case. Throws `GoJsonError` with Go's text.
 */
export function decode<T>(value: Json, shape: Shape<T>, options: { strict: boolean }): T | undefined {
  const cursor: Cursor = { strict: options.strict, fields: [], mismatches: [] }
  const decoded = shape.read(value, cursor)
  const first = cursor.mismatches[0]
  if (first !== undefined) throw new GoJsonError(first)
  return decoded
}

export function text(type = 'string'): Shape<string> {
  return scalar(type, (value) => typeof value === 'string')
}

export const flag: Shape<boolean> = scalar('bool', (value) => typeof value === 'boolean')

export const int: Shape<number> = {
  type: 'int',
  read(value, cursor) {
    if (value === null) return undefined
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value
    mismatch(cursor, typeof value === 'number' ? `number ${value}` : kindOf(value), this.type)
    return undefined
  },
}

/** `json.RawMessage`: anything, `null` too. */
export const raw: Shape<Json> = { type: 'json.RawMessage', read: (value) => value }

/** A string type with its own parser, which names neither field nor struct. */
export const nullString: Shape<string> = {
  type: 'sqlxx.NullString',
  read(value) {
    if (value === null) return undefined
    if (typeof value !== 'string') {
      throw new GoJsonError(`json: cannot unmarshal ${kindOf(value)} into Go value of type string`)
    }
    return value
  },
}

export const uuid: Shape<string> = {
  type: 'uuid.UUID',
  read(value, cursor) {
    if (value === null) return undefined
    if (typeof value === 'string') return parseUuid(value)
    mismatch(cursor, kindOf(value), this.type)
    return undefined
  },
}

/** `uuid.NullUUID`: whatever is no string is parsed by its JSON text. */
export const nullUuid: Shape<string> = {
  type: 'uuid.NullUUID',
  read: (value) => (value === null ? undefined : parseUuid(typeof value === 'string' ? value : JSON.stringify(value))),
}

export const time: Shape<string> = {
  type: 'time.Time',
  read(value) {
    if (value === null) return undefined
    if (typeof value !== 'string') throw new GoJsonError('Time.UnmarshalJSON: input is not a JSON string')
    return parseTime(value)
  },
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
        return new Map(Object.entries(value).map(([key, item]) => [key, of.read(item, cursor)]))
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
        // A second spelling of a name is decoded over what the first has left.
        if (before instanceof Map && found instanceof Map) decoded[field] = new Map([...before, ...found])
        else if (found !== undefined) decoded[field] = found
      }
      return decoded as Struct<F>
    },
  }
}

function scalar<T extends Json>(type: string, fits: (value: Json) => boolean): Shape<T> {
  return {
    type,
    read(value, cursor) {
      if (value === null) return undefined
      if (fits(value)) return value as T
      mismatch(cursor, kindOf(value), type)
      return undefined
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
  return typeof value
}
