import type { IdentitySchema, SchemaProblem } from '../../identity-schema/identity-schema.ts'
import { didYouMean } from '../../model/did-you-mean.ts'
import { escapeSegment, isAtOrBelow, type JsonPointer } from '../../model/json.ts'

/** The mistake in one value: its most important problem, and the messages of others to heed when correcting it. */
export interface Mistake {
  readonly problem: SchemaProblem
  readonly also: readonly string[]
}

/**
 * Groups problems into mistakes: several problems of one value are one mistake. An unknown name that was meant as a
 * missing one is one mistake, too.
 */
export function mistakesIn(problems: readonly SchemaProblem[], schema: IdentitySchema): Mistake[] {
  const misspelt = new Set(problems.map((problem) => meantPointer(problem, schema)))
  const mistakes = new Map<JsonPointer, { problem: SchemaProblem; also: string[] }>()
  for (const problem of problems) {
    const subject = subjectOf(problem)
    const known = mistakes.get(subject)
    if (problem.missing === true && misspelt.has(subject)) continue
    if (known === undefined) mistakes.set(subject, { problem, also: [] })
    // A problem with storing a value follows from its first problem, and is not added.
    else if (!isAboutStorage(problem) && !known.also.includes(problem.message)) known.also.push(problem.message)
  }
  const missing = problems.filter(({ keyword }) => keyword === 'required').map(({ path }) => path)
  return [...mistakes.values()].filter(
    ({ problem }) => problem.keyword !== 'minProperties' || !missing.includes(problem.path),
  )
}

/** Whether a problem is about one of these traits, a part of it, a node around it, or a misspelling of it. */
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
