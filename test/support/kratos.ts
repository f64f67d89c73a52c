import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isJsonObject, type JsonObject } from '../../src/model/json.ts'
import { freePort } from './free-port.ts'

/** A server that the contract suite runs against. */
export interface TestServer {
  readonly adminUrl: string
  readonly publicUrl: string
  /** What its admin API demands. */
  readonly apiKey?: string
  stop(): Promise<void>
}

/** A Kratos that runs already, with a configuration of its own, or a command that starts one with ours. */
export type FoundKratos = { readonly url: string; readonly publicUrl?: string } | { readonly command: string }

/** Where a real Kratos comes from on this machine; `undefined`: there is none, and the suite says that it skips. */
export function findKratos(): FoundKratos | undefined {
  const { KRATOS_ADMIN_URL: url, KRATOS_PUBLIC_URL: publicUrl } = process.env
  if (url) return { url, ...(publicUrl && { publicUrl }) }
  try {
    execFileSync('kratos', ['version'], { stdio: 'ignore' })
    return { command: 'kratos' }
  } catch {
    return undefined
  }
}

/**
 * Uses the running Kratos, or starts one on free loopback ports with an in-memory database. `overlay` is merged over
 * the configuration of the latter, maps member by member; a running one is what it is.
 */
export async function startKratos(
  schemas: Readonly<Record<string, JsonObject>>,
  overlay: JsonObject = {},
): Promise<TestServer> {
  const found = findKratos()
  if (!found) throw new Error('no Kratos: set KRATOS_ADMIN_URL or put `kratos` on the PATH')
  if ('url' in found) {
    const adminUrl = found.url.replace(/\/(admin\/?)?$/, '')
    return { adminUrl, publicUrl: found.publicUrl ?? adminUrl, stop: async () => {} }
  }
  const folder = await mkdtemp(join(tmpdir(), 'idctl-kratos-'))
  const [publicPort, adminPort] = [await freePort(), await freePort()]
  const server = { adminUrl: `http://127.0.0.1:${adminPort}`, publicUrl: `http://127.0.0.1:${publicPort}` }
  const file = join(folder, 'kratos.json')
  await writeFile(file, JSON.stringify(merge(configuration(schemas, server, publicPort, adminPort), overlay)))
  const child = spawn(found.command, ['serve', '-c', file, '--dev', '--sqa-opt-out'], { stdio: 'ignore', cwd: folder })
  await untilReady(child, `${server.adminUrl}/admin/health/ready`)
  const stop = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  return { ...server, stop }
}

function configuration(
  schemas: Readonly<Record<string, JsonObject>>,
  server: { adminUrl: string; publicUrl: string },
  publicPort: number,
  adminPort: number,
): JsonObject {
  const inline = (schema: JsonObject) => `base64://${Buffer.from(JSON.stringify(schema)).toString('base64')}`
  return {
    dsn: 'memory',
    serve: {
      public: { host: '127.0.0.1', port: publicPort, base_url: `${server.publicUrl}/` },
      admin: { host: '127.0.0.1', port: adminPort, base_url: `${server.adminUrl}/` },
    },
    identity: {
      default_schema_id: Object.keys(schemas)[0] ?? null,
      schemas: Object.entries(schemas).map(([id, schema]) => ({ id, url: inline(schema) })),
    },
    selfservice: {
      default_browser_return_url: 'http://127.0.0.1:4455/',
      methods: { code: { enabled: true }, link: { enabled: true } },
      flows: { recovery: { enabled: true, ui_url: 'http://127.0.0.1:4455/recovery' } },
    },
    hashers: { algorithm: 'bcrypt', bcrypt: { cost: 4 } },
    secrets: { default: ['contract-test-secret-0'], cipher: ['0123456789abcdef0123456789abcdef'] },
    log: { level: 'fatal' },
  }
}

function merge(lower: JsonObject, upper: JsonObject): JsonObject {
  const merged = { ...lower }
  for (const [name, value] of Object.entries(upper)) {
    const below = merged[name]
    merged[name] = isJsonObject(below) && isJsonObject(value) ? merge(below, value) : value
  }
  return merged
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`kratos ended with ${child.exitCode} before it was ready`)
    const ready = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  child.kill('SIGKILL')
  throw new Error(`kratos was not ready at ${url}`)
}
