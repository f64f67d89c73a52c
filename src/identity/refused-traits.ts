import type { IdentitySchema, SchemaProblem } from '../identity-schema/identity-schema.ts'
import { type Json, type JsonObject, jsonEqual, valueAt } from '../model/json.ts'

/**
 * What Kratos would refuse of these traits. Values that only some of its databases refuse and that it holds already, it
 * takes again: somebody else's oddity is no reason to leave a person as they are.
 */
export function refusedTraits(live: JsonObject, wanted: JsonObject, schema: IdentitySchema): SchemaProblem[] {
  const isHeld = ({ path }: SchemaProblem): boolean => {
    const [before, after] = [live, wanted].map((traits) => valueAt({ traits }, path)) as [Json?, Json?]
    return before !== undefined && jsonEqual(before, after)
  }
  return schema.validate(wanted).filter((problem) => problem.storage !== true || !isHeld(problem))
}
