import type { Json, JsonPointer } from '../model/json.ts'

/** One leaf to write, with references resolved. A missing `after` removes the leaf. */
export interface Edit {
  readonly path: JsonPointer
  readonly after?: Json
}
