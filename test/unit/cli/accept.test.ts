import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { showAskAccept } from '../../../src/cli/accept.ts'
import { type CliContext, createContext } from '../../../src/cli/context.ts'
import { createOutput } from '../../../src/cli/output.ts'
import { computePlan } from '../../../src/index.ts'
import { live } from '../../support/builders.ts'
import { configFor } from '../../support/config.ts'
import { planIn } from '../../support/planned.ts'
import { readOnlyLive } from '../../support/read-only-live.ts'
import { project } from '../../support/temp-project.ts'
import { terminalOf } from '../../support/terminal.ts'

const text = 'traits: { email: ada@example.com, name: { first: Ada } }\nidctl: { key: ada }\n'

/** Ada's name moved live; somebody is at the terminal, or nobody. */
async function stage({ canAsk, json }: { readonly canAsk: boolean; readonly json: boolean }) {
  const root = project({ 'identities/ada.yaml': text })
  const config = configFor(root)
  const signal = new AbortController().signal
  const options = { consents: {}, takeOver: [], variables: {}, now: new Date(0), signal }
  const [create] = planIn(await computePlan(config, readOnlyLive([]), options)).changes
  if (create?.action !== 'create') throw new Error('no change')
  const traits = { email: 'ada@example.com', name: { first: 'Augusta' } }
  const source = readOnlyLive([live({ traits, verified: true, mark: create.mark })])
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const terminal = terminalOf({ canAsk })
  const context: CliContext = { ...createContext(), env: {}, stdout, stderr, terminal }
  const output = createOutput(context, { json })
  const said = (stream: PassThrough) => String(stream.read() ?? '')
  const interrupt = new AbortController()
  for (const stream of [stdout, stderr]) stream.once('readable', () => interrupt.abort())
  return {
    request: { context, output, config, source, key: 'ada', pointers: [], asks: true },
    /** Comes as soon as something is shown. */
    interrupt: interrupt.signal,
    file: () => readFileSync(join(root, 'identities/ada.yaml'), 'utf8'),
    stdout: () => said(stdout),
    stderr: () => said(stderr),
  }
}

test('somebody at the terminal is asked first; an interrupt there leaves the file alone', async () => {
  const { request, interrupt, file, stdout } = await stage({ canAsk: true, json: false })
  await expect(showAskAccept({ ...request, signal: interrupt })).rejects.toMatchObject({
    exit: 'interrupted',
  })
  expect(stdout()).toContain('/traits/name/first: "Ada" → "Augusta"')
  expect(file()).toBe(text)
})

test('whoever is asked sees what it is about, also when a machine reads the result', async () => {
  const { request, interrupt, file, stdout, stderr } = await stage({ canAsk: true, json: true })
  await expect(showAskAccept({ ...request, signal: interrupt })).rejects.toMatchObject({
    exit: 'interrupted',
  })
  expect(stderr()).toContain('/traits/name/first: "Ada" → "Augusta"')
  expect(stdout()).toBe('')
  expect(file()).toBe(text)
})

test.each([
  { canAsk: false, asks: true },
  { canAsk: true, asks: false },
])('without a terminal, or with --yes, nobody is asked: %j', async ({ canAsk, asks }) => {
  const { request, file, stdout } = await stage({ canAsk, json: true })
  expect(await showAskAccept({ ...request, asks, signal: new AbortController().signal })).toBe('ok')
  expect(JSON.parse(stdout())).toMatchObject({ written: true, accepted: [{ path: '/traits/name/first', line: 1 }] })
  expect(file()).toBe(text.replace('Ada', 'Augusta'))
})

test('in JSON, a refusal is one document, too', async () => {
  const { request, stdout } = await stage({ canAsk: false, json: true })
  const signal = new AbortController().signal
  expect(await showAskAccept({ ...request, pointers: ['/traits/nam'], signal })).toBe('invalid')
  expect(JSON.parse(stdout())).toMatchObject({ written: false, accepted: [], diagnostics: [{ code: 'IDC580' }] })
})

test.each(['traits/name', '/traits/~2'])('%s is no pointer', async (pointer) => {
  const { request } = await stage({ canAsk: false, json: false })
  await expect(
    showAskAccept({ ...request, pointers: [pointer], signal: new AbortController().signal }),
  ).rejects.toMatchObject({ exit: 'usage' })
})
