import type { SchemaSourceProblem } from '../../identity-schema/compile.ts'
import type { Abilities } from '../../model/abilities.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { present } from '../../model/present.ts'
import type { SchemaLocator } from './schema-files.ts'

interface Judging {
  readonly placeOf: SchemaLocator
  /** Ids of the schemas that documents have. */
  readonly used: ReadonlySet<string>
  /**
   * Features that the server lacks; empty if none was asked: then it is not a mistake if some version of Kratos accepts
   * the schema.
   */
  readonly lacks: Abilities['lacks']
}

/**
 * Diagnostics for identity schemas in files, and the ids of those that nothing can be checked against. One mistake in a
 * file is one error at its line, however many documents it affects.
 */
export function judgeSchemaFiles(
  problems: readonly SchemaSourceProblem[],
  judging: Judging,
): { readonly diagnostics: readonly Diagnostic[]; readonly unusable: ReadonlySet<string> } {
  const wrong = problems.filter((problem) => isWrong(problem, judging))
  const others = problems.filter((problem) => !wrong.includes(problem))
  // An alias makes one schema appear twice. Errors come first: of two diagnostics that differ only in severity, the
  // first is kept.
  const diagnostics = [
    ...wrong.map((problem) => diagnosticOf(problem, 'error', judging)),
    ...others.map((problem) => diagnosticOf(problem, 'warning', judging)),
  ]
  return { diagnostics, unusable: new Set(wrong.map(({ id }) => id)) }
}

/**
 * Whether a problem is an error. One that keeps Kratos from starting always is; one that affects only some people, or
 * only idctl, is an error once a document uses the schema.
 */
function isWrong(problem: SchemaSourceProblem, { used, lacks }: Judging): boolean {
  const { id, severity, isCertain, neverStarts, refuses, needs, isName, hint } = problem
  if (severity === 'error') return isCertain === true || neverStarts === true || used.has(id)
  if (refuses === 'start') return true
  // A name close to a known one is a misspelling, not one that a later release adds.
  const isMisspelt = isName === true && hint !== undefined
  if (refuses === 'writes') return needs === undefined || isMisspelt || lacks[needs] !== undefined
  return (refuses === 'values' || isMisspelt) && used.has(id)
}

function diagnosticOf(
  { id, message, hint, at, isName, severity: kind }: SchemaSourceProblem,
  severity: Diagnostic['severity'],
  { placeOf }: Judging,
): Diagnostic {
  const place = placeOf(id, at, isName)
  return {
    severity,
    code: kind === 'error' ? 'IDC401' : 'IDC416',
    summary: `${place === undefined ? `identity schema "${id}"` : 'this identity schema'}: ${message}`,
    ...present({ hint, at: place }),
  }
}
