import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { exportLive } from '../../src/export-live.ts'
import { acceptLive, checkDocuments, computePlan, type Diagnostic, type ProgressEvent } from '../../src/index.ts'
import type { LiveSource } from '../../src/live/ports.ts'
import { person } from '../support/builders.ts'
import { configFor } from '../support/config.ts'
import { errorsOf, mistakesIn } from '../support/planned.ts'
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

const asked = (name: string) => Promise.reject(new Error(`asks the server for ${name}`))
const unreachable: LiveSource = new Proxy(readOnlyLive([]), {
  get: (_, name) => () =>
    name === 'list' ? { [Symbol.asyncIterator]: () => ({ next: () => asked('list') }) } : asked(String(name)),
})

const exporting = {
  scope: 'unmanaged',
  patterns: [],
  destination: { kind: 'list', file: 'identities/others.yaml' },
  format: 'yaml',
} as const

const told = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ code, at }) => `${code} ${at?.file}:${at?.line}`)

const iterable = <T>(items: AsyncIterable<T>) => ({ [Symbol.asyncIterator]: () => items[Symbol.asyncIterator]() })

/** As if each took long. */
function pauseAtEachDocument(): void {
  let time = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
    time += 1000
    return time
  })
  onTestFinished(() => clock.mockRestore())
}

describe('a folder that cannot be read', () => {
  const files = {
    'identities/bob.yaml': 'idctl: { key: bob }\ntrait: {}\n',
    'identities/eve.yaml': 'idctl: { key: eve }\nschema_id: local\ntraits: {}\n',
    'identities/tim.yaml': 'idctl: { key: tim }\nschema_id: on-the-server\ntraits: {}\n',
  }
  const mistakes = ['IDC212 identities/bob.yaml:2', 'IDC412 identities/eve.yaml:3']

  test('is read once, whatever command asks, and whatever the server says', async () => {
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

test('an interrupt while the folder is read is not forgotten because it has mistakes', async () => {
  const { config, options } = folder({ 'identities/bob.yaml': 'trait: {}\n' })
  for (const read of [
    (given: typeof options) => computePlan(config, readOnlyLive([]), given),
    (given: typeof options) => acceptLive(config, readOnlyLive([]), { ...given, key: 'ada', pointers: [] }),
    (given: typeof options) => exportLive(config, readOnlyLive([]), { ...given, ...exporting }),
  ]) {
    const interrupt = new AbortController()
    const variables = {
      get IDCTL_DOC_ADA() {
        interrupt.abort()
        return 'ada@example.com'
      },
    }
    await expect(read({ ...options, variables, signal: interrupt.signal })).rejects.toMatchObject({
      name: 'AbortError',
    })
  }
})

test('the server is asked one thing after the other, and for its people before the folder is read', async () => {
  const { config, options } = folder({})
  const live = readOnlyLive([])
  const order: string[] = []
  const noting = async <T>(what: string, answer: Promise<T>): Promise<T> => {
    order.push(what)
    const got = await answer
    order.push(`${what} answered`)
    return got
  }
  const source: LiveSource = {
    ...live,
    schemas: (ends) => noting('schemas', live.schemas(ends)),
    abilities: (ends) => noting('abilities', live.abilities(ends)),
    list: (ends) => ({ ...iterable(live.list(ends)), begin: () => void order.push('people') }),
  }
  pauseAtEachDocument()
  const onProgress = ({ kind }: ProgressEvent) => {
    if (kind === 'read-files') order.push('folder read')
  }
  expect((await computePlan(config, source, { ...options, onProgress })).ok).toBe(true)
  expect(order).toEqual([
    ...['schemas', 'schemas answered', 'abilities', 'abilities answered', 'people'],
    'folder read',
  ])
})

test('what the server was asked is given up when the files are wrong', async () => {
  const { config, options } = folder({ 'identities/bob.yaml': 'trait: {}\n' })
  const given: AbortSignal[] = []
  const never = (signal: AbortSignal) => {
    given.push(signal)
    return new Promise<never>(() => undefined)
  }
  const list = (signal: AbortSignal) => ({
    ...iterable(readOnlyLive([]).list(signal)),
    begin: () => void never(signal),
  })
  pauseAtEachDocument()
  expect((await computePlan(config, { ...readOnlyLive([]), list }, options)).ok).toBe(false)
  const silent: LiveSource = { ...readOnlyLive([]), schemas: never }
  expect((await computePlan(config, silent, options)).ok).toBe(false)
  const { edit } = await acceptLive(config, silent, { ...options, key: 'ada', pointers: [] })
  expect(edit).toBeUndefined()
  expect(given.map(({ aborted }) => aborted)).toEqual([true, true, true])
})

test('what its schema requires is missing where an identity would be created', async () => {
  const { config, options } = folder({
    'identities/bob.yaml': 'idctl: { key: bob }\ntraits: { name: { first: Bob } }\n',
    'identities/cleo.yaml': 'idctl: { key: cleo }\ntraits: { email: cleo@example.com }\n',
  })
  const planned = await computePlan(config, readOnlyLive([]), options)
  expect(told(errorsOf(planned))).toEqual(['IDC412 identities/bob.yaml:2'])
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
