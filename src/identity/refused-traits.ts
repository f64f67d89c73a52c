import type { IdentitySchema, SchemaProblem } from '../identity-schema/identity-schema.ts'
import { type Json, type JsonObject, jsonEqual, valueAt } from '../model/json.ts'

/**
 * The problems for which Kratos would refuse these traits. Values that only some of its databases refuse are no problem if this
 * server already holds them: it accepts them again.
 */
export function refusedTraits(live: JsonObject, wanted: JsonObject, schema: IdentitySchema): SchemaProblem[] {
  const isHeld = ({ path }: SchemaProblem): boolean => {
    const [before, after] = [live, wanted].map((traits) => valueAt({ traits }, path)) as [Json?, Json?]
    return before !== undefined && jsonEqual(before, after)
  }
  return schema.validate(wanted).filter((problem) => problem.storage !== true || !isHeld(problem))
}
