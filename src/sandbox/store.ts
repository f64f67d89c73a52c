import { SandboxError } from './errors.ts'
import { identifierKey, type Row, type SessionRow, uniqueKeys } from './identity/model.ts'

/** The content of a state file. */
export interface StoreContent {
  readonly identities: readonly Row[]
  readonly sessions: readonly SessionRow[]
}

/** The tables of the sandbox with their unique indexes. All changes are synchronous and atomic: a refused one changes nothing. */
export class Store {
  readonly #rows = new Map<string, Row>()
  readonly #owners = new Map<string, string>()
  readonly #sessions = new Map<string, SessionRow>()
  /** Ids in ascending order, possibly with deleted ones. `undefined` after an insert that was not at the end. */
  #order: string[] | undefined = []
  /** Increases with every change. */
  version = 0

  constructor(content: StoreContent = { identities: [], sessions: [] }) {
    for (const row of content.identities) {
      if (!this.insert(row)) throw new SandboxError(`identity ${row.id} has a value that another one has too`)
    }
    for (const session of content.sessions) this.#sessions.set(session.id, session)
    this.version = 0
  }

  get size(): number {
    return this.#rows.size
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id)
  }

  byExternalId(externalId: string): Row | undefined {
    return this.#ownerOf(`external ${externalId}`)
  }

  byIdentifier(type: string, identifier: string): Row | undefined {
    return this.#ownerOf(identifierKey(type, identifier))
  }

  /** Whether one of these values belongs to another identity than `owner`, or occurs twice. */
  conflicts(keys: readonly string[], owner?: string): boolean {
    return (
      new Set(keys).size < keys.length ||
      keys.some((key) => {
        const holder = this.#owners.get(key)
        return holder !== undefined && holder !== owner
      })
    )
  }

  /** Returns false and changes nothing when a unique value is taken. */
  insert(row: Row): boolean {
    const keys = uniqueKeys(row)
    if (this.conflicts(keys)) return false
    const last = this.#order?.at(-1)
    if (last === undefined || row.id > last) this.#order?.push(row.id)
    else this.#order = undefined
    this.#put(row, keys)
    return true
  }

  /** Returns false and changes nothing when a unique value is taken. The row must exist. */
  replace(row: Row): boolean {
    const keys = uniqueKeys(row)
    if (this.conflicts(keys, row.id)) return false
    this.#drop(row.id)
    this.#put(row, keys)
    return true
  }

  /** Deletes an identity and its sessions. False when there is no such identity. */
  delete(id: string): boolean {
    if (!this.#drop(id)) return false
    for (const session of this.#sessions.values()) {
      if (session.identity_id === id) this.#sessions.delete(session.id)
    }
    return true
  }

  /** Identities in id order, starting with the first id after `after`. */
  *after(after: string): Generator<Row> {
    const order = this.#sorted()
    for (let index = firstAfter(order, after); index < order.length; index++) {
      const row = this.#rows.get(order[index] ?? '')
      if (row !== undefined) yield row
    }
  }

  /** Newest first. */
  sessions(): SessionRow[] {
    return [...this.#sessions.values()].reverse()
  }

  session(id: string): SessionRow | undefined {
    return this.#sessions.get(id)
  }

  putSession(session: SessionRow): void {
    this.#sessions.set(session.id, session)
    this.version++
  }

  deleteSession(id: string): void {
    this.#sessions.delete(id)
    this.version++
  }

  content(): StoreContent {
    return { identities: [...this.after('')], sessions: [...this.#sessions.values()] }
  }

  /** The highest id in the store, of any kind of record. */
  highestId(): string | undefined {
    const ids = [...this.#rows.values()].flatMap((row) => [
      row.id,
      ...row.verifiable_addresses.map((address) => address.id),
      ...row.recovery_addresses.map((address) => address.id),
    ])
    return [...ids, ...this.#sessions.keys()].sort().at(-1)
  }

  #ownerOf(key: string): Row | undefined {
    const id = this.#owners.get(key)
    return id === undefined ? undefined : this.#rows.get(id)
  }

  #put(row: Row, keys: readonly string[]): void {
    this.#rows.set(row.id, row)
    for (const key of keys) this.#owners.set(key, row.id)
    this.version++
  }

  #drop(id: string): boolean {
    const row = this.#rows.get(id)
    if (row === undefined) return false
    for (const key of uniqueKeys(row)) this.#owners.delete(key)
    this.#rows.delete(id)
    this.version++
    return true
  }

  #sorted(): readonly string[] {
    if (this.#order === undefined || this.#order.length > 2 * this.#rows.size + 1000) {
      this.#order = [...this.#rows.keys()].sort()
    }
    return this.#order
  }
}

/** Index of the first id that sorts after `after`. */
function firstAfter(order: readonly string[], after: string): number {
  let low = 0
  let high = order.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((order[middle] ?? '') > after) high = middle
    else low = middle + 1
  }
  return low
}
