import type { AnySchemaObject, ErrorObject, FuncKeywordDefinition, ValidateFunction } from 'ajv'
import { isMultipleOf } from '../go/big-float.ts'
import { formats } from '../go/formats.ts'
import { canonicalJson, type Json, type JsonObject } from '../model/json.ts'
import { addressProblem } from './address-problem.ts'
import { namesKeyword, plainExtension } from './dialect.ts'
import { readExtension } from './extension.ts'

type DataValidateFunction = ReturnType<NonNullable<FuncKeywordDefinition['compile']>>

type NamedKeyword = FuncKeywordDefinition & { readonly keyword: string }

/** Params of a failed `anyOf` or `oneOf`: how many branches fitted, and the errors of each other branch. */
export interface UnionParams {
  readonly matched: number
  readonly branches: readonly (readonly ErrorObject[])[]
}

/** `anyOf` stops at the first branch that fits, `oneOf` at the second; a failure keeps the errors of each branch. */
export function unionKeyword(
  keyword: 'anyOf' | 'oneOf',
  checkAt: (node: object, path: string) => ValidateFunction,
): NamedKeyword {
  const enough = keyword === 'anyOf' ? 1 : 2
  return {
    keyword,
    schemaType: 'array',
    compile: (schemas: unknown[], node) =>
      reporting(keyword, (value) => {
        const branches: (readonly ErrorObject[])[] = []
        let matched = 0
        for (const index of schemas.keys()) {
          const branch = checkAt(node, `${keyword}/${index}`)
          if (!branch(value)) branches.push(branch.errors ?? [])
          else if (++matched === enough) break
        }
        return matched === 1 ? undefined : ({ matched, branches } satisfies UnionParams)
      }),
  }
}

/** A known format refuses every value that is not a string; an unknown format is ignored (API reference §14.3). */
const formatKeyword: NamedKeyword = {
  keyword: 'format',
  schemaType: 'string',
  compile(format: string) {
    const fitsFormat = formats.get(format)
    return reporting('format', (value) =>
      fitsFormat === undefined || (typeof value === 'string' && fitsFormat(value)) ? undefined : { format },
    )
  },
}

const extensionDefinition: NamedKeyword = {
  keyword: plainExtension,
  compile(value: Json, node: AnySchemaObject) {
    const extension = readExtension(value)
    const { refusal } = extension
    if (refusal !== undefined) return reporting('channel', () => ({ refusal }))
    return reporting('format', (instance) => {
      const format = addressProblem(extension, node['format'] as Json | undefined, instance)
      return format === undefined ? undefined : { format }
    })
  },
}

/**
 * Kratos divides with 64 bits of mantissa: `0.3` is a multiple of `0.1`, and every number with two decimals is one of
 * `0.01`.
 */
const multipleKeyword: NamedKeyword = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  compile(divisor: number) {
    if (divisor <= 0) throw new TypeError('a "multipleOf" is not above 0')
    return (value: number) => isMultipleOf(String(value), String(divisor))
  },
}

const encodingKeyword: NamedKeyword = {
  keyword: 'contentEncoding',
  schemaType: 'string',
  type: 'string',
  validate: (encoding: string, text: string) => encoding !== 'base64' || decodeBase64(text) !== undefined,
}

const mediaTypeKeyword: NamedKeyword = {
  keyword: 'contentMediaType',
  schemaType: 'string',
  type: 'string',
  validate(mediaType: string, text: string, node?: AnySchemaObject) {
    const content = node?.['contentEncoding'] === 'base64' ? decodeBase64(text) : text
    return mediaType !== 'application/json' || content === undefined || isJson(content)
  },
}

/** Looks elements up by their canonical text: ajv compares each element with each other one. */
export const uniqueItemsKeyword: NamedKeyword = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  compile: (isAsked: boolean) => {
    if (!isAsked) return () => true
    return reporting('uniqueItems', (value) => {
      const seen = new Map<string, number>()
      let equal: { i: number; j: number } | undefined
      for (const [i, item] of (value as Json[]).entries()) {
        const text = canonicalJson(item)
        const j = seen.get(text)
        if (j !== undefined) equal = { i, j }
        seen.set(text, i)
      }
      return equal
    })
  },
}

/** Looks values up by their canonical text: ajv compares each value with each allowed one. */
const enumKeyword: NamedKeyword = {
  keyword: 'enum',
  schemaType: 'array',
  compile(allowed: readonly Json[]) {
    const texts = new Set(allowed.map(canonicalJson))
    return (value: Json) => texts.has(canonicalJson(value))
  },
}

/** Names that must be present when another name is. */
const namesDefinition: NamedKeyword = {
  keyword: namesKeyword,
  type: 'object',
  schemaType: 'object',
  compile(lists: Readonly<Record<string, readonly string[]>>) {
    const validate: DataValidateFunction = (value: JsonObject) => {
      validate.errors = Object.entries(lists)
        .filter(([property]) => Object.hasOwn(value, property))
        .flatMap(([property, names]) => {
          const missing = names.filter((name) => !Object.hasOwn(value, name))
          return missing.map((missingProperty) => ({ keyword: 'dependencies', params: { property, missingProperty } }))
        })
      return validate.errors.length === 0
    }
    return validate
  },
}

/** Keywords that Kratos evaluates differently from ajv, or that ajv does not have. */
export const plainKeywords: readonly NamedKeyword[] = [
  formatKeyword,
  extensionDefinition,
  encodingKeyword,
  mediaTypeKeyword,
  uniqueItemsKeyword,
  multipleKeyword,
  enumKeyword,
  namesDefinition,
]

/** Makes an ajv validation function from one that returns the params of a failure, or `undefined`. */
function reporting(keyword: string, failureOf: (value: Json) => object | undefined): DataValidateFunction {
  const validate: DataValidateFunction = (value: Json) => {
    const params = failureOf(value)
    if (params !== undefined) validate.errors = [{ keyword, params }]
    return params === undefined
  }
  return validate
}

function decodeBase64(text: string): string | undefined {
  const packed = text.replaceAll(/[\r\n]/g, '')
  return packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed) ? atob(packed) : undefined
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
