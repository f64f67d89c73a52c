import { refusedTraits } from '../../../identity/refused-traits.ts'
import type { SchemaProblem } from '../../../identity-schema/identity-schema.ts'
import type { Blocked, FieldChange } from '../../../model/change.ts'
import type { Diagnostic, SourceLocation } from '../../../model/diagnostic.ts'
import { placeInField } from '../../../model/field-place.ts'
import type { DesiredIdentity, LiveIdentity } from '../../../model/identity.ts'
import { escapeSegment, isAtOrBelow, type Json } from '../../../model/json.ts'
import { traitsOf } from '../../../model/traits.ts'
import type { BothPair } from '../../match/match.ts'
import type { Policy } from '../../policy.ts'
import { brokenSchema } from './refused-write.ts'

/** What Kratos' validation of the traits that an update would leave behind says against it. */
export interface RefusedUpdate {
  /** Lines that left the file and may not: a mistake of the files alone. */
  readonly diagnostics: readonly Diagnostic[]
  /** Everything else rests on what is live, or on the schema that somebody has there: it stops nobody but this one. */
  readonly blocked?: Blocked
}

/**
 * Judges the traits that an update would leave behind by the live schema. Kratos validates them whole with every PATCH, so
 * even a leaf that nobody here manages can refuse the write: better said in the plan.
 */
export function judgeResultingTraits(
  { desired, live }: BothPair,
  target: LiveIdentity,
  fields: readonly FieldChange[],
  policy: Pick<Policy, 'schemas' | 'abilities'>,
): RefusedUpdate {
  const reason = brokenSchema(target.schema_id, policy)
  if (reason !== undefined) {
    return { diagnostics: [], blocked: { code: 'schema', reason, hint: 'correct the schema' } }
  }
  const name = JSON.stringify(target.schema_id)
  const schema = policy.schemas.get(target.schema_id)
  const problems = schema === undefined ? [] : refusedTraits(live.traits, target.traits, schema)
  const alone = schema === undefined || problems.length === 0 ? [] : schema.validate(traitsOf(desired.fields))
  const removals = problems.map((problem) =>
    alone.some((own) => isSame(own, problem)) ? removalBehind(problem, fields) : undefined,
  )
  const diagnostics = removals.flatMap((removed) => (removed ? [refusedRemoval(desired, removed)] : []))
  const misfits = problems.filter((_, index) => removals[index] === undefined)
  const [first] = misfits
  return { diagnostics, ...(first && { blocked: misfit(desired, name, first, misfits.length - 1) }) }
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

function refusedRemoval(desired: DesiredIdentity, removed: FieldChange): Diagnostic {
  const line = removed.sensitive ? removed.path : `${removed.path}: ${JSON.stringify(removed.before as Json)}`
  return {
    severity: 'error',
    code: 'IDC521',
    summary: `"${desired.key}" would lose ${removed.path}, which the identity schema requires`,
    hint: `put the line back (${line}), or set its ownership to \`ignore\` to stop managing it`,
    at: desired.origin,
  }
}

function misfit(desired: DesiredIdentity, schema: string, problem: SchemaProblem, more: number): Blocked {
  const { path, property, missing, message } = problem
  const leaf = property === undefined ? path : `${path}/${escapeSegment(property)}`
  const at = locate(desired, leaf)
  const line = at === undefined ? '' : ` (line ${at.line})`
  const others = more === 0 ? '' : `, and ${more} more`
  return {
    code: 'schema',
    reason: `Kratos would refuse the traits that it would have, the document over what is live, by its identity schema ${schema} (${path}: ${message}${others})`,
    hint:
      at === undefined
        ? `no document manages ${leaf}: add it to the document${missing ? '' : ' (null removes it)'}, or repair it in Kratos`
        : `correct ${leaf}${line}, or what is live beside it`,
  }
}

function locate(desired: DesiredIdentity, path: string): SourceLocation | undefined {
  const near = Object.entries(desired.fields).find(([leaf]) => isAtOrBelow(path, leaf) || isAtOrBelow(leaf, path))
  return near === undefined ? undefined : placeInField(near[1], path.slice(near[0].length))
}
