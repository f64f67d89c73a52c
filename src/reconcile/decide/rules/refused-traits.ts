import type { SchemaProblem } from '../../../identity-schema/identity-schema.ts'
import type { Blocked } from '../../../model/change.ts'
import type { SourceLocation } from '../../../model/diagnostic.ts'
import { placeInField } from '../../../model/field-place.ts'
import type { DesiredIdentity } from '../../../model/identity.ts'
import { escapeSegment, isAtOrBelow } from '../../../model/json.ts'
import { refusalOf } from '../refusal.ts'
import type { Update } from '../update.ts'

/** Blocks if the live traits with the document applied do not fit the schema, or if the schema refuses every write. */
export function refusedTraits(update: Update): Blocked | undefined {
  if (update.schemaRefusal !== undefined)
    return { code: 'schema', reason: update.schemaRefusal, hint: 'correct the schema' }
  const { misfits } = refusalOf(update)
  const [first] = misfits
  return first && misfit(update, first, misfits.length - 1)
}

function misfit({ pair, intended }: Update, problem: SchemaProblem, more: number): Blocked {
  const { path, property, missing, message } = problem
  const leaf = property === undefined ? path : `${path}/${escapeSegment(property)}`
  const at = locate(pair.desired, leaf)
  const line = at === undefined ? '' : ` (line ${at.line})`
  const others = more === 0 ? '' : `, and ${more} more`
  const schema = JSON.stringify(intended.schema_id)
  return {
    code: 'schema',
    reason: `Kratos would refuse its traits as this change leaves them: they do not fit its identity schema ${schema} (${path}: ${message}${others})`,
    hint:
      at === undefined
        ? `no document manages ${leaf}: add it to the document${missing ? '' : ' (null removes it)'}, or repair it in Kratos`
        : `correct ${leaf}${line}, or the live values beside it`,
  }
}

function locate(desired: DesiredIdentity, path: string): SourceLocation | undefined {
  const near = Object.keys(desired.fields).find((leaf) => isAtOrBelow(path, leaf) || isAtOrBelow(leaf, path))
  return near === undefined ? undefined : placeInField(desired, isAtOrBelow(path, near) ? path : near)
}
