import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExportOptions } from '../../../src/export-live.ts'
import {
  applyPlanFile,
  computePlan,
  loadConfig,
  type Plan,
  type Planned,
  type PlanOptions,
  type Report,
  writePlanFile,
} from '../../../src/index.ts'
import { createKratos } from '../../../src/live/kratos/client.ts'
import { defaultRetryPolicy } from '../../../src/live/kratos/retry.ts'
import { kratosSource } from '../../../src/live/kratos/source.ts'
import { kratosTarget } from '../../../src/live/kratos/write.ts'
import { type GuardName, guardNames } from '../../../src/model/change-codes.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { createSandbox, type ProfileName, type Sandbox } from '../../../src/sandbox/index.ts'
import { exportAll } from '../exporting.ts'

const impatient = {
  now: Date.now,
  random: () => 0,
  sleep: async (_milliseconds: number, signal: AbortSignal) => signal.throwIfAborted(),
  alarm: () => () => undefined,
}

/** Guards have tests of their own. */
const consents = Object.fromEntries(guardNames.map((guard) => [guard, 999])) as Record<GuardName, number>

/** A folder and a sandbox whose schemas are replaced under its people; no sockets. */
export interface RefusalWorld {
  readonly root: string
  write(file: string, document: JsonObject): void
  remove(file: string): void
  /** @throws SandboxError where Kratos would not start with these schemas */
  restart(schemas: Readonly<Record<string, JsonObject>>): Promise<void>
  plan(more?: Partial<PlanOptions>): Promise<Planned>
  /** `idctl export`, of who is unmanaged and into the folder, or as the options say. */
  export(more?: Partial<ExportOptions>): ReturnType<typeof exportAll>
  apply(plan: Plan): Promise<Report>
  /** A call of somebody else to the admin API. */
  request(method: string, path: string, body?: Json): Promise<{ status: number; body: Json }>
  signIn(id: string): Promise<void>
  close(): Promise<void>
}

export async function createRefusalWorld(profile: ProfileName, settings: string): Promise<RefusalWorld> {
  const root = mkdtempSync(join(tmpdir(), 'idctl-refusals-'))
  const folder = join(root, 'identities')
  mkdirSync(folder)
  let sandbox: Sandbox | undefined
  let plans = 0

  const running = (): Sandbox => {
    if (sandbox === undefined) throw new Error('the sandbox is not there')
    return sandbox
  }
  const config = () => {
    const { adminUrl, publicUrl } = running()
    const server = `kratos: { admin_url: "${adminUrl}", public_url: "${publicUrl}" }`
    const head = 'version: 1\nworkspace: law\nidentities: identities\nschema_id: person\ngit: false\n'
    writeFileSync(join(root, 'idctl.yaml'), `${head}${server}\n${settings}`)
    const loaded = loadConfig({ cwd: root, variables: {} })
    if (!loaded.config) throw new Error(JSON.stringify(loaded.diagnostics))
    return loaded.config
  }
  const live = () => {
    const { adminUrl, publicUrl, fetch } = running()
    const kratos = createKratos({ adminUrl, fetch, clock: impatient })
    const connection = { clock: impatient, policy: defaultRetryPolicy, publicUrl }
    return { source: kratosSource(kratos.reads, connection), target: kratosTarget(kratos.writes, connection) }
  }
  const never = new AbortController().signal

  return {
    root,
    write: (file, document) => writeFileSync(join(folder, file), JSON.stringify(document)),
    remove: (file) => rmSync(join(folder, file), { force: true }),
    async restart(schemas) {
      const next = { profile, schemas, settings: { default_schema_id: 'person' }, file: join(root, 'sandbox.json') }
      await sandbox?.stop()
      sandbox = undefined
      sandbox = await createSandbox(next)
    },
    plan: (more = {}) => {
      const basics = { consents, takeOver: [], variables: {}, now: new Date(), signal: never }
      return computePlan(config(), live().source, { ...basics, ...more })
    },
    export: (more) => exportAll(config(), live().source, more),
    async apply(plan) {
      const path = join(root, `plan-${plans++}`)
      await writePlanFile(path, plan, { idctl_version: '0.0.0-test', made_at: new Date(0) })
      return applyPlanFile(path, config(), live(), {
        consents: {},
        isFresh: true,
        variables: {},
        newId: randomUUID,
        random: () => 0,
        sleep: impatient.sleep,
        now: impatient.now,
        concurrency: 2,
        stop: never,
        abort: never,
        onOutcome: () => {},
      })
    },
    async request(method, path, body) {
      const answer = await running().fetch(`${running().adminUrl}/admin${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return {
        status: answer.status,
        body: text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as Json) : null,
      }
    },
    async signIn(id) {
      await running().addSession(id)
    },
    async close() {
      await sandbox?.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
