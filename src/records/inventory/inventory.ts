import { lstat, realpath, stat } from 'node:fs/promises'
import type { InventorySink } from '../../apply/context.ts'
import { IdctlError } from '../../errors.ts'
import { ownMark } from '../../identity/live-document.ts'
import type { Change, CreateChange } from '../../model/change.ts'
import type { IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'
import { pseudonymOf } from '../../model/pseudonym.ts'
import type { GoneIdentity, KnownKeys } from '../../reconcile/known-keys.ts'
import { writeWholeFile } from '../private-files/write-whole.ts'
import { AppendLog, type AppendTarget, openForAppending } from './append-log.ts'
import { Entries, type Entry } from './entries.ts'
import { headerOf, type InventoryLine, type InventoryPlace, toText } from './format.ts'
import { type ReadInventory, readInventory, stampOf, statOf } from './read-inventory.ts'
import { cannotWrite, changedMeanwhile, missing, unknownToPlan } from './refusals.ts'

export interface InventoryRequest {
  readonly path: string
  readonly workspace: string
  readonly target: string
  /** Called only if there is an inventory, or one is to be made. */
  readonly privacyKey: () => Promise<Uint8Array>
  /** `refuse` for commands that only read: a new inventory would contain nobody. */
  readonly whenMissing: 'refuse' | 'make'
}

/**
 * Reads the inventory for one run. Nothing is written before `begin`.
 * @throws IdctlError if it is missing (exit `invalid`), cannot be read (exit `error`), is damaged, or belongs to
 * another workspace, target or privacy key (exit `refused`)
 */
export async function openInventory(request: InventoryRequest): Promise<Inventory> {
  const { path, workspace, target, whenMissing } = request
  if (whenMissing === 'refuse' && (await statOf(path)) === undefined) throw missing(path)
  const privacyKey = await request.privacyKey()
  const place = { workspace, target, key_id: pseudonymOf(privacyKey, 'key id', '') }
  // Resolve a link first: a rename would replace the link instead of its target.
  const isLink = await lstat(path).then(
    (there) => there.isSymbolicLink(),
    () => false,
  )
  const file = isLink ? await realpath(path).catch(() => path) : path
  return new Inventory(file, place, privacyKey, await readInventory(file, place))
}

/** Which keys were applied to which identities, in memory and in the file, for one run. */
export class Inventory implements KnownKeys, InventorySink {
  readonly path: string
  /** There was no file: people who were gone before this run are unknown. */
  readonly isNew: boolean
  readonly #place: InventoryPlace
  readonly #privacyKey: Uint8Array
  readonly #entries: Entries
  readonly #stamp: string | undefined
  readonly #torn: boolean
  readonly #considered: CreateChange[] = []
  /** How many lines the file has after its header. */
  #lines: number
  #listing = 0
  #sawAll = false
  #unwritten: InventoryLine[] = []
  #open: { readonly target: AppendTarget; readonly log: AppendLog } | undefined

  constructor(path: string, place: InventoryPlace, privacyKey: Uint8Array, read: ReadInventory | undefined) {
    this.path = path
    this.isNew = read === undefined
    this.#place = place
    this.#privacyKey = privacyKey
    this.#entries = read?.entries ?? new Entries()
    this.#stamp = read?.stamp
    this.#torn = read?.torn ?? false
    this.#lines = read?.lines ?? 0
  }

  startListing(): void {
    this.#listing += 1
    this.#sawAll = false
  }

  see(id: string, mark: Pick<Mark, 'key' | 'disabled'> | undefined): void {
    const entry =
      mark === undefined || this.#isOthers(mark, id) ? this.#entries.ofIdentity(id) : this.#put(mark.key, id)
    if (entry === undefined) return
    entry.liveIn = this.#listing
    if (mark !== undefined) entry.managedIn = this.#listing
  }

  sawAll(): void {
    this.#sawAll = true
  }

  goneWith(keys: readonly string[]): GoneIdentity | undefined {
    const entry = keys.map((key) => this.#entryOf(key)).find((known) => known && !this.#isManaged(known))
    return entry && { id: entry.id, isLive: entry.liveIn === this.#listing }
  }

  enter(key: IdentityKey, id: string, former: readonly string[]): void {
    this.#put(key, id)
    for (const name of former) {
      const entry = this.#entryOf(name)
      if (entry !== undefined && entry.id !== id && !this.#isManaged(entry)) this.#drop(name, 'renamed')
    }
  }

  leave(id: string, how: 'deleted' | 'released'): void {
    const name = this.#entries.nameOf(id)
    if (name !== undefined) this.#dropName(name, how)
  }

  earlierIdOf({ key, previously = [], recreates, former_id, told_apart = [] }: CreateChange): string | undefined {
    const own = this.#entryOf(key)
    const former = previously.map((name) => this.#entryOf(name))
    const isOthers = own !== undefined && told_apart.includes(own.id)
    const entry = isOthers ? undefined : (own ?? former.find((known) => known && !this.#isManaged(known)))
    return recreates === true && former_id === entry?.id ? undefined : entry?.id
  }

  /** Receives every change of the plan that will run, before `begin`. */
  consider(change: Change): void {
    if (change.action !== 'create' || change.blocked !== undefined) return
    if (this.earlierIdOf(change) !== undefined) this.#considered.push(change)
  }

  /**
   * Call it before the first write to the server. Finds out who is managed, refuses a plan that would unknowingly
   * recreate somebody who is gone, and prepares the file. `list` is read only if the plan was made by another run.
   * @throws IdctlError if the plan is refused or another run wrote the inventory (exit `refused`), or if it cannot be
   * written (exit `error`)
   */
  async begin(list: () => AsyncIterable<readonly LiveIdentity[]>): Promise<void> {
    if (!this.#sawAll) {
      this.startListing()
      for await (const page of list()) {
        for (const live of page) this.see(live.id, ownMark(live, this.#place.workspace))
      }
      this.sawAll()
    }
    this.#refuseUnknownToPlan()
    try {
      const target = await openForAppending(this.path, await this.#readyFile())
      this.#open = { target, log: new AppendLog(target) }
      for (const line of this.#unwritten) this.#open.log.add(line)
      this.#unwritten = []
      await this.settled()
      if (this.#open.log.failure === undefined) return
      await target.close()
      throw this.#open.log.failure.cause
    } catch (error) {
      throw this.#wordsFor(error)
    }
  }

  get failure(): IdctlError | undefined {
    const failure = this.#open?.log.failure
    return failure && this.#wordsFor(failure.cause)
  }

  /** Lines of this run that are not in the file. */
  get lost(): number {
    return this.#open?.log.lost ?? 0
  }

  async settled(): Promise<void> {
    await this.#open?.log.settled()
  }

  /** Waits for all lines, and rewrites the file if it has lines that no longer count. */
  async close(): Promise<void> {
    if (this.#open === undefined) return
    const { target, log } = this.#open
    await log.settled()
    const isUntouched = log.failure === undefined && (await target.isUntouched().catch(() => false))
    await target.close()
    if (!isUntouched || this.#lines === this.#entries.size) return
    // Ignored on purpose: the file is correct with the old lines as well.
    await writeWholeFile(this.path, this.#text()).catch(() => undefined)
  }

  #entryOf(key: string): Entry | undefined {
    return this.#entries.get(pseudonymOf(this.#privacyKey, 'key', key))
  }

  #isManaged(entry: Entry): boolean {
    return entry.managedIn === this.#listing && this.#listing > 0
  }

  #put(key: IdentityKey, id: string): Entry {
    const name = pseudonymOf(this.#privacyKey, 'key', key)
    if (this.#entries.get(name)?.id !== id) this.#note({ key: name, id })
    return this.#entries.put(name, id)
  }

  /** Whether a disabled identity's key belongs to another identity by now. */
  #isOthers({ key, disabled }: Pick<Mark, 'key' | 'disabled'>, id: string): boolean {
    const entry = disabled && this.#entryOf(key)
    return entry !== undefined && entry.id !== id
  }

  #drop(key: string, gone: 'deleted' | 'released' | 'renamed'): void {
    this.#dropName(pseudonymOf(this.#privacyKey, 'key', key), gone)
  }

  #dropName(name: string, gone: 'deleted' | 'released' | 'renamed'): void {
    this.#note({ key: name, gone })
    this.#entries.drop(name)
  }

  #note(line: InventoryLine): void {
    if (this.#open === undefined) this.#unwritten.push(line)
    else this.#open.log.add(line)
    this.#lines += 1
  }

  #refuseUnknownToPlan(): void {
    const gone = this.#considered.filter((change) => {
      const id = this.earlierIdOf(change)
      const entry = id === undefined ? undefined : this.#entries.ofIdentity(id)
      return entry !== undefined && !this.#isManaged(entry)
    })
    const [first] = gone
    if (first !== undefined) throw unknownToPlan(this.path, first, gone.length)
  }

  /** Creates the file if it is missing, and repairs a cut last line; returns the resulting stamp. */
  async #readyFile(): Promise<string> {
    if (this.#stamp !== undefined && !this.#torn) return this.#stamp
    const there = await statOf(this.path)
    if ((there && stampOf(there)) !== this.#stamp) throw changedMeanwhile(this.path)
    await writeWholeFile(this.path, this.#text())
    this.#unwritten = []
    this.#lines = this.#entries.size
    return stampOf(await stat(this.path, { bigint: true }))
  }

  #text(): string {
    return toText([headerOf(this.#place)]) + toText(this.#entries.lines())
  }

  #wordsFor(error: unknown): IdctlError {
    return error instanceof IdctlError ? error : cannotWrite(this.path, error)
  }
}
