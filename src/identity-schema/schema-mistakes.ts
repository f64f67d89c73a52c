import { Ajv, type ErrorObject, MissingRefError } from 'ajv'
import { didYouMean } from '../model/did-you-mean.ts'
import { escapeSegment, isJsonObject, type JsonObject, type JsonPointer, valueAt } from '../model/json.ts'
import { type PlainSchema, pointerOf } from './dialect.ts'
import { uniqueItemsKeyword } from './keywords.ts'
import { fitsMetaSchema } from './meta-schema.ts'
import { absolute, referenceOf, UnfollowedReference, UnusablePattern } from './validator.ts'

interface SchemaMistake {
  readonly error: string
  readonly at: JsonPointer
  readonly hint?: string
}

let metaAjv: Ajv | undefined

/** What the meta-schema of draft-07 finds wrong with an identity schema, or `undefined`. */
export function metaProblem(plain: PlainSchema): SchemaMistake | undefined {
  if (fitsMetaSchema(plain.schema)) return undefined
  metaAjv ??= new Ajv({ logger: false, strict: false, validateFormats: false })
    .removeKeyword(uniqueItemsKeyword.keyword)
    .addKeyword(uniqueItemsKeyword)
  if (metaAjv.validateSchema(plain.schema) === true) return undefined
  const first = metaAjv.errors?.[0]
  const at = first?.instancePath ?? ''
  const allowed = allowedBy(first)
  if (allowed.length === 0) return { error: `#${at} ${first?.message ?? 'is no JSON Schema'}`, at }
  const value = valueAt(plain.schema, at)
  const meant = typeof value === 'string' ? didYouMean(value, allowed) : undefined
  return {
    error: `#${at} must be one of ${allowed.join(', ')}`,
    at,
    hint:
      meant === undefined
        ? `write ${JSON.stringify(allowed[0])}, or another of them`
        : `did you mean ${JSON.stringify(meant)}?`,
  }
}

function allowedBy(error: ErrorObject | undefined): readonly string[] {
  return error?.keyword === 'enum' ? (error.params['allowedValues'] as string[]) : []
}

/**
 * Pointer to the cause of an error that compiling a schema threw, and a hint; `''` (the whole schema) if the cause is
 * not known.
 */
export function causeIn(plain: PlainSchema, thrown: unknown): Omit<SchemaMistake, 'error'> {
  const nodes = [...plain.pointers].map(([node, fragment]) => [node, pointerOf(fragment)] as const)
  if (thrown instanceof UnusablePattern) {
    const hint = 'write it in the syntax of RE2, which has no look-ahead, no look-behind and no back references'
    return { at: first(nodes, (node) => patternIn(node, thrown.pattern)), hint }
  }
  const isIt = isMissing(plain, thrown)
  if (isIt === undefined) return { at: '' }
  const at = first(nodes, (node) => (isIt(referenceOf(node)) ? '/$ref' : undefined))
  return { at, hint: 'let it lead to a place in this file, such as "#/definitions/…"' }
}

function isMissing(plain: PlainSchema, thrown: unknown): ((reference: string | undefined) => boolean) | undefined {
  if (thrown instanceof UnfollowedReference) return (reference) => reference === thrown.reference
  if (!(thrown instanceof MissingRefError)) return undefined
  return (reference) => reference !== undefined && absolute(reference, plain.schema) === thrown.missingRef
}

function first(
  nodes: readonly (readonly [JsonObject, JsonPointer])[],
  within: (node: JsonObject) => JsonPointer | undefined,
): JsonPointer {
  for (const [node, at] of nodes) {
    const below = within(node)
    if (below !== undefined) return `${at}${below}`
  }
  return ''
}

function patternIn(node: JsonObject, pattern: string): JsonPointer | undefined {
  if (node['pattern'] === pattern) return '/pattern'
  const named = node['patternProperties']
  return isJsonObject(named) && Object.hasOwn(named, pattern)
    ? `/patternProperties/${escapeSegment(pattern)}`
    : undefined
}
