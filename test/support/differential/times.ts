import { type JsonObject, member } from '../../../src/sandbox/json.ts'

const fields = ['created_at', 'updated_at', 'state_changed_at'] as const

/** Remembers when each identity was written, by what one server has shown of it. */
export class Times {
  readonly #last = new Map<string, readonly string[]>()

  /** Which times of the identity have moved since it was shown last; all of them when it is new. */
  moved(id: string, shown: JsonObject): string {
    const now = fields.map((field) => String(member(shown, field)).slice(0, 26))
    const before = this.#last.get(id) ?? []
    this.#last.set(id, now)
    return fields.filter((_, index) => now[index] !== before[index]).join(', ')
  }
}
