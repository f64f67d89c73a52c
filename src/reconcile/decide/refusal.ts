import type { SchemaProblem } from '../../identity-schema/identity-schema.ts'
import type { FieldChange } from '../../model/change.ts'
import { escapeSegment, isAtOrBelow } from '../../model/json.ts'
import { traitsOf } from '../../model/traits.ts'
import type { Update } from './update.ts'

/** Why Kratos would refuse the traits that an update leaves behind. */
export interface Refusal {
  /** Lines that were taken out of the file although the schema requires them: a mistake in the files. */
  readonly removals: readonly FieldChange[]
  /** All other problems depend on live values or on the live schema, so they block only this person. */
  readonly misfits: readonly SchemaProblem[]
}

/**
 * Kratos validates all traits with every PATCH, so even an unmanaged leaf can make it refuse the write. The plan says so before apply
 * fails.
 */
export function refusalOf({ pair, problems, schemas, diff }: Update): Refusal {
  const schema = schemas.intended
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

/** Whether the document alone has the same problem, so that no live value causes it. */
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
