import type { ErrorObject } from 'ajv'
import { meantBoolean } from '../model/did-you-mean.ts'
import { escapeSegment, type Json, parsePointer } from '../model/json.ts'
import { present } from '../model/present.ts'
import type { SchemaProblem } from './identity-schema.ts'
import type { UnionParams } from './keywords.ts'

/** Longest text of one form or of one schema value in a message, in characters. */
const longestText = 300

/** Keywords that fail because something is missing. */
const missing = new Set(['required', 'minProperties', 'dependencies'])

/** Results by list of errors: every level above a branch asks for the problems of that branch several times. */
const cache = new WeakMap<readonly ErrorObject[], readonly SchemaProblem[]>()

const none: readonly SchemaProblem[] = []

/** Turns ajv's errors into problems: one line each, without the value, and without errors that follow from another one. */
export function problemsOf(errors: readonly ErrorObject[]): readonly SchemaProblem[] {
  if (errors.length === 0) return none
  const problems = cache.get(errors) ?? problemsIn(errors)
  cache.set(errors, problems)
  return problems
}

function problemsIn(errors: readonly ErrorObject[]): SchemaProblem[] {
  const wrongType = new Set(errors.filter(({ keyword }) => keyword === 'type').map(nodeOf))
  const problems = errors
    .filter((error) => error.keyword === 'type' || !wrongType.has(nodeOf(error)))
    // The errors of the chosen branch, and those of the refused name, are in the list as well.
    .filter(({ keyword }) => keyword !== 'if' && keyword !== 'propertyNames')
    .map(problemOf)
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()]
}

/** Key for a value at a schema node. Kratos checks nothing else there when the type is wrong (API reference §14.4). */
function nodeOf({ instancePath, schemaPath }: ErrorObject): string {
  return `${instancePath} ${schemaPath.slice(0, schemaPath.lastIndexOf('/'))}`
}

function problemOf(error: ErrorObject): SchemaProblem {
  const { keyword, params } = error
  const name = error.propertyName === undefined ? '' : `/${escapeSegment(error.propertyName)}`
  const path = `${error.instancePath}${name}`
  const named = params['missingProperty'] ?? params['additionalProperty']
  return {
    path,
    keyword,
    message: messageOf(error),
    ...present({ property: typeof named === 'string' ? named : undefined }),
    ...elementOf(error),
    ...meantOf(error),
    ...present({ unquoted: isUnquoted(error) || undefined, missing: isAboutMissing(error) || undefined }),
  }
}

function elementOf({ keyword, params }: ErrorObject): { element?: number } {
  if (keyword === 'uniqueItems') return { element: Math.max(Number(params['i']), Number(params['j'])) }
  return keyword === 'maxItems' || keyword === 'additionalItems' ? { element: Number(params['limit']) } : {}
}

function isUnquoted({ keyword, schema, data }: ErrorObject): boolean {
  return keyword === 'type' && [schema].flat().includes('string') && ['number', 'boolean'].includes(typeof data)
}

function meantOf({ keyword, schema, data }: ErrorObject): Pick<SchemaProblem, 'meant'> {
  if (keyword !== 'type' || typeof data !== 'string') return {}
  const types = [schema].flat()
  if (types.includes('boolean') && meantBoolean(data) !== undefined) return { meant: 'boolean' }
  const isNumber =
    /^-?(?:0|[1-9]\d{0,14})$/.test(data) || (types.includes('number') && /^-?\d{1,9}\.\d{1,5}$/.test(data))
  return isNumber && (types.includes('integer') || types.includes('number')) ? { meant: 'number' } : {}
}

function isAboutMissing({ keyword, params }: ErrorObject): boolean {
  if (keyword !== 'anyOf' && keyword !== 'oneOf') return missing.has(keyword)
  const { branches } = params as UnionParams & Record<string, unknown>
  return branches.some((branch) => problemsOf(branch).every((problem) => problem.missing === true))
}

function messageOf({ keyword, params, schema, schemaPath, propertyName }: ErrorObject): string {
  const limit = params['limit']
  switch (keyword) {
    case 'type':
      return `must be ${list([schema].flat().map(typeName), 'or')}`
    case 'required':
      return `${quote(params['missingProperty'])} is missing`
    case 'additionalProperties':
      return `${quote(params['additionalProperty'])} is not in the schema`
    case 'channel':
      return `is refused by Kratos: at ${nodePathOf(schemaPath)} of the schema, ${params['refusal']}`
    case 'format':
      return formatMessage(params['format'])
    case 'enum':
      return `must be one of ${list((schema as Json[]).slice(0, mostItems + 1).map(quote), 'or')}`
    case 'const':
      return `must be ${quote(schema)}`
    case 'pattern':
      return `must match the pattern ${quote(schema)}${propertyName === undefined ? '' : ' (a name)'}`
    case 'minLength':
      return `must have at least ${count(limit, 'character')}`
    case 'maxLength':
      return `must have at most ${count(limit, 'character')}`
    case 'minItems':
      return `must have at least ${count(limit, 'element')}`
    case 'maxItems':
    case 'additionalItems':
      return `must have at most ${count(limit, 'element')}`
    case 'uniqueItems':
      return `elements ${params['j']} and ${params['i']} are equal`
    case 'contains':
      return 'lacks an element that the schema requires'
    case 'minProperties':
      return `must have at least ${count(limit, 'property', 'properties')}`
    case 'maxProperties':
      return `must have at most ${count(limit, 'property', 'properties')}`
    case 'dependencies':
      return `${quote(params['missingProperty'])} is missing beside ${quote(params['property'])}`
    case 'multipleOf':
      return `must be a multiple of ${schema}`
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `must be ${params['comparison']} ${limit}`
    case 'anyOf':
    case 'oneOf':
      return unionMessage(params as UnionParams & Record<string, unknown>)
    case 'not':
      return 'has a form that the schema forbids'
    case 'contentEncoding':
      return `must be ${schema} text`
    case 'contentMediaType':
      return `must hold ${schema}`
    default:
      return 'is not allowed here'
  }
}

function unionMessage({ matched, branches }: UnionParams): string {
  if (matched > 1) return 'matches more than one of the forms, and the schema allows only one'
  const words = branches.slice(0, 3).map((branch) => {
    const first = problemsOf(branch)[0]
    if (first === undefined) return 'is not allowed here'
    const inner = parsePointer(first.path).join('.')
    return cut(inner === '' ? first.message : `${inner} ${first.message}`)
  })
  if (branches.length > words.length) words.push('…')
  return `matches none of the ${branches.length} allowed forms: ${words.join('; ')}`
}

/** Pointer to the schema node whose keyword failed. */
function nodePathOf(schemaPath: string): string {
  return schemaPath.slice(0, schemaPath.lastIndexOf('/'))
}

/** Forms nest, and the text of each contains the texts of the forms below it. */
function cut(words: string): string {
  return words.length > longestText ? `${words.slice(0, longestText)}…` : words
}

function formatMessage(format: unknown): string {
  if (format === 'email') return 'must be an email address'
  if (format === 'tel') return 'must be a valid phone number with its + and country code'
  if (format === 'missing-format') return 'is an address to verify, but its schema node has no "format"'
  return `must be in the format ${quote(format)}`
}

function typeName(type: unknown): string {
  return type === 'null' ? 'null' : `${/^[aio]/.test(String(type)) ? 'an' : 'a'} ${type}`
}

function count(limit: unknown, one: string, several = `${one}s`): string {
  return `${limit} ${limit === 1 ? one : several}`
}

/** Quotes a value of the schema, or a property name. */
function quote(value: unknown): string {
  // Sliced first: each of thousands of failing values would otherwise keep a copy of a long text in memory.
  if (typeof value === 'string') return cut(JSON.stringify(value.slice(0, longestText + 1)))
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const words = quoted.get(value) ?? cut(JSON.stringify(value))
  quoted.set(value, words)
  return words
}

const quoted = new WeakMap<object, string>()

/** How many items of a list a message shows. */
const mostItems = 12

function list(words: readonly string[], conjunction: string): string {
  const shown = words.length > mostItems ? [...words.slice(0, mostItems), '…'] : words
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${conjunction} ${last}`
}
