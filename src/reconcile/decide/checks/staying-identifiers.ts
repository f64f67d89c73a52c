import { patchFor } from '../../../identity/patch.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import { placeInField } from '../../../model/field-place.ts'
import type { JsonPointer } from '../../../model/json.ts'
import type { Update } from '../update.ts'

/** Reports login identifiers that Kratos would keep after their traits are gone: people could still sign in with them (trap 24). */
export function stayingIdentifiers(update: Update): readonly Diagnostic[] {
  const staying = stayingIn(update)
  if (staying === undefined || staying.isTakenBack) return []
  const { desired } = update.pair
  return [
    {
      severity: 'error',
      code: 'IDC561',
      summary: `"${desired.key}" could still sign in with identifiers that its traits no longer yield (${staying.types})`,
      detail: `removing the last one needs ${staying.needs}; the server is ${update.policy.abilities.server}`,
      hint: 'change the identifier instead of removing it',
      at: placeInField(desired, staying.removed ?? ''),
    },
  ]
}

interface Staying {
  readonly types: string
  /** The first Kratos version that can remove them. */
  readonly needs: string
  /** The leaf of the document that is removed. */
  readonly removed: JsonPointer | undefined
  /** The person has set it since the last apply. */
  readonly isTakenBack: boolean
}

export function stayingIn({
  pair: { desired, live },
  policy,
  edits,
  fields,
  mark,
  schemas,
}: Update): Staying | undefined {
  const needs = policy.abilities.lacks.empty_identifiers
  if (needs === undefined) return undefined
  const paths = patchFor(live, edits, mark, { schema: schemas.intended }).map(({ path }) => path)
  const types = paths.flatMap((path) => /^\/credentials\/([^/]+)\/identifiers$/.exec(path)?.[1] ?? [])
  if (types.length === 0) return undefined
  const removed = edits.find(({ path, after }) => after === undefined && desired.fields[path] !== undefined)?.path
  const isTakenBack = fields.some(({ path, cause }) => path === removed && cause === 'drift')
  return { types: types.join(', '), needs, removed, isTakenBack }
}
