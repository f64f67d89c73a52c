import { assemble } from '../../../src/sandbox/assemble.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../src/sandbox/json.ts'
import type { Kratos } from '../../../src/sandbox/kratos.ts'
import type { FieldRules } from '../../../src/sandbox/profile.ts'
import type { ProfileName } from '../../../src/sandbox/profiles.ts'
import type { Store } from '../../../src/sandbox/store.ts'
import type { TestServer } from '../kratos.ts'
import { type Answered, type Send, type Sent, sendInto, sendTo } from './exchange.ts'
import { compare, neutral, type Pairs } from './same.ts'
import { Times } from './times.ts'
import { transcriptOf } from './transcript.ts'

/** One request and what the two said to it, in neutral words. */
export interface Exchange {
  readonly sent: Sent
  readonly real: Json
  readonly ours: Json
  /** Where they differ, if they do. */
  readonly at?: string
}

/**
 * A real Kratos and a sandbox that get the same requests. After every answer the sandbox takes over the ids that the real
 * one has made, so that the same request means the same to both, and lists come in the same order.
 */
export class Pair {
  readonly exchanges: Exchange[] = []
  readonly #real: Send
  readonly #realUrls: Urls
  readonly #ours: Send
  readonly #kratos: Kratos
  readonly #times = { real: new Times(), ours: new Times() }

  private constructor(real: Send, realUrls: Urls, ours: Send, kratos: Kratos) {
    this.#real = real
    this.#realUrls = realUrls
    this.#ours = ours
    this.#kratos = kratos
  }

  static async open(
    real: RealKratos,
    profile: ProfileName,
    schemas: Readonly<Record<string, JsonObject>>,
  ): Promise<Pair> {
    const [default_schema_id = ''] = Object.keys(schemas)
    const urls = { admin: 'http://admin.sandbox.local', public: 'http://public.sandbox.local' }
    const { handler, kratos } = await assemble(
      { profile, schemas: schemas as never, settings: { default_schema_id } },
      urls,
    )
    return new Pair(real.send, real.urls, sendInto(handler, kratos.profile.maxBody), kratos)
  }

  /** Gives the answer of the real server, which is what the sandbox should have said, too. */
  async send(sent: Sent): Promise<Answered> {
    const [real, ours] = [await this.#real(sent), await this.#ours(sent)]
    const urls = { ui: 'http://ui.sandbox.local', ...this.#kratos.urls }
    const said = { sent, real: neutral(real, this.#realUrls), ours: neutral(ours, urls) }
    const found = compare(said.real, said.ours)
    const moved = this.#moved(bodyOf(real), bodyOf(ours))
    if (!('at' in found) && moved !== undefined) {
      this.exchanges.push({ ...said, at: `the times that have moved (${moved})` })
      return real
    }
    this.exchanges.push('at' in found ? { ...said, at: found.at } : said)
    if ('pairs' in found) takeOver(this.#kratos.store, found.pairs)
    return real
  }

  /** What the two say about which times have moved, where that differs. */
  #moved(real: JsonObject, ours: JsonObject): string | undefined {
    const id = real['id']
    if (typeof id !== 'string' || typeof ours['id'] !== 'string') return undefined
    const [theirs, own] = [this.#times.real.moved(id, real), this.#times.ours.moved(id, ours)]
    return theirs === own ? undefined : `${theirs || 'none'} at the real one, ${own || 'none'} here`
  }

  get fields(): FieldRules {
    return this.#kratos.profile.fields
  }

  /** The requests and answers so far, up to the first difference, as the real server gave them. */
  transcript(schemas: JsonObject): string {
    const about = { scenario: 'found-by-search', about: 'What is this about?', server: this.#kratos.profile.name }
    const recorded = this.exchanges.map(({ sent, real }) => ({ sent, answer: real }))
    return transcriptOf(about, schemas, recorded)
  }

  get difference(): Exchange | undefined {
    return this.exchanges.find(({ at }) => at !== undefined)
  }
}

interface Urls {
  readonly admin: string
  readonly public: string
  readonly ui: string
}

export interface RealKratos {
  readonly send: Send
  close(): void
  readonly urls: Urls
}

export function realKratos(server: TestServer): RealKratos {
  const urls = { ui: 'http://127.0.0.1:4455', admin: server.adminUrl, public: server.publicUrl }
  return { ...sendTo(urls), urls }
}

/** Deletes every identity: the next sequence starts from nothing. */
export async function empty({ send }: RealKratos): Promise<void> {
  const admin = { port: 'admin', headers: {} } as const
  for (;;) {
    // A page with an identity that can no longer be read is an error: one by one then.
    const answer = await send({ ...admin, method: 'GET', path: '/admin/identities?page_size=100' })
    if ('closed' in answer || answer.status !== 200)
      throw new Error(`cannot empty the server: ${JSON.stringify(answer)}`)
    const rows = JSON.parse(answer.text) as { id: string }[]
    if (rows.length === 0) return
    for (const { id } of rows) await send({ ...admin, method: 'DELETE', path: `/admin/identities/${id}` })
  }
}

/** Gives rows of the sandbox the ids of the real server. */
function takeOver(store: Store, pairs: Pairs): void {
  if (pairs.size === 0) return
  const realIds = new Map([...pairs].map(([real, ours]) => [ours, real]))
  const renamed = <T extends { readonly id: string }>(thing: T): T => ({
    ...thing,
    id: realIds.get(thing.id) ?? thing.id,
  })
  for (const row of store.content().identities) {
    const addresses = [...row.verifiable_addresses, ...row.recovery_addresses]
    if (![row, ...addresses].some(({ id }) => realIds.has(id))) continue
    const next = {
      ...renamed(row),
      verifiable_addresses: row.verifiable_addresses.map(renamed).sort(byId),
      recovery_addresses: row.recovery_addresses.map(renamed).sort(byId),
    }
    if (next.id === row.id) store.replace(next)
    else {
      store.delete(row.id)
      store.insert(next)
    }
  }
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id < right.id ? -1 : 1
}

/** The body of an answer, where it is an object. */
export function bodyOf(answer: Answered): JsonObject {
  if ('closed' in answer) return {}
  try {
    const body: unknown = JSON.parse(answer.text)
    return isJsonObject(body) ? body : {}
  } catch {
    return {}
  }
}
