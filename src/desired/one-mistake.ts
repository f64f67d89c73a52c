import type { IdentitySchema, SchemaProblem } from '../identity-schema/identity-schema.ts'
import { didYouMean } from '../model/did-you-mean.ts'
import { escapeSegment, isAtOrBelow, type JsonPointer } from '../model/json.ts'

/** What is wrong with one value: the first thing that counts, and what else must be heeded when it is put right. */
export interface Mistake {
  readonly problem: SchemaProblem
  readonly also: readonly string[]
}

/**
 * Problems as mistakes: what a schema finds wrong with one value several times over was written once. An unknown name that
 * was meant as the one that is missing is one mistake, too.
 */
export function mistakesIn(problems: readonly SchemaProblem[], schema: IdentitySchema): Mistake[] {
  const misspelt = new Set(problems.map((problem) => meantPointer(problem, schema)))
  const mistakes = new Map<JsonPointer, { problem: SchemaProblem; also: string[] }>()
  for (const problem of problems) {
    const subject = subjectOf(problem)
    const known = mistakes.get(subject)
    if (problem.missing === true && misspelt.has(subject)) continue
    if (known === undefined) mistakes.set(subject, { problem, also: [] })
    // What the server could not store follows from what does not fit.
    else if (!isAboutStorage(problem) && !known.also.includes(problem.message)) known.also.push(problem.message)
  }
  const missing = problems.filter(({ keyword }) => keyword === 'required').map(({ path }) => path)
  return [...mistakes.values()].filter(
    ({ problem }) => problem.keyword !== 'minProperties' || !missing.includes(problem.path),
  )
}

/** Whether a problem is about one of these traits: with it, under another name, or as a whole. */
export function isAbout(problem: SchemaProblem, traits: readonly JsonPointer[], schema: IdentitySchema): boolean {
  const subject = meantPointer(problem, schema) ?? subjectOf(problem)
  return traits.some((trait) => isAtOrBelow(subject, trait) || isAtOrBelow(trait, subject))
}

/** The value that a problem is about. */
export function subjectOf({ path, property, element }: SchemaProblem): JsonPointer {
  if (property !== undefined) return `${path}/${escapeSegment(property)}`
  return element === undefined ? path : `${path}/${element}`
}

export function isAboutStorage({ keyword }: SchemaProblem): boolean {
  return ['identifier', 'address', 'nul'].includes(keyword)
}

function meantPointer({ path, keyword, property }: SchemaProblem, schema: IdentitySchema): JsonPointer | undefined {
  if (keyword !== 'additionalProperties' || property === undefined) return undefined
  const meant = didYouMean(property, schema.propertyNames(path))
  return meant === undefined ? undefined : `${path}/${escapeSegment(meant)}`
}
