import type { SchemaProblem } from '../../identity-schema/identity-schema.ts'
import type { FieldChange } from '../../model/change.ts'
import { escapeSegment, isAtOrBelow } from '../../model/json.ts'
import { traitsOf } from '../../model/traits.ts'
import type { Update } from './update.ts'

/** What Kratos' validation of the traits that an update would leave behind says against it. */
export interface Refusal {
  /** Lines that left the file and may not: a mistake of the files alone. */
  readonly removals: readonly FieldChange[]
  /** Everything else rests on what is live, or on the schema that somebody has there: it stops nobody but this one. */
  readonly misfits: readonly SchemaProblem[]
}

/**
 * Kratos validates the traits whole with every PATCH, so even a leaf that nobody here manages can refuse the write: better said
 * in the plan.
 */
export function refusalOf({ pair, problems, schemas, diff }: Update): Refusal {
  const schema = schemas.target
  if (schema === undefined || problems.length === 0) return { removals: [], misfits: [] }
  const alone = schema.validate(traitsOf(pair.desired.fields))
  const behind = problems.map((problem) =>
    alone.some((own) => isSame(own, problem)) ? removalBehind(problem, diff.changes) : undefined,
  )
  return {
    removals: behind.flatMap((removed) => removed ?? []),
    misfits: problems.filter((_, index) => behind[index] === undefined),
  }
}

/** The document by itself would be refused for it as well, whatever people have set beside it. */
function isSame(own: SchemaProblem, problem: SchemaProblem): boolean {
  return own.path === problem.path && own.property === problem.property
}

/** The removed leaf that a `required` (or similar) problem is about. */
function removalBehind(problem: SchemaProblem, fields: readonly FieldChange[]): FieldChange | undefined {
  if (problem.property === undefined) return undefined
  const missing = `${problem.path}/${escapeSegment(problem.property)}`
  return fields.find(
    ({ path, after, reference }) => after === undefined && reference === undefined && isAtOrBelow(path, missing),
  )
}
