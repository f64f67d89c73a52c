import { expect } from 'vitest'
import { refusalOf, reportExit } from '../../src/cli/exit-codes.ts'
import type { PlanOptions } from '../../src/index.ts'
import type { Change } from '../../src/model/change.ts'
import type { ExitName } from '../../src/model/exit-codes.ts'
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts'
import { errorsOf } from '../support/planned.ts'
import type { ServerChoice } from '../support/servers.ts'
import { type StoryOptions, storiesOn } from '../support/story.ts'
import { markOf, type World } from '../support/world.ts'

/**
 * Documents by file: one, or a list of them. `ann@`, `ann-` and `+1` stand for an address, a name and a phone number that only this
 * world has; `(1)` is the phone number in another spelling.
 */
export type Folder = Readonly<Record<string, JsonObject | readonly JsonObject[]>>

/** What happens next, and what comes of it. */
export interface Leg {
  /** What others do on the server. */
  readonly live?: (stage: Stage) => Promise<void>
  /** The whole folder from now on. */
  readonly folder?: Folder
  readonly options?: Partial<PlanOptions> | ((stage: Stage) => Partial<PlanOptions>)
  /** A part of the folder, as with `--identities`. */
  readonly part?: string
  /** The rows of the plan, in whatever order: see `rowOf`. */
  readonly rows: readonly string[]
  /** Codes of errors, which leave no rows. */
  readonly errors?: readonly string[]
  /** Guards that refuse the plan. */
  readonly trips?: readonly string[]
  /** Of `apply`; of `plan` where that refuses. */
  readonly exit?: ExitName
  /** Whose account each address signs in to afterwards; left out: as before. */
  readonly accounts?: Readonly<Record<string, string>>
  /** The plan over the whole folder after that; left out: what was blocked. */
  readonly left?: readonly string[]
}

/** One world from its first apply on. People are called by what they signed in with then. */
export interface Stage {
  readonly world: World
  id(whose: string): string
  /** Somebody changes the own account. */
  edit(whose: string, path: string, value: Json): Promise<void>
  /** Somebody proves to have the address that the account has now. */
  verify(whose: string): Promise<void>
  /** Everybody is deleted and made again from what a backup of the listing has: under new ids. */
  restore(): Promise<void>
  /** The same with the names of this world. */
  expand<T extends Json>(value: T): T
}

let worlds = 0

export type Walk = (name: string, before: Folder, legs: readonly Leg[], options?: StoryOptions) => void

/** Stories that go from one state of a folder to the next. Who ends up with which account is all that is asked. */
export function walksOn(choice: ServerChoice): Walk {
  const story = storiesOn(choice)
  return (name, before, legs, options) => story(name, (world) => walk(world, before, legs), options)
}

/** Applies the folder to a server without these people, and goes on from there. */
async function walk(world: World, before: Folder, legs: readonly Leg[]): Promise<void> {
  const words = wordsOf(world)
  const people = new Map<string, string>()
  const stage = stageOf(world, words, people)
  write(world, words, {}, before)
  const { report } = await world.apply()
  expect(reportExit(report)).toBe('ok')
  let folder = before
  let accounts = await accountsOf(world, words, people, true)
  const created = report.outcomes.length
  expect(Object.keys(accounts)).toHaveLength(created)
  expect((await world.plan()).changes).toEqual([])
  for (const leg of legs) {
    await leg.live?.(stage)
    if (leg.live) accounts = await accountsOf(world, words, people, true)
    if (leg.folder) write(world, words, folder, leg.folder)
    folder = leg.folder ?? folder
    accounts = await take(leg, accounts, { world, words, people, stage })
  }
}

interface Here {
  readonly world: World
  readonly stage: Stage
  readonly words: Words
  readonly people: Map<string, string>
}

async function take(leg: Leg, before: Readonly<Record<string, string>>, here: Here) {
  const { world, words, people, stage } = here
  const { rows, errors = [], trips = [], exit = 'ok', accounts = before, options = {} } = leg
  const marks = new Map((await world.all()).map((identity) => [identity['id'] as string, identity]))
  const planned = await world.planned(typeof options === 'function' ? options(stage) : options, leg.part)
  const { changes, guards } = planned.ok ? planned.plan : { changes: [], guards: [] }
  const rowsOf = (of: readonly Change[]) => of.map((change) => rowOf(change, words, people)).sort()
  const found = errorsOf(planned).map(({ code }) => code)
  const tripped = guards.flatMap(({ guard, tripped: is }) => (is ? [guard] : []))
  expect({ rows: rowsOf(changes), errors: found, trips: tripped }).toEqual({ rows: [...rows].sort(), errors, trips })
  for (const change of changes) expectSaysWhose(change, marks)
  const refusal = refusalOf(planned)
  if (planned.ok && refusal === undefined) {
    const path = await world.saveAs(planned.plan)
    expect(reportExit(await world.applyFile(path, {}, undefined, { isFresh: true }))).toBe(exit)
  } else expect(refusal).toBe(exit)
  const after = await accountsOf(world, words, people, false)
  expect(after).toEqual(accounts)
  if (refusal !== undefined) return after
  expect(rowsOf((await world.plan()).changes)).toEqual(
    [...(leg.left ?? rows.filter((row) => row.startsWith('x ')))].sort(),
  )
  return accountsOf(world, words, people, true)
}

/**
 * `update b@ (ann@)`: a row with this key, on the account that was Ann's; `create b@ for ann@`, `delete ann@ to b@`: the halves of a
 * replacement; `x create b@: held`: blocked, and why.
 */
function rowOf(change: Change, words: Words, people: ReadonlyMap<string, string>): string {
  const { action, blocked } = change
  const key = words.shorten(change.key).replace(/#.*/, '')
  const whose = 'id' in change ? people.get(change.id) : undefined
  const of = whose === undefined || whose === key ? '' : ` (${whose})`
  const goes = 'replaces' in change && change.replaces ? ` for ${people.get(change.replaces.id)}` : ''
  const comes = 'replaced_by' in change && change.replaced_by ? ` to ${words.shorten(change.replaced_by)}` : ''
  return `${blocked ? 'x ' : ''}${action} ${key}${of}${goes}${comes}${blocked ? `: ${blocked.code}` : ''}`
}

/** An account that stays whose it was under another key says so, and whose: by what signs in now. */
function expectSaysWhose(change: Change, before: ReadonlyMap<string, JsonObject>): void {
  const identity = 'id' in change ? before.get(change.id) : undefined
  const mark = identity && markOf(identity)
  if (change.action !== 'update' || identity === undefined || mark === undefined || mark['key'] === change.key) return
  expect(change.consequences.map(({ code }) => code)).toContain('same-account')
  const { email } = identity['traits'] as JsonObject
  if (typeof email === 'string') expect(change.identifiers).toContain(email.toLowerCase())
}

/** By what each account of the world signs in with, else by its key: whose it is. */
async function accountsOf(
  world: World,
  words: Words,
  people: Map<string, string>,
  learns: boolean,
): Promise<Record<string, string>> {
  const accounts: Record<string, string> = {}
  for (const identity of await world.all()) {
    const { email, username, phone } = identity['traits'] as JsonObject
    const mark = markOf(identity)
    const isOurs = mark?.['workspace'] === world.workspace
    const names = [email, phone, username].filter((name) => typeof name === 'string')
    if (!isOurs && !names.some(words.isOwn)) continue
    const id = identity['id'] as string
    const name = words.shorten(names[0] ?? String(mark?.['key']))
    if (learns && !people.has(id)) people.set(id, [...people.values()].includes(name) ? `${name}′` : name)
    const state = identity['state'] === 'inactive' ? ', inactive' : ''
    accounts[name] = `${people.get(id) ?? 'new'}${isOurs ? '' : ', not ours'}${state}`
  }
  return accounts
}

function write(world: World, words: Words, before: Folder, after: Folder): void {
  for (const file of Object.keys(before)) if (!Object.hasOwn(after, file)) world.remove(file)
  for (const [file, content] of Object.entries(after)) {
    world.write(file, words.expand(JSON.stringify(content)))
  }
}

function stageOf(world: World, words: Words, people: Map<string, string>): Stage {
  const expand: Stage['expand'] = (value) => JSON.parse(words.expand(JSON.stringify(value)))
  const id = (whose: string) => {
    const found = [...people].find(([, name]) => name === whose)?.[0]
    if (found === undefined) throw new Error(`nobody is ${whose}`)
    return found
  }
  const patch = async (whose: string, operations: readonly JsonObject[]) => {
    const { status } = await world.request('PATCH', `/identities/${id(whose)}`, [...operations])
    expect(status).toBe(200)
  }
  return {
    world,
    id,
    expand,
    edit: (whose, path, value) => patch(whose, [{ op: 'add', path, value: expand(value) }]),
    async restore() {
      for (const [old, name] of [...people]) {
        const { body } = await world.request('GET', `/identities/${old}`)
        const { schema_id, external_id, state, traits, metadata_public, metadata_admin } = body as JsonObject
        await world.request('DELETE', `/identities/${old}`)
        const kept = { schema_id, state, traits, metadata_public, metadata_admin, ...(external_id && { external_id }) }
        const made = await world.request('POST', '/identities', kept as JsonObject)
        people.delete(old)
        people.set((made.body as JsonObject)['id'] as string, name)
      }
    },
    async verify(whose) {
      const { body } = await world.request('GET', `/identities/${id(whose)}`)
      const addresses = isJsonObject(body) ? (body['verifiable_addresses'] as readonly Json[]) : []
      await patch(
        whose,
        addresses.flatMap((_, index) => [
          { op: 'replace', path: `/verifiable_addresses/${index}/verified`, value: true },
          { op: 'replace', path: `/verifiable_addresses/${index}/status`, value: 'completed' },
        ]),
      )
    },
  }
}

interface Words {
  expand(text: string): string
  shorten(text: string): string
  isOwn(text: string): boolean
}

/** Short names in stories, and what they are in this world: nobody else on the server has them. */
function wordsOf(world: World): Words {
  const domain = world.email('')
  const suffix = `-${world.workspace}`
  const block = String(worlds++).padStart(3, '0')
  const isPhone = (text: string) => text.replace(/\D/g, '').startsWith(`1650253${block}`)
  return {
    expand: (text) =>
      text
        .replace(/"([\w.]+)@"/g, `"$1${domain}"`)
        .replace(/"([\w.]+)-"/g, `"$1${suffix}"`)
        .replace(/"\+(\d)"/g, `"+1650253${block}$1"`)
        .replace(/"\((\d)\)"/g, `"+1 (650) 253-${block}$1"`),
    shorten(text) {
      if (isPhone(text)) return `+${text.at(-1)}`
      return text.replace(domain, '@').replace(suffix, '-')
    },
    isOwn: (text) => text.endsWith(domain) || text.endsWith(suffix) || isPhone(text),
  }
}
