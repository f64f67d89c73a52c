import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from '../../src/model/json.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'

/**
 * A folder and a server in which everything that says something of a person has `canary` in it, what may never be shown
 * has `canary-secret`, and what idctl.yaml calls sensitive has `canary-sensitive`. The path of the folder counts as well.
 */
export interface CanaryWorld {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly proxy: FaultProxy
  /** `null` takes a file away. */
  write(files: Readonly<Record<string, string | null>>): void
  remove(file: string): void
  read(file: string): string
  /** Somebody else's call to the admin API. */
  request(method: string, path: string, body?: unknown): Promise<unknown>
  ids(): Promise<readonly string[]>
  idOf(identifier: string): Promise<string>
  /** Everything below the folder that the test itself did not write, by relative path. */
  madeFiles(): readonly { readonly path: string; readonly text: string; readonly mode: number }[]
  close(): Promise<void>
}

export const secretHash = '$2a$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq'
/** What YAML takes for numbers: the digits of a password and of a sensitive value. */
export const secretDigits = ['904711815', '304711816']
const apiKey = 'canary-secret-api-key'

const documents = `external_id: canary-key-ada
traits:
  email: canary-ada@example.com
  name: \${env:IDCTL_DOC_NAME}
  phone: canary-sensitive-1
  roles: [canary-role]
metadata_admin: { canary-metakey: canary-metavalue }
credentials: { password: { config: { hashed_password: "${secretHash}" } } }
idctl: { on_create: recovery_link }
---
external_id: canary-key-bob
traits: { email: canary-bob@example.com }
credentials: { password: { config: { password: canary-secret-plain-1 } } }
---
traits: { email: canary-eve@example.com, name: canary-eve-name }
idctl: { key: canary-key-eve }
`

export async function createCanaryWorld(): Promise<CanaryWorld> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-canary-')))
  const schema = readFileSync(fileURLToPath(new URL('base/identities/person.schema.json', import.meta.url)), 'utf8')
  const sandbox = await startSandbox({ schemas: { person: JSON.parse(schema) as JsonObject }, apiKey })
  const proxy = await startFaultProxy(sandbox.adminUrl)
  const written = new Set<string>()

  const write = (files: Readonly<Record<string, string | null>>): void => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      if (text === null) rmSync(join(folder, name))
      else writeFileSync(join(folder, name), text)
      written.add(name)
    }
  }
  const request = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` }
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    return (await fetch(`${sandbox.adminUrl}/admin/identities${path}`, init)).json()
  }
  write({
    'idctl.yaml': `version: 1
workspace: acme-1
identities: identities
schema_id: person
kratos: { admin_url: ${proxy.url}, public_url: ${sandbox.publicUrl}, api_key: "\${env:SERVER_KEY}", digest_key: "\${env:DIGEST_KEY}", target: prod }
sensitive: [/traits/phone]
`,
    'identities/person.schema.json': schema,
    'identities/canary-team/canary-people.yaml': documents,
  })
  return {
    folder,
    env: {
      SERVER_KEY: apiKey,
      DIGEST_KEY: 'canary-secret-key-of-all-digests-in-marks',
      IDCTL_DOC_NAME: 'canary-secret-name',
      DEBUG: '*',
    },
    proxy,
    write,
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    remove: (file) => rmSync(join(folder, file)),
    request,
    async ids() {
      return ((await request('GET', '?page_size=500')) as { id: string }[]).map(({ id }) => id)
    },
    async idOf(identifier) {
      const [found] = (await request('GET', `?credentials_identifier=${identifier}`)) as { id: string }[]
      if (found === undefined) throw new Error(`nobody has ${identifier}`)
      return found.id
    },
    madeFiles() {
      const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      return paths
        .filter((path) => !written.has(path) && statSync(join(folder, path)).isFile())
        .map((path) => ({
          path,
          text: readFileSync(join(folder, path), 'utf8'),
          mode: statSync(join(folder, path)).mode & 0o777,
        }))
    },
    async close() {
      await proxy.stop()
      await sandbox.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
