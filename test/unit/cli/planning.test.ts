import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import type { CliContext } from '../../../src/cli/context.ts'
import { createOutput } from '../../../src/cli/output.ts'
import { planFor } from '../../../src/cli/planning.ts'
import { showPlanned } from '../../../src/cli/show-planned.ts'
import { listenForSignals } from '../../../src/cli/signals.ts'
import { connectReadOnly } from '../../../src/live/connect.ts'
import { reportProgress } from '../../../src/live/report-progress.ts'
import { startSandbox } from '../../../src/sandbox/index.ts'
import { configFor } from '../../support/config.ts'
import { project } from '../../support/temp-project.ts'
import { terminalOf } from '../../support/terminal.ts'

const person = {
  type: 'object',
  properties: { traits: { type: 'object', properties: { email: { type: 'string' }, name: { type: 'string' } } } },
}

test('a plan is worked out and made a text of while nobody listens; the server is asked while everybody does', async () => {
  const sandbox = await startSandbox({ schemas: { person } })
  onTestFinished(() => sandbox.stop())
  const kratos = { kind: 'kratos', adminUrl: sandbox.adminUrl, publicUrl: sandbox.publicUrl, target: 'test' } as const
  const { source, close } = await connectReadOnly(kratos)
  onTestFinished(close)
  const signals = new EventEmitter()
  const { stop: signal } = listenForSignals(signals, () => undefined)
  const listeners = () => signals.listenerCount('SIGINT') + signals.listenerCount('SIGTERM')

  const root = project({
    'idctl.yaml': 'version: 1\n',
    'identities/people.ndjson': Array.from(
      { length: 200 },
      (_, index) => `{"external_id":"p${index}","traits":{"name":"Person ${index}"}}\n`,
    ).join(''),
  })
  const terminal = terminalOf()
  const stdout = new PassThrough()
  const context = { env: {}, signals, terminal, stdout, stderr: new PassThrough(), now: () => new Date() } as never
  const during = { asking: new Set<number>(), working: new Set<number>() }
  let hasPage = false
  const noting = {
    ...source,
    list: (ends: AbortSignal) => reportProgress(source.list(ends), () => during.asking.add(listeners())),
  }
  const steps = new Set<string>()
  const plain = createOutput(context as CliContext, {})
  const output = {
    ...plain,
    progress: {
      ...plain.progress,
      step({ what }: { readonly what: string }) {
        // Until the first page is there, the server is asked while the folder is read.
        hasPage ||= what === 'planning'
        if (hasPage) during.working.add(listeners())
        steps.add(what)
      },
    },
    shown: <Value, Result>(value: Value, show: (value: Value) => Result): Result => {
      during.working.add(listeners())
      return show(value)
    },
  }
  const config = configFor(root, { server: kratos, git: false })
  const seed = { external_id: 'x', schema_id: 'person', traits: { name: 'Somebody' } }
  await sandbox.fetch(
    new Request(`${sandbox.adminUrl}/admin/identities`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(seed),
    }),
  )
  const planned = await planFor(context, output, { config, source: noting, flags: {}, signal })
  expect(planned).toMatchObject({ ok: true, plan: { summary: { create: 200, unmanaged: 1 } } })
  await showPlanned(planned, config, context, output, signal)
  expect(String(stdout.read())).toContain('Plan: 200 to create')
  expect([...steps]).toEqual(expect.arrayContaining(['reading documents', 'planning', 'arranging the plan']))
  expect(during).toEqual({ asking: new Set([2]), working: new Set([0]) })
  expect(listeners()).toBe(2)
})
