import { patchFor } from '../../../identity/patch.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { Update } from '../update.ts'

/** Login identifiers that would outlive the traits that yield them: they go on signing in, and stay taken (trap 24). */
export function stayingIdentifiers({ pair, policy, edits, mark, schemas }: Update): readonly Diagnostic[] {
  const { desired, live } = pair
  const { lacks, server } = policy.abilities
  const first = lacks.empty_identifiers
  if (first === undefined) return []
  const paths = patchFor(live, edits, mark, { schema: schemas.after }).map(({ path }) => path)
  const types = paths.flatMap((path) => /^\/credentials\/([^/]+)\/identifiers$/.exec(path)?.[1] ?? [])
  if (types.length === 0) return []
  const removed = edits.find(({ path, after }) => after === undefined && desired.fields[path] !== undefined)
  return [
    {
      severity: 'error',
      code: 'IDC561',
      summary: `"${desired.key}" would go on signing in with identifiers that its traits no longer yield (${types.join(', ')})`,
      detail: `taking the last one away needs ${first}; the server is ${server}`,
      hint: 'change the identifier instead of removing it, or set `state: inactive`',
      at: (removed && desired.fields[removed.path]?.at) ?? desired.origin,
    },
  ]
}
