import { inspectCheckout } from '../checkout/open-checkout.ts'
import type { Config } from '../config/types.ts'
import { type Check, examine } from '../doctor/examine.ts'
import { judgeConfig } from '../doctor/judge-config.ts'
import { judgeClocks, judgeGit, judgeNode, judgePrivacyKey } from '../doctor/judge-machine.ts'
import { judgeSchemas } from '../doctor/judge-schemas.ts'
import { type FirstPage, judgeKey, judgeServer, judgeSpeed, judgeVersion } from '../doctor/judge-server.ts'
import type { ReadOnlyConnection } from '../live/connect.ts'
import { isNetworkProject } from '../live/kratos/ory-network.ts'
import type { LiveSource } from '../live/ports.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Finding, Judgement } from '../model/finding.ts'
import { clocksOf } from '../reconcile/clocks.ts'
import { findPrivacyKey } from '../records/private-files/privacy-key.ts'
import type { CliContext } from './context.ts'

export interface DoctorRequest {
  readonly context: Pick<CliContext, 'env' | 'now'>
  readonly signal: AbortSignal
  /** `undefined`: idctl.yaml has mistakes, or there is none. */
  readonly config: Config | undefined
  /** Of idctl.yaml. */
  readonly diagnostics: readonly Diagnostic[]
  readonly idctl: { readonly version: string; readonly node: string; readonly needs: string }
  /** Opens the configured server; called once, when there is one to look at. */
  readonly connect: (config: Config) => Promise<ReadOnlyConnection>
}

/**
 * Looks at everything that idctl depends on, and writes nothing.
 * @throws the error of an interrupt
 */
export async function runDoctor(request: DoctorRequest): Promise<Finding[]> {
  const { config, connect, signal } = request
  let connection: Promise<ReadOnlyConnection> | undefined
  const source = async (): Promise<LiveSource> => {
    if (config === undefined) throw new TypeError('a server is looked at without idctl.yaml')
    connection ??= connect(config)
    return (await connection).source
  }
  try {
    return await examine(checks, { ...request, source, page: { rows: 0, milliseconds: 0 } }, signal)
  } finally {
    await (await connection?.catch(() => undefined))?.close()
  }
}

/** Something has to be done. */
export function isIll(findings: readonly Finding[]): boolean {
  return findings.some(({ verdict }) => verdict === 'wrong')
}

/** What the checks look at. */
interface World extends DoctorRequest {
  readonly source: () => Promise<LiveSource>
  /** The first page of a listing, once it was read. */
  page: FirstPage
}

const checks: readonly Check<World>[] = [
  { name: 'idctl', needs: [], run: ({ idctl }) => judgeNode(idctl.version, idctl.node, idctl.needs) },
  { name: 'idctl.yaml', needs: [], run: ({ config, diagnostics }) => judgeConfig(config, diagnostics) },
  { name: 'server', needs: ['idctl.yaml'], run: withConfig(({ server }) => judgeServer(server)) },
  { name: 'api key', needs: ['server'], run: withConfig(({ server }) => judgeKey(server)) },
  { name: 'admin api', needs: ['api key'], run: readFirstPage },
  { name: 'version', needs: ['admin api'], run: withSource(lookAtVersion) },
  { name: 'identity schemas', needs: ['version'], run: withSource(lookAtSchemas) },
  { name: 'clock', needs: ['admin api'], run: withSource(lookAtClock) },
  { name: 'listing', needs: ['admin api'], run: withSource(lookAtSpeed) },
  { name: 'git', needs: ['idctl.yaml'], run: withConfig(lookAtCheckout) },
  { name: 'privacy key', needs: ['idctl.yaml'], run: withConfig(lookAtPrivacyKey) },
]

function withConfig(judge: (config: Config, world: World) => Judgement | Promise<Judgement>): Check<World>['run'] {
  return (world) => {
    if (world.config === undefined) throw new TypeError('a check of idctl.yaml has run without it')
    return judge(world.config, world)
  }
}

function withSource(judge: (source: LiveSource, world: World) => Promise<Judgement>): Check<World>['run'] {
  return async (world) => await judge(await world.source(), world)
}

/** As every listing begins: it proves address and key. */
async function readFirstPage(world: World): Promise<Judgement> {
  const begun = world.context.now().getTime()
  for await (const page of (await world.source()).list(world.signal)) {
    world.page = { rows: page.length, milliseconds: world.context.now().getTime() - begun }
    break
  }
  return { verdict: 'fine', text: 'it answers, and shows identities' }
}

async function lookAtVersion(source: LiveSource, { signal }: World): Promise<Judgement> {
  return judgeVersion(await source.version(signal), await source.abilities(signal))
}

async function lookAtSchemas(source: LiveSource, { signal }: World): Promise<Judgement> {
  return judgeSchemas(await source.schemas(signal), await source.abilities(signal))
}

async function lookAtClock(source: LiveSource, { context }: World): Promise<Judgement> {
  return judgeClocks(clocksOf(context.now(), source.serverTime()))
}

async function lookAtSpeed(source: LiveSource, { config, page, signal }: World): Promise<Judgement> {
  const server = config?.server
  const isNetwork = server?.kind === 'kratos' && isNetworkProject(server.adminUrl)
  return judgeSpeed(page, await source.count(signal), isNetwork)
}

async function lookAtCheckout(config: Config, { context, signal }: World): Promise<Judgement> {
  return judgeGit(await inspectCheckout(config, { variables: context.env, signal }))
}

function lookAtPrivacyKey({ root }: Config, { context }: World): Judgement {
  return judgePrivacyKey(findPrivacyKey(root, context.env) !== undefined)
}
