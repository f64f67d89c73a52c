import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type ApplyOptions, applyPlanFile, connect } from '../../../src/index.ts'
import type { TestServer } from '../../support/kratos.ts'
import { startSandboxServer } from '../../support/servers.ts'
import { createWorld } from '../../support/world.ts'

let server: TestServer

beforeAll(async () => {
  server = await startSandboxServer()
})
afterAll(() => server.stop())

/** A saved plan that creates two people, and how it is executed; `told` has what happened, in order. */
async function scene() {
  const world = await createWorld(server)
  const connection = await connect(world.config().server ?? expect.fail('no server'))
  onTestFinished(async () => {
    await connection.close()
    await world.close()
  })
  for (const name of ['ada', 'bob']) world.write(`${name}.yaml`, `traits: { email: ${world.email(name)} }\n`)
  const path = await world.savePlan()
  const told: string[] = []
  const run = (more: Partial<ApplyOptions> = {}) =>
    applyPlanFile(path, world.config(), connection, {
      consents: {},
      variables: {},
      newId: randomUUID,
      random: () => 0,
      sleep: async () => undefined,
      now: () => 0,
      concurrency: 4,
      stop: new AbortController().signal,
      abort: new AbortController().signal,
      onBegin: async ({ digest, changes }) => void told.push(`begin ${changes} ${digest}`),
      onStart: ({ action }) => told.push(`start ${action}`),
      onOutcome: ({ outcome }) => told.push(outcome),
      ...more,
    })
  return { world, path, told, run }
}

describe('a saved plan begins', () => {
  test('once nothing can refuse it, before anything starts, with its digest and how much it is', async () => {
    const { path, told, run } = await scene()
    await run()
    const digest = /"digest":"([0-9a-f]{64})"/.exec(readFileSync(path, 'utf8'))?.[1]
    expect(told).toEqual([`begin 2 ${digest}`, 'start create', 'start create', 'done', 'done'])
  })

  test('never when it is refused', async () => {
    const { world, told, run } = await scene()
    world.write(
      '../idctl.yaml',
      readFileSync(`${world.root}/idctl.yaml`, 'utf8').replace(/workspace: .*/, 'workspace: else'),
    )
    await expect(run()).rejects.toMatchObject({ exit: 'refused' })
    expect(told).toEqual([])
  })

  test('never after an interrupt: nothing is executed, and nothing is to be reported', async () => {
    const { world, told, run } = await scene()
    await expect(run({ stop: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    expect(told).toEqual([])
    expect(await world.ours()).toEqual([])
  })
})
