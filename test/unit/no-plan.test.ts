import { describe, expect, test } from 'vitest'
import { acceptLive, checkDocuments, computePlan, type Diagnostic } from '../../src/index.ts'
import type { LiveSource } from '../../src/live/ports.ts'
import { person } from '../support/builders.ts'
import { configFor } from '../support/config.ts'
import { mistakesIn } from '../support/planned.ts'
import { readOnlyLive } from '../support/read-only-live.ts'
import { project } from '../support/temp-project.ts'

const ada = 'idctl: { key: ada }\ntraits: { email: "${env:IDCTL_DOC_ADA}" }\n'
const { signal } = new AbortController()

/** A folder, and variables that count how often they are read. */
function folder(files: Readonly<Record<string, string>>) {
  const root = project({
    'identities/ada.yaml': ada,
    'identities/local.schema.json': JSON.stringify(person.source),
    ...files,
  })
  let reads = 0
  const variables = {
    get IDCTL_DOC_ADA() {
      reads += 1
      return 'ada@example.com'
    },
  }
  const options = { consents: { removals: 1 }, takeOver: [], variables, now: new Date(0), signal, only: 'ada' }
  return { config: configFor(root), options, reads: () => reads }
}

const unreachable: LiveSource = new Proxy(readOnlyLive([]), {
  get: (_, name) => () => Promise.reject(new Error(`asks the server for ${String(name)}`)),
})

const told = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ code, at }) => `${code} ${at?.file}:${at?.line}`)

describe('a folder that cannot be read', () => {
  const files = {
    'identities/bob.yaml': 'idctl: { key: bob }\ntrait: {}\n',
    'identities/eve.yaml': 'idctl: { key: eve }\nschema_id: local\ntraits: {}\n',
    'identities/tim.yaml': 'idctl: { key: tim }\nschema_id: on-the-server\ntraits: {}\n',
  }
  const mistakes = ['IDC212 identities/bob.yaml:2', 'IDC412 identities/eve.yaml:3']

  test('is read once, whatever command asks, and no server is', async () => {
    const { config, options, reads } = folder(files)
    const planned = await computePlan(config, unreachable, options)
    expect(told(mistakesIn(planned))).toEqual(mistakes)
    expect(reads()).toBe(1)
    const { acceptance, edit } = await acceptLive(config, unreachable, { ...options, key: 'ada', pointers: [] })
    expect([told(acceptance.diagnostics), edit]).toEqual([mistakes, undefined])
    expect(reads()).toBe(2)
    const { diagnostics } = checkDocuments(config, options.variables)
    expect(told(diagnostics)).toEqual(['IDC403 identities/ada.yaml:1', ...mistakes, 'IDC403 identities/tim.yaml:2'])
    expect(reads()).toBe(3)
  })
})

test('what was asked for stands beside the mistakes', async () => {
  const { config, options } = folder({
    'identities/bob.yaml': 'idctl: { key: ada }\ntraits: { email: b@example.com }\n',
  })
  const planned = await computePlan(config, readOnlyLive([]), { ...options, writeCredentials: ['ada'] })
  expect(planned).toMatchObject({
    ok: false,
    head: {
      target: '',
      workspace: config.workspace,
      selection: 'ada',
      write_credentials: ['ada'],
      consents: { removals: 1 },
    },
  })
  expect(planned).not.toHaveProperty('plan')
})
