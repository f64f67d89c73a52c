import type { Json, JsonPointer } from '../model/json.ts'

/** One leaf to write, its references resolved. A missing `after` removes it. */
export interface Edit {
  readonly path: JsonPointer
  readonly after?: Json
}
