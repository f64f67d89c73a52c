import { escapeSegment, type Json, type JsonPointer } from '../model/json.ts'
import type { Findings, FoundIdentifier } from './derive.ts'
import type { SchemaProblem } from './identity-schema.ts'

/** `VARCHAR(255)` of the login identifiers, in characters (API reference, trap 48). */
const longestIdentifier = 255
/** `VARCHAR(400)` of verifiable and recovery addresses. */
const longestAddress = 400

/**
 * Values that fit the identity schema but that Kratos cannot store properly: identifiers that are null (Kratos stores
 * the text `%!s(<nil>)`), blank or too long (API reference, traps 48 and 49).
 */
export function identifierProblems({ identifiers, verifiable, recovery }: Findings): SchemaProblem[] {
  const problems = identifiers.flatMap((identifier) => identifierProblem(identifier))
  for (const { at, raw, value } of [...verifiable, ...recovery]) {
    if (raw === null) problems.push(...problem(at, 'address', 'is an address and must not be null: leave the line out'))
    if (isLonger(value, longestAddress)) {
      problems.push(...problem(at, 'address', `is an address and must have at most ${longestAddress} characters`))
    }
  }
  if (problems.length === 0) return problems
  return [...new Map(problems.map((item) => [`${item.path} ${item.message}`, item])).values()]
}

function identifierProblem({ at, raw, value }: FoundIdentifier): SchemaProblem[] {
  // The only one that Kratos itself refuses (with a 500), so it is no `storage` problem.
  if (value === '') {
    return [{ path: at, keyword: 'identifier', message: 'is a login identifier and must not be blank' }]
  }
  return problem(at, 'identifier', identifierFault(raw, value))
}

function identifierFault(raw: Json, value: string): string | undefined {
  if (raw === null) return 'is a login identifier and must not be null: leave the line out'
  if (typeof raw !== 'string' && typeof raw !== 'number') return 'is a login identifier and must be text'
  if (isLonger(value, longestIdentifier)) {
    return `is a login identifier and must have at most ${longestIdentifier} characters`
  }
  return undefined
}

function problem(path: JsonPointer, keyword: string, message: string | undefined): SchemaProblem[] {
  return message === undefined ? [] : [{ path, keyword, message, storage: true }]
}

/** In characters; a text has no more of them than code units. */
function isLonger(text: string, most: number): boolean {
  return text.length > most && Array.from(text).length > most
}

/** Texts and names with a NUL character: SQLite takes them, PostgreSQL answers 500. */
export function nulProblems(value: Json, at: JsonPointer): SchemaProblem[] {
  return holdsNul(value) ? nulProblemsIn(value, at) : []
}

function holdsNul(value: Json): boolean {
  if (typeof value === 'string') return value.includes('\0')
  if (value === null || typeof value !== 'object') return false
  if (Array.isArray(value)) return value.some(holdsNul)
  for (const name of Object.keys(value)) if (name.includes('\0') || holdsNul(value[name] as Json)) return true
  return false
}

function nulProblemsIn(value: Json, at: JsonPointer): SchemaProblem[] {
  if (typeof value === 'string')
    return value.includes('\0') ? problem(at, 'nul', 'must not contain a NUL character') : []
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, child]) => [
    ...(name.includes('\0') ? problem(at, 'nul', 'must not have a name with a NUL character') : []),
    ...nulProblemsIn(child, `${at}/${escapeSegment(name)}`),
  ])
}
