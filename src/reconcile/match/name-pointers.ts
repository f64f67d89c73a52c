import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { type JsonPointer, parsePointer } from '../../model/json.ts'

/** Which leaves are a person's name: those that `display` of idctl.yaml lists, else the traits that people and schemas usually call so. */
export interface NamePointers {
  of(schema: IdentitySchema | undefined): readonly JsonPointer[]
  /** The same, by the names that they make: of several names one is enough, but a first name belongs to its last name. */
  groupsOf(schema: IdentitySchema | undefined): readonly (readonly JsonPointer[])[]
}

/** The usual names of traits, with those together that make one name. */
export const usualNames: readonly (readonly string[])[] = [
  ['name'],
  ['full_name'],
  ['display_name'],
  ['first_name', 'last_name'],
  ['given_name', 'family_name'],
]

export function namePointers(display: readonly JsonPointer[] | undefined): NamePointers {
  const groupsOf = (schema: IdentitySchema | undefined): readonly (readonly JsonPointer[])[] => {
    if (display !== undefined) return [display]
    return schema === undefined ? [] : usualGroupsOf(schema)
  }
  return { groupsOf, of: (schema) => groupsOf(schema).flat() }
}

/** By schema, because every identity asks. */
const known = new WeakMap<IdentitySchema, readonly (readonly JsonPointer[])[]>()

function usualGroupsOf(schema: IdentitySchema): readonly (readonly JsonPointer[])[] {
  const found = known.get(schema)
  if (found !== undefined) return found
  const declared = schema.propertyNames('/traits')
  const groups = usualNames.map((group) => {
    return group.filter((name) => declared.includes(name)).map((name) => `/traits/${name}`)
  })
  known.set(schema, groups)
  return groups
}

/**
 * The place of a part in a name that is an object, as people say it: schemas that are written by machines list `family` before
 * `given`.
 *
 * @param declared The parts in the order of the schema.
 */
export function placeInName(path: JsonPointer, declared: readonly string[]): number {
  const name = parsePointer(path).at(-1) ?? ''
  const part = spokenOrder.findIndex((names) => names.test(name))
  const place = declared.indexOf(name)
  return part >= 0 ? part : spokenOrder.length + (place < 0 ? declared.length : place)
}

const spokenOrder = [
  /^(title|prefix)$/i,
  /^(first|given)(_?name)?$/i,
  /^middle(_?name)?$/i,
  /^(last|family|sur)(_?name)?$/i,
]
