import { nulProblems } from '../../identity-schema/storage-problems.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { DesiredIdentity } from '../../model/identity.ts'
import { isAtOrBelow } from '../../model/json.ts'
import { placeOf } from './place.ts'

/** Values outside the traits that SQLite accepts and PostgreSQL answers with a final 500. */
export function storageDiagnostics(identity: DesiredIdentity): Diagnostic[] {
  const outside = Object.keys(identity.fields).filter((path) => !isAtOrBelow(path, '/traits'))
  const problems = outside.flatMap((path) => nulProblems(identity.fields[path]?.value ?? null, path))
  return problems.map(({ path, message }) => ({
    severity: 'error',
    code: 'IDC414',
    summary: `${path} ${message}`,
    at: placeOf(identity, path),
  }))
}
