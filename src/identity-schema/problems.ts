import type { ErrorObject } from 'ajv'
import { meantBoolean } from '../model/did-you-mean.ts'
import { escapeSegment, type Json, parsePointer } from '../model/json.ts'
import type { SchemaProblem } from './identity-schema.ts'
import type { UnionParams } from './keywords.ts'

/** Of what one form lacks, in characters. */
const longestWords = 300

/** Keywords that only say that something is not there. */
const missing = new Set(['required', 'minProperties', 'dependencies'])

/** What was said of errors already: those of branches are asked for several times at every level above them. */
const told = new WeakMap<readonly ErrorObject[], readonly SchemaProblem[]>()

/** Turns ajv's errors into problems: one line each, without the value, without what follows from another. */
export function problemsOf(errors: readonly ErrorObject[]): readonly SchemaProblem[] {
  const problems = told.get(errors) ?? problemsIn(errors)
  told.set(errors, problems)
  return problems
}

function problemsIn(errors: readonly ErrorObject[]): SchemaProblem[] {
  const wrongType = new Set(errors.filter(({ keyword }) => keyword === 'type').map(nodeOf))
  const problems = errors
    .filter((error) => error.keyword === 'type' || !wrongType.has(nodeOf(error)))
    // The branch that was taken, and the name that is refused, say it themselves.
    .filter(({ keyword }) => keyword !== 'if' && keyword !== 'propertyNames')
    .map(problemOf)
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()]
}

/** A schema node at an instance node; a value of the wrong type is not looked at further (API reference §14.4). */
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
    ...(typeof named === 'string' && { property: named }),
    ...elementOf(error),
    ...meantOf(error),
    ...(isUnquoted(error) && { unquoted: true as const }),
    ...(isAboutMissing(error) && { missing: true as const }),
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
      return `must be ${list([schema].flat().map(typeWords), 'or')}`
    case 'required':
      return `${quote(params['missingProperty'])} is missing`
    case 'additionalProperties':
      return `${quote(params['additionalProperty'])} is not in the schema`
    case 'channel':
      return `is refused by Kratos: at ${placeIn(schemaPath)} of the schema, ${params['refusal']}`
    case 'format':
      return formatWords(params['format'])
    case 'enum':
      return `must be one of ${list((schema as Json[]).slice(0, most + 1).map(quote), 'or')}`
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
      return 'lacks an element that the schema asks for'
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
      return unionWords(params as UnionParams & Record<string, unknown>)
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

function unionWords({ matched, branches }: UnionParams): string {
  if (matched > 1) return 'matches more than one of the forms that exclude each other'
  const words = branches.slice(0, 3).map((branch) => {
    const first = problemsOf(branch)[0]
    if (first === undefined) return 'is not allowed here'
    const inner = parsePointer(first.path).join('.')
    return cut(inner === '' ? first.message : `${inner} ${first.message}`)
  })
  if (branches.length > words.length) words.push('…')
  return `matches none of the ${branches.length} allowed forms: ${words.join('; ')}`
}

/** Of the node whose keyword has failed. */
function placeIn(schemaPath: string): string {
  return schemaPath.slice(0, schemaPath.lastIndexOf('/'))
}

/** Forms within forms: the text of each holds those below it. */
function cut(words: string): string {
  return words.length > longestWords ? `${words.slice(0, longestWords)}…` : words
}

function formatWords(format: unknown): string {
  if (format === 'email') return 'must be an email address'
  if (format === 'tel') return 'must be a valid phone number with its + and country code'
  if (format === 'missing-format') return 'is an address to verify, but its schema node has no "format"'
  return `must be in the format ${quote(format)}`
}

function typeWords(type: unknown): string {
  return type === 'null' ? 'null' : `${/^[aio]/.test(String(type)) ? 'an' : 'a'} ${type}`
}

function count(limit: unknown, one: string, several = `${one}s`): string {
  return `${limit} ${limit === 1 ? one : several}`
}

/** Words of the schema, or names. */
function quote(value: unknown): string {
  // A piece of a long text keeps all of it in memory, and thousands of values may fail at one and the same.
  if (typeof value === 'string') return cut(JSON.stringify(value.slice(0, longestWords + 1)))
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const words = quoted.get(value) ?? cut(JSON.stringify(value))
  quoted.set(value, words)
  return words
}

const quoted = new WeakMap<object, string>()

/** How many words are shown of a list. */
const most = 12

function list(words: readonly string[], conjunction: string): string {
  const shown = words.length > most ? [...words.slice(0, most), '…'] : words
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${conjunction} ${last}`
}
