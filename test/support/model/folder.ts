import type { ModelWorld } from './model-world.ts'
import { type Content, dateOf, type PersonName } from './steps.ts'

/** One document as it is in the folder. */
export interface Document {
  readonly who: PersonName
  readonly key: string
  readonly file: string
  /** Number of the address. */
  readonly mail: number
  readonly content: Content
  readonly previously: readonly string[]
}

export const emailOf = (mail: number): string => `m${mail}@model.example.com`

/** What the file says and what a person sets are told apart by it: `f` or `p`. */
export const hashOf = (setBy: 'file' | 'person', number: number): string =>
  `$2a$04$${(setBy === 'file' ? 'f' : 'p').repeat(51)}${number}O`

export const linkOf = (who: PersonName, number: number): string => `google:${who}-${number}`
export const ownLinkOf = (who: PersonName): string => `github:${who}`

/** The folder of a sequence: always valid, whatever the steps ask for. */
export class Folder {
  readonly documents = new Map<PersonName, Document>()
  readonly #world: ModelWorld

  constructor(world: ModelWorld) {
    this.#world = world
  }

  /** Whoever has the address already gets the one that becomes free, or nothing changes where there is none. */
  write(who: PersonName, mail: number, content: Content): void {
    const before = this.documents.get(who)
    const owner = [...this.documents.values()].find((other) => other.who !== who && other.mail === mail)
    if (owner && !before) return
    const basics = before ?? { who, key: who, file: `${who}.yaml`, previously: [] }
    if (owner && before) this.#put({ ...owner, mail: before.mail })
    this.#put({ ...basics, mail, content })
  }

  renameKey(who: PersonName): void {
    const before = this.documents.get(who)
    if (before) this.#put({ ...before, key: `${before.key}x`, previously: [...before.previously, before.key] })
  }

  moveFile(who: PersonName): void {
    const before = this.documents.get(who)
    if (!before) return
    this.#world.remove(before.file)
    this.#put({ ...before, file: `x${before.file}` })
  }

  remove(who: PersonName): void {
    const before = this.documents.get(who)
    if (!before) return
    this.#world.remove(before.file)
    this.documents.delete(who)
  }

  #put(document: Document): void {
    this.documents.set(document.who, document)
    this.#world.write(document.file, textOf(document))
  }
}

function textOf({ who, key, mail, content, previously }: Document): string {
  const { first, team, roles, state, hash, links, protect, expires } = content
  const providers = links.map((number) => ({ provider: 'google', subject: `${who}-${number}` }))
  const credentials = {
    ...(hash === undefined ? {} : { password: { config: { hashed_password: hashOf('file', hash) } } }),
    oidc: providers.length === 0 ? null : { config: { providers } },
  }
  return JSON.stringify({
    // The last name is what tells people apart: two of one name who exchange their addresses would be a question.
    traits: { email: emailOf(mail), name: { first, last: who }, roles },
    ...(state === undefined ? {} : { state }),
    ...(team === undefined ? {} : { metadata_admin: { team } }),
    credentials,
    idctl: {
      key,
      ...(protect ? { protect } : {}),
      ...(previously.length > 0 ? { previously } : {}),
      ...(expires === undefined ? {} : { expires: dateOf(expires).toISOString().slice(0, 10) }),
    },
  })
}
