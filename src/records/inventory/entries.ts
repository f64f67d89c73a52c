import type { InventoryLine } from './format.ts'

export interface Entry {
  readonly id: string
  /**
   * Number of the last listing that showed the identity (`liveIn`), and of the last one that showed it with our mark
   * (`managedIn`).
   */
  liveIn: number
  managedIn: number
}

/** Which identity a key was last applied to. Keys are pseudonyms here. A key has one identity, an identity one key. */
export class Entries {
  readonly #byKey = new Map<string, Entry>()
  readonly #keyOf = new Map<string, string>()

  get size(): number {
    return this.#byKey.size
  }

  get(key: string): Entry | undefined {
    return this.#byKey.get(key)
  }

  ofIdentity(id: string): Entry | undefined {
    const key = this.#keyOf.get(id)
    return key === undefined ? undefined : this.#byKey.get(key)
  }

  nameOf(id: string): string | undefined {
    return this.#keyOf.get(id)
  }

  /** Frees the identity's former key: it has been renamed. */
  put(key: string, id: string): Entry {
    const known = this.#byKey.get(key)
    if (known?.id === id) return known
    const former = this.#keyOf.get(id)
    if (former !== undefined) this.drop(former)
    this.drop(key)
    const entry: Entry = { id, liveIn: 0, managedIn: 0 }
    this.#byKey.set(key, entry)
    this.#keyOf.set(id, key)
    return entry
  }

  drop(key: string): void {
    const entry = this.#byKey.get(key)
    if (entry === undefined) return
    this.#byKey.delete(key)
    this.#keyOf.delete(entry.id)
  }

  take(line: InventoryLine): void {
    if ('id' in line) this.put(line.key, line.id)
    else this.drop(line.key)
  }

  *lines(): Generator<InventoryLine> {
    for (const [key, { id }] of this.#byKey) yield { key, id }
  }
}
