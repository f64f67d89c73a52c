import type { Change } from '../../../src/model/change.ts'
import { digestOf } from '../../../src/model/digest.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { markOf } from '../world.ts'
import { type Document, emailOf, Folder, hashOf, linkOf, ownLinkOf } from './folder.ts'
import type { ModelWorld, RunEnd } from './model-world.ts'
import { type Moment, momentOf, noHarm } from './no-harm.ts'
import { linksOf, passwordDigest } from './reading.ts'
import { type PersonName, people, type Sequence, type Step } from './steps.ts'

/** What a person did to an own account. */
export interface OwnDoing {
  /** The password that the person set last, and whose account it was then: a document of somebody else may take it. */
  hash?: string
  who?: PersonName
  /** Nothing of the file was still to be written then, and nothing of it has changed since. */
  isSettled: boolean
  readonly links: Set<string>
}

/** A folder, a server, and everybody who does something to either; with what has to hold about it. */
export class Life {
  readonly world: ModelWorld
  readonly folder: Folder
  /** By id. */
  readonly own = new Map<string, OwnDoing>()
  /** Hashes and links that documents of a person ever had. */
  readonly given = new Map<PersonName, Set<string>>()
  /** How often what happened, so that a test can tell that it tests something. */
  readonly seen: (what: string) => void
  #saved: { readonly path: string; readonly folder: Moment['documents'] } | undefined

  constructor(world: ModelWorld, seen: (what: string) => void) {
    this.world = world
    this.folder = new Folder(world)
    this.seen = seen
  }

  async live({ start, steps }: Sequence): Promise<void> {
    for (const [mail, content] of start.entries()) {
      const who = people[mail]
      if (who) this.#write({ kind: 'write', who, mail, content })
    }
    await this.run(() => this.world.apply())
    for (const step of steps) await this.#take(step)
  }

  /** One run, and the proof that it did no harm, however it ended. */
  async run(how: () => Promise<RunEnd>, documents = this.#documents()): Promise<RunEnd> {
    const before = await momentOf(this.world, documents)
    const end = await how()
    this.seen(end.kind)
    if (end.kind === 'reported') {
      for (const { action, outcome } of end.report.outcomes) this.seen(`${action} ${outcome}`)
      for (const change of end.plan.changes) this.seen(reasonOf(change))
    }
    await noHarm(this.world, before, end)
    return end
  }

  async #take(step: Step): Promise<void> {
    this.seen(step.kind)
    switch (step.kind) {
      case 'write':
        return this.#write(step)
      case 'rename-key':
        return this.folder.renameKey(step.who)
      case 'move-file':
        return this.folder.moveFile(step.who)
      case 'remove':
        return this.folder.remove(step.who)
      case 'wait':
        return this.world.wait(step.days)
      case 'apply':
        await this.run(() => this.world.apply(step.spoiling))
        return
      case 'race':
        await this.run(async () => {
          const [first, second] = await Promise.all([this.world.apply(), this.world.apply()])
          return first.kind === 'reported' ? first : second
        })
        return
      case 'save-plan': {
        const path = await this.world.savePlan()
        if (path !== undefined) this.#saved = { path, folder: this.#documents() }
        return
      }
      case 'apply-saved': {
        const saved = this.#saved
        if (saved) await this.run(() => this.world.applySaved(saved.path, step.spoiling), saved.folder)
        return
      }
      case 'stranger': {
        const address = { via: 'email', value: emailOf(step.mail), verified: step.verified }
        await this.world.request('POST', '/identities', {
          traits: { email: emailOf(step.mail) },
          verifiable_addresses: [address],
          credentials: { password: { config: { hashed_password: hashOf('person', 9) } } },
        })
        return
      }
      default: {
        const identity = await this.#find(step.who)
        if (identity) await this.#act(step, identity)
      }
    }
  }

  #write({ who, mail, content }: Extract<Step, { kind: 'write' }>): void {
    const before = this.folder.documents.get(who)
    this.folder.write(who, mail, content)
    const given = this.given.get(who) ?? new Set()
    this.given.set(who, given)
    const now = this.folder.documents.get(who)?.content
    if (now?.hash !== undefined) given.add(hashOf('file', now.hash))
    for (const number of now?.links ?? []) given.add(linkOf(who, number))
    if (before?.content.hash === now?.hash) return
    for (const [, doing] of this.own) doing.isSettled = false
  }

  /** The identity that carries the mark of this person's document, or of the one that left. */
  async #find(who: PersonName): Promise<JsonObject | undefined> {
    const key = this.folder.documents.get(who)?.key ?? who
    return (await this.world.everybody()).find((identity) => markOf(identity)?.['key'] === key)
  }

  async #act(step: Extract<Step, { who: PersonName }>, identity: JsonObject): Promise<void> {
    const id = identity['id'] as string
    const path = `/identities/${id}`
    const patch = (...operations: JsonObject[]) => this.world.request('PATCH', path, operations)
    const add = (pointer: string, value: Json): JsonObject => ({ op: 'add', path: pointer, value })
    switch (step.kind) {
      case 'self-service':
        await patch(
          add('/traits/phone', step.phone),
          ...(step.first === null ? [] : [add('/traits/name/first', step.first)]),
        )
        return
      case 'self-mail':
        await patch(add('/traits/email', emailOf(step.mail)))
        return
      case 'self-password': {
        const hash = hashOf('person', step.hash)
        await patch(add('/credentials/password/config/hashed_password', hash))
        const wanted = this.folder.documents.get(step.who)?.content.hash
        const written = passwordDigest(identity)
        const isSettled = wanted === undefined || written === digestOf(hashOf('file', wanted))
        this.own.set(id, { ...this.#doing(id), hash, who: step.who, isSettled })
        return
      }
      case 'self-link': {
        const link = ownLinkOf(step.who)
        if (linksOf(identity).includes(link)) return
        const [provider = '', subject = ''] = link.split(':')
        await this.world.request('PUT', path, {
          ...wholeBody(identity),
          credentials: { oidc: { config: { providers: [{ provider, subject }] } } },
        })
        this.#doing(id).links.add(link)
        return
      }
      case 'self-unlink': {
        const [link] = linksOf(identity)
        if (link === undefined) return
        await this.world.request('DELETE', `${path}/credentials/oidc?identifier=${encodeURIComponent(link)}`)
        this.#doing(id).links.delete(link)
        return
      }
      case 'sign-in':
        if (identity['state'] === 'active') await this.world.signIn(id)
        return
      case 'tool':
        await patch(add('/metadata_admin/crm', step.value), add('/metadata_public', { plan: step.value }))
        return
      case 'admin-edit':
        await patch(add('/metadata_admin/team', step.team))
        return
      case 'admin-state':
        await patch(add('/state', step.state))
        return
      case 'admin-delete':
        await this.world.request('DELETE', path)
        return
      case 'foreign-put':
        await this.world.request('PUT', path, { traits: identity['traits'] as Json, state: identity['state'] as Json })
        return
      default:
    }
  }

  #doing(id: string): OwnDoing {
    const doing = this.own.get(id) ?? { isSettled: false, links: new Set<string>() }
    this.own.set(id, doing)
    return doing
  }

  #documents(): Moment['documents'] {
    return new Map(this.valid().map((document) => [document.who, document]))
  }

  /** Documents whose day is not over. */
  valid(): Document[] {
    const isOver = (expires: number | undefined) => expires !== undefined && expires < this.world.day
    return [...this.folder.documents.values()].filter(({ content }) => !isOver(content.expires))
  }
}

function reasonOf(change: Change): string {
  return 'aside' in change && change.aside !== undefined ? 'because of a swap' : `because of ${change.reason}`
}

function wholeBody(identity: JsonObject): JsonObject {
  const members = ['schema_id', 'state', 'traits', 'metadata_public', 'metadata_admin'] as const
  return Object.fromEntries(members.map((name) => [name, identity[name] ?? null]))
}
