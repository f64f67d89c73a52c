import type { Edit } from '../identity/edit.ts'
import { intendedOf } from '../identity/intended.ts'
import { liveLeaf } from '../identity/live-document.ts'
import { patchFor } from '../identity/patch.ts'
import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import { normaliseIdentifier, normalisePhone } from '../identity-schema/normalise.ts'
import type { Abilities } from '../model/abilities.ts'
import { assertNever } from '../model/assert-never.ts'
import type { AsideValue } from '../model/change-codes.ts'
import { type Claim, claimsOf, claimValue } from '../model/claims.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import { type Json, type JsonPointer, jsonEqual } from '../model/json.ts'
import { temporaryPrefix } from './aside-leaves.ts'

/** A possible move aside of one person, which lets others take the unique values that the files give them. */
export interface Aside {
  readonly values: Readonly<Record<JsonPointer, AsideValue>>
  /** The claims that this move frees. */
  readonly frees: ReadonlySet<Claim>
}

export interface AsideInput {
  readonly live: LiveIdentity
  readonly mark: Mark
  /** All edits of the change. */
  readonly edits: readonly Edit[]
  /** Values of this identity that other documents claim. */
  readonly contested: readonly Claim[]
  readonly schema: IdentitySchema | undefined
  readonly abilities: Abilities
}

/**
 * Finds leaves of the change that can give up contested values early, and temporary values for them that the live schema
 * accepts. `undefined`: this person cannot move aside.
 */
export function planAside(input: AsideInput): Aside | undefined {
  const { live, mark, edits, contested, schema, abilities } = input
  // The temporary values would have to fit both schemas.
  if (schema === undefined || edits.some(({ path }) => path === '/schema_id')) return undefined
  const given = new Set(contested.map(claimValue))
  const fits = (values: Aside['values']): boolean => {
    const moves = asideEdits(live, values, edits, () => sampleToken)
    if (schema.validate(intendedOf(live, moves, mark).traits).length > 0) return false
    if (abilities.lacks.empty_identifiers === undefined) return true
    return !patchFor(live, moves, mark, { schema }).some(({ path }) => path.startsWith('/credentials/'))
  }
  const values: Record<JsonPointer, AsideValue> = {}
  for (const edit of edits) {
    const value = possibleValues(liveLeaf(live, edit.path), edit, given).find((one) => fits({ [edit.path]: one }))
    if (value !== undefined) values[edit.path] = value
  }
  if (Object.keys(values).length === 0 || !fits(values)) return undefined
  const aside = intendedOf(
    live,
    asideEdits(live, values, edits, () => sampleToken),
    mark,
  )
  const kept = new Set(yieldedClaims(aside, schema))
  return { values, frees: new Set(yieldedClaims(live, schema).filter((claim) => !kept.has(claim))) }
}

/** Same length and character set as the tokens that apply makes. */
const sampleToken = '0123456789abcdef0123456789abcdef'

/** Claims that the traits yield. Stale identifiers are not included: no write to the traits frees them. */
function yieldedClaims(live: LiveIdentity, schema: IdentitySchema): Claim[] {
  return claimsOf(schema.derive(live.traits), live.external_id, {})
}

/** In the order in which they are tried. */
function possibleValues(held: Json | undefined, edit: Edit, given: ReadonlySet<string>): AsideValue[] {
  const isGiven = (value: Json): boolean =>
    typeof value === 'string' &&
    [value, normaliseIdentifier(value), normalisePhone(value)].some((one) => given.has(one ?? ''))
  if (edit.path === '/external_id') return held !== undefined && isGiven(held) ? ['nothing'] : []
  if (!edit.path.startsWith('/traits/') || held === undefined) return []
  if (Array.isArray(held)) return held.some(isGiven) ? ['remaining'] : []
  if (typeof held !== 'string' || !isGiven(held)) return []
  return held.includes('@') ? ['address', 'nothing'] : ['text', 'nothing']
}

/**
 * The edits of a move aside. A temporary address keeps its domain, so that mail cannot go to another one and a schema rule about
 * the domain still holds.
 * @param edits The edits of the change after the move.
 * @param newToken Must be unguessable: somebody who knows a temporary address could request a recovery for it.
 */
export function asideEdits(
  live: LiveIdentity,
  values: Aside['values'],
  edits: readonly Edit[],
  newToken: () => string,
): Edit[] {
  return Object.entries(values).map(([path, value]): Edit => {
    const after = edits.find((edit) => edit.path === path)?.after
    const meanwhile = meanwhileValue(value, liveLeaf(live, path), after, newToken)
    return meanwhile === undefined ? { path } : { path, after: meanwhile }
  })
}

function meanwhileValue(
  value: AsideValue,
  held: Json | undefined,
  after: Json | undefined,
  newToken: () => string,
): Json | undefined {
  switch (value) {
    case 'address':
      return `${temporaryPrefix}${newToken()}${typeof held === 'string' ? held.slice(held.lastIndexOf('@')) : ''}`
    case 'text':
      return `${temporaryPrefix}${newToken()}`
    case 'remaining': {
      const staying = Array.isArray(after) ? after : []
      return Array.isArray(held) ? held.filter((item) => staying.some((other) => jsonEqual(item, other))) : held
    }
    case 'nothing':
      return undefined
    default:
      return assertNever(value)
  }
}
