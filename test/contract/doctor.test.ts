import { readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runDoctor } from '../../src/cli/doctor.ts'
import type { ServerConfig } from '../../src/config/types.ts'
import { connectReadOnly } from '../../src/live/connect.ts'
import { present } from '../../src/model/present.ts'
import { configFor } from '../support/config.ts'
import { serversWith } from '../support/servers.ts'
import { project } from '../support/temp-project.ts'

const person = JSON.parse(readFileSync(new URL('person.schema.json', import.meta.url), 'utf8'))

describe.each(serversWith({ person }))('doctor on the $name', ({ name, available, start }) => {
  async function verdictsAt(address: 'adminUrl' | 'publicUrl'): Promise<Record<string, string>> {
    const running = await start()
    onTestFinished(() => running.stop())
    const root = project({ 'idctl.yaml': '', 'identities/.keep': '' })
    const { apiKey } = running
    const server: ServerConfig = { kind: 'kratos', adminUrl: running[address], target: name, ...present({ apiKey }) }
    const findings = await runDoctor({
      context: { env: {}, now: () => new Date() },
      signal: new AbortController().signal,
      config: configFor(root, { server }),
      diagnostics: [],
      idctl: { version: '1.0.0', node: process.version, needs: '>=20.19' },
      connect: () => connectReadOnly(server),
    })
    return Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]))
  }

  test.skipIf(!available)('a server that is right has nothing wrong', async () => {
    const { git, 'privacy key': privacyKey, ...others } = await verdictsAt('adminUrl')
    expect([git, privacyKey]).toEqual(['advice', 'advice'])
    expect([...new Set(Object.values(others))]).toEqual(['fine'])
  })

  // Ory Network has both at one address.
  test.skipIf(!available || name === 'sandbox network')('its public API is not taken for its admin API', async () => {
    expect(await verdictsAt('publicUrl')).toMatchObject({ 'admin api': 'wrong', listing: 'not-tried' })
  })
})
