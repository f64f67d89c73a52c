import { refusedTraits } from '../../../identity/refused-traits.ts'
import type { SchemaProblem } from '../../../identity-schema/identity-schema.ts'
import type { FieldChange } from '../../../model/change.ts'
import type { Diagnostic, SourceLocation } from '../../../model/diagnostic.ts'
import { placeInField } from '../../../model/field-place.ts'
import type { DesiredIdentity, LiveIdentity } from '../../../model/identity.ts'
import { escapeSegment, isAtOrBelow, type Json } from '../../../model/json.ts'
import type { BothPair } from '../../match/match.ts'
import type { Policy } from '../../policy.ts'

/**
 * Violations of the live schema by the traits that an update would leave behind. Kratos validates them whole with
 * every PATCH, so even a leaf that nobody here manages can refuse the write: better said in the plan.
 */
export function resultingTraitsProblems(
  { desired, live }: BothPair,
  target: LiveIdentity,
  fields: readonly FieldChange[],
  { schemas, abilities }: Pick<Policy, 'schemas' | 'abilities'>,
): Diagnostic[] {
  const broken = schemas.refusalOf(target.schema_id, abilities)
  if (broken !== undefined) return [refusedSchema(desired, target.schema_id, broken)]
  const schema = schemas.get(target.schema_id)
  if (schema === undefined) return []
  return refusedTraits(live.traits, target.traits, schema).map((problem) => {
    const removed = removalBehind(problem, fields)
    return removed ? refusedRemoval(desired, removed) : misfit(desired, live, problem)
  })
}

/** Of a document that leaves its schema to live: the schemas of others are looked at with the documents. */
function refusedSchema({ key, origin }: DesiredIdentity, id: string, broken: string): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC416',
    summary: `Kratos refuses every write to "${key}": its identity schema ${JSON.stringify(id)} ${broken}`,
    hint: 'correct the schema',
    at: origin,
  }
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

function misfit(desired: DesiredIdentity, live: LiveIdentity, problem: SchemaProblem): Diagnostic {
  const { path, property, missing } = problem
  const leaf = property === undefined ? path : `${path}/${escapeSegment(property)}`
  const at = locate(desired, leaf)
  const repair = `no document manages ${leaf}: add it to the document${missing ? '' : ' (null removes it)'}, or repair it in Kratos`
  return {
    severity: 'error',
    code: 'IDC520',
    summary: `${path}: ${problem.message}`,
    detail: `these are the traits that "${desired.key}" (${live.id}) would have: the document over what is live`,
    hint: at === undefined ? repair : 'correct the value',
    at: at ?? desired.origin,
  }
}

function locate(desired: DesiredIdentity, path: string): SourceLocation | undefined {
  const near = Object.entries(desired.fields).find(([leaf]) => isAtOrBelow(path, leaf) || isAtOrBelow(leaf, path))
  return near === undefined ? undefined : placeInField(near[1], path.slice(near[0].length))
}
