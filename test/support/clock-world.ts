import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  applyPlanFile,
  type Config,
  type Consents,
  computePlan,
  loadConfig,
  type Plan,
  type Report,
  writePlanFile,
} from '../../src/index.ts'
import { createKratos } from '../../src/live/kratos/client.ts'
import { type Clock, defaultRetryPolicy } from '../../src/live/kratos/retry.ts'
import { kratosSource } from '../../src/live/kratos/source.ts'
import { kratosTarget } from '../../src/live/kratos/write.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { createSandbox, type Fetch } from '../../src/sandbox/index.ts'
import { planIn } from './planned.ts'
import { project } from './temp-project.ts'

const schema = JSON.parse(
  readFileSync(new URL('../contract/person.schema.json', import.meta.url), 'utf8'),
) as JsonObject

/** What the two clocks say: milliseconds since 1970. */
export interface Times {
  server: number
  here: number
  /** The server says what time it is. */
  tells: boolean
}

/** A folder and a sandbox, each with a clock that stands where it was set. Nothing in it knows the real time. */
export interface ClockWorld {
  readonly times: Times
  write(file: string, text: string): void
  remove(file: string): void
  plan(): Promise<Plan>
  save(plan: Plan): Promise<string>
  apply(path: string): Promise<Report>
  run(): Promise<Report>
  /** Everybody, by e-mail address. */
  people(): Promise<Readonly<Record<string, JsonObject>>>
}

/** Guards have tests of their own. */
const consents: Consents = { removals: 99 }

export async function createClockWorld(settings: string, start: number): Promise<ClockWorld> {
  const times: Times = { server: start, here: start, tells: true }
  const sandbox = await createSandbox({
    now: () => new Date(times.server),
    schemas: { person: schema },
    settings: { default_schema_id: 'person' },
  })
  const root = project({
    'idctl.yaml': `version: 1\nworkspace: clocks\nidentities: identities\nschema_id: person\nkratos:\n  admin_url: ${sandbox.adminUrl}\n${settings}`,
    'identities/.keep': '',
  })
  const fetch: Fetch = async (request) => {
    const answer = await sandbox.fetch(request)
    if (!times.tells) answer.headers.delete('date')
    return answer
  }
  const clock: Clock = {
    now: () => times.here,
    random: () => 0,
    sleep: async () => undefined,
    alarm: () => () => undefined,
  }
  const connect = () => {
    const kratos = createKratos({ adminUrl: sandbox.adminUrl, fetch, clock })
    const settings = { clock, policy: defaultRetryPolicy, publicUrl: sandbox.publicUrl }
    return { source: kratosSource(kratos.reads, settings), target: kratosTarget(kratos.writes, settings) }
  }
  const config = (): Config => {
    const loaded = loadConfig({ cwd: root, variables: {} })
    if (!loaded.config) throw new Error(JSON.stringify(loaded.diagnostics))
    return loaded.config
  }
  const never = new AbortController().signal
  const world: ClockWorld = {
    times,
    write: (file, text) => writeFileSync(join(root, 'identities', file), text),
    remove: (file) => rmSync(join(root, 'identities', file)),
    plan: async () => {
      const now = new Date(times.here)
      const options = { consents, takeOver: [], variables: {}, now, signal: never }
      return planIn(await computePlan(config(), connect().source, options))
    },
    async save(plan) {
      const path = join(root, `plan-${randomUUID()}`)
      await writePlanFile(path, plan, { idctl_version: '0.0.0-test', made_at: new Date(times.here) })
      return path
    },
    apply: (path) =>
      applyPlanFile(path, config(), connect(), {
        consents: {},
        variables: {},
        newId: randomUUID,
        random: () => 0,
        sleep: clock.sleep,
        now: clock.now,
        concurrency: 2,
        stop: never,
        abort: never,
        onOutcome: () => {},
      }),
    run: async () => world.apply(await world.save(await world.plan())),
    async people() {
      const answer = await sandbox.fetch(new Request(`${sandbox.adminUrl}/admin/identities?page_size=500`))
      const identities = (await answer.json()) as JsonObject[]
      return Object.fromEntries(
        identities.map((identity) => [(identity['traits'] as JsonObject)['email'] as string, identity]),
      )
    },
  }
  return world
}
