import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  applyPlanFile,
  type Config,
  computePlan,
  IdctlError,
  loadConfig,
  type Plan,
  type Planned,
  type Report,
  writePlanFile,
} from '../../../src/index.ts'
import { createKratos } from '../../../src/live/kratos/client.ts'
import { defaultRetryPolicy } from '../../../src/live/kratos/retry.ts'
import { kratosSource } from '../../../src/live/kratos/source.ts'
import { kratosTarget } from '../../../src/live/kratos/write.ts'
import { type GuardName, guardNames } from '../../../src/model/change-codes.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { createSandbox, type Sandbox } from '../../../src/sandbox/index.ts'
import { errorsOf, planIn } from '../planned.ts'
import { createSpoiler, type Spoiling } from './spoiler.ts'
import { dateOf, type Policy } from './steps.ts'

const schema = JSON.parse(
  readFileSync(new URL('../../contract/person.schema.json', import.meta.url), 'utf8'),
) as JsonObject

/** How a run of idctl ended. */
export type RunEnd =
  | { readonly kind: 'reported'; readonly plan: Plan; readonly report: Report }
  /** The plan has errors, or a plan file is refused: nothing was sent that could write. */
  | { readonly kind: 'refused'; readonly why: readonly string[] }
  /** The server could not be read, or the process was ended. */
  | { readonly kind: 'stopped'; readonly error: unknown }

/** One sandbox, one folder, no sockets: a thousand of them are made and thrown away in minutes. */
export interface ModelWorld {
  readonly workspace: string
  write(file: string, text: string): void
  remove(file: string): void
  /** Days since the start. */
  readonly day: number
  wait(days: number): void
  plan(): Promise<Plan>
  apply(spoiling?: Spoiling): Promise<RunEnd>
  savePlan(): Promise<string | undefined>
  applySaved(path: string, spoiling?: Spoiling): Promise<RunEnd>
  /** A call of somebody else to the admin API. */
  request(method: string, path: string, body?: Json): Promise<{ status: number; body: Json }>
  /** Every live identity as the admin API shows it, with password hashes. */
  everybody(): Promise<JsonObject[]>
  activeSessions(id: string): Promise<number>
  signIn(id: string): Promise<void>
  close(): Promise<void>
}

const impatient = {
  random: () => 0,
  sleep: async (_milliseconds: number, signal: AbortSignal) => signal.throwIfAborted(),
  alarm: () => () => undefined,
}

/** Guards have tests of their own. */
const consents = Object.fromEntries(guardNames.map((guard) => [guard, 99])) as Record<GuardName, number>

export async function createModelWorld(policy: Policy): Promise<ModelWorld> {
  const root = mkdtempSync(join(tmpdir(), 'idctl-model-'))
  let days = 0
  const sandbox = await createSandbox({
    now: () => dateOf(days),
    schemas: { person: schema },
    settings: { default_schema_id: 'person', passwordless: true },
  })
  writeFileSync(join(root, 'idctl.yaml'), configText(sandbox, policy))
  mkdirSync(join(root, 'identities'))
  let plans = 0
  const clock = { ...impatient, now: () => dateOf(days).getTime() }

  const config = (): Config => {
    const loaded = loadConfig({ cwd: root, variables: {} })
    if (!loaded.config) throw new Error(JSON.stringify(loaded.diagnostics))
    return loaded.config
  }
  const connect = (spoiling: Spoiling | undefined, onKill: () => void) => {
    const spoiler = createSpoiler(sandbox.fetch)
    spoiler.arm(spoiling, onKill)
    const kratos = createKratos({ adminUrl: sandbox.adminUrl, fetch: spoiler.fetch, clock })
    const settings = { clock, policy: defaultRetryPolicy, publicUrl: sandbox.publicUrl }
    return { source: kratosSource(kratos.reads, settings), target: kratosTarget(kratos.writes, settings) }
  }
  type Live = ReturnType<typeof connect>

  const planWith = ({ source }: Live, signal: AbortSignal): Promise<Planned> =>
    computePlan(config(), source, {
      consents,
      takeOver: [],
      variables: {},
      now: dateOf(days),
      signal,
    })
  const save = async (plan: Plan): Promise<string> => {
    const path = join(root, `plan-${plans++}`)
    await writePlanFile(path, plan, { idctl_version: '0.0.0-test', made_at: new Date(0) })
    return path
  }
  const execute = (path: string, live: Live, abort: AbortSignal, isFresh: boolean): Promise<Report> =>
    applyPlanFile(path, config(), live, {
      consents: {},
      isFresh,
      variables: {},
      newId: randomUUID,
      random: () => 0,
      sleep: impatient.sleep,
      now: clock.now,
      concurrency: 2,
      stop: abort,
      abort,
      onOutcome: () => {},
    })
  const run = async (
    spoiling: Spoiling | undefined,
    work: (live: Live, signal: AbortSignal) => Promise<RunEnd>,
  ): Promise<RunEnd> => {
    const abort = new AbortController()
    try {
      return await work(
        connect(spoiling, () => abort.abort()),
        abort.signal,
      )
    } catch (error) {
      const isExpected = error instanceof IdctlError || abort.signal.aborted
      if (!isExpected) throw error
      return { kind: 'stopped', error }
    }
  }
  const request: ModelWorld['request'] = async (method, path, body) => {
    const answer = await sandbox.fetch(`${sandbox.adminUrl}/admin${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as Json) }
  }

  return {
    workspace: 'model',
    write: (file, text) => writeFileSync(join(root, 'identities', file), text),
    remove: (file) => rmSync(join(root, 'identities', file)),
    get day() {
      return days
    },
    wait(more) {
      days += more
    },
    plan: async () =>
      planIn(
        await planWith(
          connect(undefined, () => {}),
          new AbortController().signal,
        ),
      ),
    apply: (spoiling) =>
      run(spoiling, async (live, signal) => {
        const planned = await planWith(live, signal)
        if (!planned.ok)
          return { kind: 'refused', why: errorsOf(planned).map(({ code, summary }) => `${code} ${summary}`) }
        const { plan } = planned
        return { kind: 'reported', plan, report: await execute(await save(plan), live, signal, true) }
      }),
    async savePlan() {
      const planned = await planWith(
        connect(undefined, () => {}),
        new AbortController().signal,
      )
      return planned.ok ? save(planned.plan) : undefined
    },
    applySaved: (path, spoiling) =>
      run(spoiling, async (live, signal) => {
        const report = await execute(path, live, signal, false)
        return { kind: 'reported', plan: planIn(await planWith(live, signal)), report }
      }),
    request,
    async everybody() {
      const { body } = await request('GET', '/identities?page_size=500&include_credential=password')
      return body as JsonObject[]
    },
    async activeSessions(id) {
      const { body } = await request('GET', `/identities/${id}/sessions?active=true`)
      return Array.isArray(body) ? body.length : 0
    },
    async signIn(id) {
      await sandbox.addSession(id)
    },
    async close() {
      await sandbox.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function configText({ adminUrl, publicUrl }: Sandbox, { created, adopted, grace }: Policy): string {
  return [
    'version: 1',
    'workspace: model',
    'identities: identities',
    'schema_id: person',
    `kratos: { admin_url: "${adminUrl}", public_url: "${publicUrl}" }`,
    `removal: { created: ${created}, adopted: ${adopted}${grace ? ', grace: 30d' : ''} }`,
    'ownership: { /traits/roles: merge }',
    '',
  ].join('\n')
}
