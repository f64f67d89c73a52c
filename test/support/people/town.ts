import { isCurrentMark } from '../../../src/identity/mark.ts'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../../src/identity-schema/identity-schema.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import { type Json, type JsonObject, jsonEqual } from '../../../src/model/json.ts'
import { decideCreate } from '../../../src/reconcile/decide/decide-create.ts'
import type { Policy } from '../../../src/reconcile/policy.ts'
import { desired, policy } from '../builders.ts'

/** Somebody who really exists, whatever documents and accounts say. */
export interface Person {
  readonly number: number
}

/** What a file says of somebody; whose document it is, only the town knows. */
export interface Entry {
  readonly person: Person
  address: string
  first: string
  last: string
  role: string
  readonly handle: string
  previously: string[]
  key?: string
  externalId?: string
}

/** What Kratos has. */
export interface Account {
  id: string
  /** Absent: an account that somebody registered, and who is in no file. */
  readonly person?: Person
  traits: JsonObject
  externalId?: string
  mark?: Mark
  readonly verified: Set<string>
  updated: boolean
  /** It bears a mark that was copied to it. */
  isCopy?: boolean
  /** Where the person's document was last, and whether alone: the mark may have a former origin. */
  place?: { readonly file: string; readonly isSole: boolean }
}

const text: JsonObject = { type: 'string' }
const signIn = { credentials: { password: { identifier: true } } }
const email: JsonObject = { type: 'string', 'ory.sh/kratos': { ...signIn, verification: { via: 'email' } } }
const username: JsonObject = { type: 'string', 'ory.sh/kratos': signIn }
const role = { role: text }
const names = { name: { type: 'object', properties: { first: text, last: text } } }

/** How people are described: with names in parts, in one text, or without any; by one address, several, or a user name besides. */
const styles: Readonly<Record<string, JsonObject>> = {
  address: { email, ...role },
  names: { email, ...names, ...role },
  fullname: { email, name: text, ...role },
  addresses: { emails: { type: 'array', items: email }, ...names, ...role },
  username: { username, email, ...names, ...role },
  phone: { phone: username, ...names, ...role },
}
export const styleNames = Object.keys(styles)
export const styleHasNames = (style: string) => style !== 'address'

const schemas = compileIdentitySchemas(
  Object.entries(styles).map(([id, properties]) => ({
    id,
    schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: { traits: { type: 'object', properties } },
    },
  })),
).schemas

export type Naming = 'key' | 'external_id' | 'address'

/** A folder of documents and a server, with the truth about who is who. */
export class Town {
  readonly style: string
  readonly naming: Naming
  readonly removal: 'delete' | 'disable'
  readonly files = new Map<string, Entry[]>()
  accounts: Account[] = []
  /** Only this file is read. */
  partial: string | undefined
  #people = 0
  #ids = 0

  constructor(style: string, naming: Naming, removal: 'delete' | 'disable') {
    this.style = style
    this.naming = naming
    this.removal = removal
  }

  get policy(): Policy {
    const mode = this.removal
    return policy({
      schemas,
      removal: { created: mode, adopted: mode },
      partialFolder: this.partial !== undefined,
      files: new Set([...this.files.keys()].filter((file) => this.partial === undefined || file === this.partial)),
    })
  }

  get schema(): IdentitySchema {
    return schemas.get(this.style) as IdentitySchema
  }

  newId(): string {
    return `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`
  }

  newAddress(): string {
    this.#ids++
    return this.style === 'phone' ? `+49${1_000_000 + this.#ids}` : `address${this.#ids}@example.org`
  }

  /** Nobody else has a word of this name. */
  newEntry(over: Partial<Entry> = {}): Entry {
    const number = ++this.#people
    return {
      person: { number },
      address: this.newAddress(),
      first: wordOf(number),
      last: `${wordOf(number)}son`.split('').reverse().join(''),
      role: 'staff',
      handle: `user${number}`,
      previously: [],
      ...(this.naming === 'key' && { key: `key-${number}` }),
      ...(this.naming === 'external_id' && { externalId: `emp-${number}` }),
      ...over,
    }
  }

  place(file: string, entry: Entry): void {
    this.files.set(file, [...(this.files.get(file) ?? []), entry])
  }

  entries(): { readonly file: string; readonly entry: Entry }[] {
    return [...this.files].flatMap(([file, list]) => list.map((entry) => ({ file, entry })))
  }

  fileOf(entry: Entry): string {
    const found = this.entries().find((one) => one.entry === entry)
    if (found === undefined) throw new Error('no such entry')
    return found.file
  }

  remove(entry: Entry): string {
    const file = this.fileOf(entry)
    const rest = (this.files.get(file) ?? []).filter((other) => other !== entry)
    if (rest.length > 0) this.files.set(file, rest)
    else this.files.delete(file)
    return file
  }

  accountOf(person: Person): Account | undefined {
    return this.accounts.find((account) => account.person === person && !account.isCopy)
  }

  traitsOf({ address, first, last, role: title, handle }: Entry): JsonObject {
    const values: Readonly<Record<string, Json>> = {
      email: address,
      emails: [address],
      phone: address,
      username: handle,
      name: this.style === 'fullname' ? `${first} ${last}` : { first, last },
      role: title,
    }
    const known = Object.keys(styles[this.style] as JsonObject)
    return Object.fromEntries(known.map((name) => [name, values[name] as Json]))
  }

  desiredOf(entry: Entry, file: string): DesiredIdentity {
    const { key, externalId, previously } = entry
    return {
      ...desired({
        traits: this.traitsOf(entry),
        file,
        previously,
        schema: this.schema,
        ...(externalId !== undefined && { external_id: externalId }),
        key: key ?? externalId ?? (this.schema.derive(this.traitsOf(entry)).identifiers[0]?.value as string),
      }),
      keyFrom: key !== undefined ? 'idctl.key' : externalId !== undefined ? 'external_id' : 'identifier',
      soleDocument: this.files.get(file)?.length === 1,
    }
  }

  /** The documents that a run reads, with who they are about. */
  documents(): Map<DesiredIdentity, Person> {
    const read = this.entries().filter(({ file }) => this.partial === undefined || file === this.partial)
    return new Map(read.map(({ entry, file }) => [this.desiredOf(entry, file), entry.person]))
  }

  liveOf(account: Account): LiveIdentity {
    const { id, traits, externalId, mark, verified, updated } = account
    const derived = this.schema.derive(traits)
    return {
      id,
      schema_id: this.style,
      state: mark?.disabled ? 'inactive' : 'active',
      ...(externalId !== undefined && { external_id: externalId }),
      traits,
      metadata_public: null,
      metadata_admin: mark ? { idctl: mark as unknown as Json } : null,
      mark: mark ? { kind: 'mark', mark } : { kind: 'none' },
      verifiable_addresses: derived.verifiable.map((address) => {
        const isVerified = verified.has(address.value)
        return { ...address, id: address.value, verified: isVerified, status: isVerified ? 'completed' : 'pending' }
      }),
      recovery_addresses: [],
      credentials: { password: derived.identifiers.map(({ value }) => value) },
      created_at: '2026-01-01T00:00:00Z',
      updated_at: updated ? '2026-02-01T00:00:00Z' : '2026-01-01T00:00:00Z',
    }
  }

  /** The server as it is once everything that was asked has been answered rightly. */
  applyTruth(): void {
    this.accounts = this.accounts.filter(({ isCopy }) => !isCopy)
    const people = new Set(this.entries().map(({ entry }) => entry.person))
    for (const account of [...this.accounts]) {
      if (!account.mark || (account.person && people.has(account.person))) continue
      if (this.removal === 'delete') this.accounts.splice(this.accounts.indexOf(account), 1)
      else if (!account.mark.disabled) {
        const disabled = { at: '2026-03-01T00:00:00Z', state_before: 'active' as const }
        account.mark = { ...account.mark, id: account.id, disabled }
        account.updated = true
      }
    }
    for (const { entry } of this.entries()) this.#vacate(entry)
    for (const { entry, file } of this.entries()) this.#write(entry, file)
  }

  /** Who holds the address and is in no file makes room: somebody has looked into it. */
  #vacate({ address, person }: Entry): void {
    const isInFiles = new Set(this.entries().map(({ entry }) => entry.person))
    this.accounts = this.accounts.filter((account) => {
      const isOther = account.person !== person && !(account.person && isInFiles.has(account.person))
      return !isOther || !this.addressesOf(account).includes(address)
    })
  }

  addressesOf({ traits }: Account): string[] {
    return this.schema.derive(traits).identifiers.map(({ value }) => value)
  }

  #write(entry: Entry, file: string): void {
    const { change } = decideCreate(this.desiredOf(entry, file), this.policy)
    if (change?.action !== 'create') throw new Error('no creation')
    const known = this.accountOf(entry.person)
    const traits = this.traitsOf(entry)
    const account: Account = known ?? {
      id: this.newId(),
      person: entry.person,
      traits,
      verified: new Set(entry.person.number % 3 === 0 ? [] : [entry.address]),
      updated: false,
    }
    if (known === undefined) {
      account.mark = change.mark
      this.accounts.push(account)
    } else if (needsWrite(account, change.mark, traits, this.policy.files)) {
      account.mark = { ...change.mark, id: account.id }
      account.updated = true
      account.traits = traits
    }
    account.place = { file, isSole: change.mark.shared === undefined }
    if (entry.externalId === undefined) delete account.externalId
    else account.externalId = entry.externalId
  }
}

/** As a plan decides it: a former origin alone asks for no write. */
function needsWrite({ mark, traits: live }: Account, next: Mark, traits: JsonObject, files: Policy['files']): boolean {
  return mark === undefined || !isCurrentMark(mark, next, files) || !jsonEqual(live, traits)
}

/** A word of letters for each number; no two are alike but for a letter. */
function wordOf(number: number): string {
  const syllables = ['bak', 'dol', 'fum', 'gir', 'hep', 'jov', 'kuz', 'lin', 'mat', 'nor']
  const digits = [...String(number).padStart(2, '0')].map((digit) => syllables[Number(digit)])
  return [...digits, ...digits].join('')
}
