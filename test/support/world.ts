import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as moment } from 'node:timers/promises'
import { expect } from 'vitest'
import {
  type Acceptance,
  type ApplyOptions,
  acceptLive,
  applyPlanFile,
  type Config,
  type Connection,
  type Consents,
  computePlan,
  connect,
  type Diagnostic,
  type ExportOptions,
  type InviteSink,
  loadConfig,
  type Plan,
  type Planned,
  type PlanOptions,
  type Report,
  writeEdit,
  writePlanFile,
} from '../../src/index.ts'
import type { Abilities } from '../../src/model/abilities.ts'
import { isError } from '../../src/model/diagnostic.ts'
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts'
import { exportAll } from './exporting.ts'
import { startFaultProxy } from './fault-proxy.ts'
import type { TestServer } from './kratos.ts'
import { mistakesIn, planIn } from './planned.ts'

export interface WorldOptions {
  /** More lines of idctl.yaml. */
  readonly settings?: string
  readonly variables?: Readonly<Record<string, string>>
  /** Instead of the server's own admin URL: a proxy in front of it. */
  readonly adminUrl?: string
  /** Another process on the folder and workspace of that world, with connections of its own. */
  readonly sharing?: World
  /** Instead of the server's own public URL. */
  readonly publicUrl?: string
  /** The clocks of the world can be set: what the server says of the time passes a proxy. */
  readonly setsClocks?: true
}

/** Milliseconds that a clock is ahead of the real one. */
export interface WorldClocks {
  here: number
  /** `undefined`: it says nothing of the time. */
  server: number | undefined
}

export type Answer = { readonly status: number; readonly body: Json }

/** Pauses are cut short: only their order counts. But a server that others write to needs a moment before it is asked again. */
const impatient = {
  random: () => 0,
  sleep: async (_milliseconds: number, signal: AbortSignal) => {
    signal.throwIfAborted()
    await moment(10)
  },
  alarm: () => () => undefined,
}

/** One folder, one workspace and one mail domain of its own, on a server that others may use at the same time. */
export interface World {
  readonly root: string
  readonly workspace: string
  /** Only with `setsClocks` the server's can be. */
  readonly clocks: WorldClocks
  /** Sets both clocks. */
  travelTo(time: Date): void
  email(name: string): string
  /** Writes a document below `identities/`. */
  write(file: string, text: string): void
  remove(file: string): void
  config(): Config
  /** `identities`: a part of the folder, as with `--identities`. */
  plan(options?: Partial<PlanOptions>, identities?: string): Promise<Plan>
  /** The same, also where there is none. */
  planned(options?: Partial<PlanOptions>, identities?: string): Promise<Planned>
  /** Why there is none. */
  mistakes(options?: Partial<PlanOptions>, identities?: string): Promise<readonly Diagnostic[]>
  /** Plans into a file and executes it. */
  apply(consents?: Consents, invites?: InviteSink): Promise<{ plan: Plan; report: Report }>
  savePlan(options?: Partial<PlanOptions>): Promise<string>
  saveAs(plan: Plan): Promise<string>
  applyFile(path: string, consents?: Consents, invites?: InviteSink, more?: Partial<ApplyOptions>): Promise<Report>
  /** `idctl accept`: works it out, and writes the file where nothing speaks against it. */
  accept(key: string, ...pointers: string[]): Promise<Acceptance>
  /** `idctl export`, of who is unmanaged and into the folder, or as the options say. */
  export(more?: Partial<ExportOptions>, identities?: string): ReturnType<typeof exportAll>
  /** What the server of this world can do: a story holds on all of them, or is refused for a known reason. */
  abilities(): Promise<Abilities>
  /** A call of somebody else to the admin API. */
  request(method: string, path: string, body?: Json): Promise<Answer>
  /** The live identity with this login identifier, as the admin API shows it. */
  find(email: string): Promise<JsonObject | undefined>
  /** All live identities of the server, from every page: those of other worlds too. */
  all(): Promise<JsonObject[]>
  /** Those with this workspace's mark. */
  ours(): Promise<JsonObject[]>
  close(): Promise<void>
}

export async function createWorld(server: TestServer, options: WorldOptions = {}): Promise<World> {
  const { sharing } = options
  const root = sharing?.root ?? mkdtempSync(join(tmpdir(), 'idctl-world-'))
  const workspace = sharing?.workspace ?? `test-${randomUUID().slice(0, 8)}`
  const name = workspace.slice('test-'.length)
  const clocks: WorldClocks = { here: 0, server: 0 }
  const clock = { ...impatient, now: () => Date.now() + clocks.here }
  const proxy = options.setsClocks && (await startFaultProxy(options.adminUrl ?? server.adminUrl))
  const serverDate = () => (clocks.server === undefined ? undefined : new Date(Date.now() + clocks.server))
  proxy?.setRules([{ fault: { kind: 'date', at: serverDate } }])
  const adminUrl = proxy?.url ?? options.adminUrl ?? server.adminUrl
  const variables = options.variables ?? {}
  const key = server.apiKey === undefined ? '' : `  api_key: ${server.apiKey}\n`
  const authorization = server.apiKey === undefined ? {} : { authorization: `Bearer ${server.apiKey}` }
  if (sharing === undefined) {
    writeFileSync(
      join(root, 'idctl.yaml'),
      `version: 1\nworkspace: ${workspace}\nidentities: identities\nschema_id: person\nkratos:\n  admin_url: ${adminUrl}\n  public_url: ${options.publicUrl ?? server.publicUrl}\n${key}${options.settings ?? ''}`,
    )
    mkdirSync(join(root, 'identities'))
  }
  let connection: Connection | undefined

  const config = (identities?: string): Config => {
    const loaded = loadConfig({ cwd: root, variables, withoutFolder: true, identities })
    if (!loaded.config) throw new Error(JSON.stringify(loaded.diagnostics))
    return loaded.config
  }
  const live = async (): Promise<Connection> => {
    const settings = config().server
    if (!settings) throw new Error('no server')
    const through = sharing === undefined ? settings : { ...settings, adminUrl }
    connection ??= await connect(through, { clock })
    return connection
  }
  const planned: World['planned'] = async (more = {}, identities) => {
    const { source } = await live()
    const basics = {
      consents: {},
      takeOver: [],
      variables,
      now: new Date(clock.now()),
      signal: new AbortController().signal,
    }
    return computePlan(config(identities), source, { ...basics, ...more })
  }
  const plan: World['plan'] = async (...given) => planIn(await planned(...given))
  const save = async (content: Plan): Promise<string> => {
    const path = join(root, `plan-${randomUUID()}.ndjson`)
    await writePlanFile(path, content, { idctl_version: '0.0.0-test', made_at: new Date() })
    return path
  }
  const applyFile: World['applyFile'] = async (path, consents = {}, invites, more = {}) => {
    const never = new AbortController().signal
    return applyPlanFile(path, config(), await live(), {
      consents,
      variables,
      newId: randomUUID,
      random: () => 0,
      sleep: impatient.sleep,
      now: Date.now,
      concurrency: 4,
      stop: never,
      abort: never,
      onOutcome: () => {},
      ...(invites && { invites }),
      ...more,
    })
  }
  const request = async (method: string, path: string, body?: Json): Promise<Answer> => {
    const answer = await fetch(`${server.adminUrl}/admin${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...authorization },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as Json) }
  }
  const all = async (): Promise<JsonObject[]> => {
    const found: JsonObject[] = []
    for (let token: string | undefined = '00000000-0000-0000-0000-000000000000'; token !== undefined; ) {
      const { body } = await request('GET', `/identities?page_size=500&page_token=${token}`)
      const page = body as JsonObject[]
      found.push(...page)
      token = page.length < 500 ? undefined : (page.at(-1)?.['id'] as string)
    }
    return found
  }

  return {
    root,
    workspace,
    clocks,
    travelTo(time) {
      clocks.here = time.getTime() - Date.now()
      clocks.server = clocks.here
    },
    email: (local) => `${local}@${name}.example.com`,
    write(file, text) {
      const path = join(root, 'identities', file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    },
    remove: (file) => rmSync(join(root, 'identities', file)),
    config: () => config(),
    plan,
    planned,
    mistakes: async (...given) => mistakesIn(await planned(...given)),
    async apply(consents = {}, invites) {
      const made = await plan({ consents })
      return { plan: made, report: await applyFile(await save(made), {}, invites, { isFresh: true }) }
    },
    savePlan: async (more) => save(await plan(more)),
    saveAs: save,
    applyFile,
    async accept(key, ...pointers) {
      const { source } = await live()
      const signal = new AbortController().signal
      const { acceptance, edit } = await acceptLive(config(), source, {
        key,
        pointers,
        variables,
        now: new Date(clock.now()),
        signal,
      })
      if (edit !== undefined) await writeEdit(root, edit)
      return acceptance
    },
    export: async (more, identities) => exportAll(config(identities), (await live()).source, { variables, ...more }),
    abilities: async () => (await live()).source.abilities(new AbortController().signal),
    request,
    async find(email) {
      const { body } = await request(
        'GET',
        `/identities?credentials_identifier=${encodeURIComponent(email.toLowerCase())}`,
      )
      return (body as JsonObject[])[0]
    },
    all,
    ours: async () => (await all()).filter((identity) => markOf(identity)?.['workspace'] === workspace),
    async close() {
      await connection?.close()
      await proxy?.stop()
      if (sharing === undefined) rmSync(root, { recursive: true, force: true })
    },
  }
}

/** The mark on an identity as the admin API shows it. */
export function markOf(identity: JsonObject): JsonObject | undefined {
  const admin = identity['metadata_admin']
  const mark = isJsonObject(admin) ? admin['idctl'] : undefined
  return isJsonObject(mark) ? mark : undefined
}

/** `create ada`, `update bob`, … of a plan, in its order; `x ` before a blocked one. */
export function steps(plan: Plan): string[] {
  return plan.changes.map(({ action, key, blocked }) => `${blocked ? 'x ' : ''}${action} ${key}`)
}

/** The codes of the errors for which there is no plan. */
export async function refusals(world: World, options: Partial<PlanOptions> = {}): Promise<string[]> {
  return (await world.mistakes(options)).filter(isError).map(({ code }) => code)
}

/**
 * After an apply nothing is left to do: the law that every story ends with. Nor does Kratos hold login identifiers that the
 * traits do not yield.
 */
export async function expectNothingToDo(world: World): Promise<void> {
  const plan = await world.plan()
  expect(plan.diagnostics.filter(({ code }) => code === 'IDC590')).toEqual([])
  expect(steps(plan)).toEqual([])
}
