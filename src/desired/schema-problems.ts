import type { SchemaSourceProblem } from '../identity-schema/compile.ts'
import type { Abilities } from '../model/abilities.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { present } from '../model/present.ts'
import type { SchemaPlaces } from './schema-files.ts'

interface Judging {
  readonly placeOf: SchemaPlaces
  /** Ids of the schemas that documents have. */
  readonly used: ReadonlySet<string>
  /** Of the server; nothing where it is not asked, and then what some server takes is no mistake. */
  readonly lacks: Abilities['lacks']
}

/**
 * What is wrong with identity schemas that stand in files, and the ids of those that nothing can be checked against. One mistake in a
 * file is one error at its line, however many documents it is in the way of.
 */
export function judgeSchemaFiles(
  problems: readonly SchemaSourceProblem[],
  judging: Judging,
): { readonly diagnostics: readonly Diagnostic[]; readonly unusable: ReadonlySet<string> } {
  const wrong = problems.filter((problem) => isWrong(problem, judging))
  const others = problems.filter((problem) => !wrong.includes(problem))
  // An alias makes two of one schema; what is told first is what counts.
  const diagnostics = [
    ...wrong.map((problem) => diagnosticOf(problem, 'error', judging)),
    ...others.map((problem) => diagnosticOf(problem, 'warning', judging)),
  ]
  return { diagnostics, unusable: new Set(wrong.map(({ id }) => id)) }
}

/** What keeps Kratos from starting is wrong in any case; what is in the way of some people, or of idctl, where a document has it. */
function isWrong(problem: SchemaSourceProblem, { used, lacks }: Judging): boolean {
  const { id, severity, isCertain, neverStarts, refuses, needs, isName, hint } = problem
  if (severity === 'error') return isCertain === true || neverStarts === true || used.has(id)
  if (refuses === 'start') return true
  // A name that is nearly a known one is a mistake, and nothing that a release to come would have.
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
