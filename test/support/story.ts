import { afterAll, beforeAll, onTestFinished, test } from 'vitest'
import type { Abilities, Feature } from '../../src/model/abilities.ts'
import type { TestServer } from './kratos.ts'
import type { ServerChoice } from './servers.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

export interface StoryOptions extends WorldOptions {
  /** Told only where the server has all of it. What idctl says elsewhere is in `contract/versions.test.ts`. */
  readonly needs?: readonly Feature[]
}

export type Story = (name: string, tell: (world: World) => Promise<void>, options?: StoryOptions) => void

/** `skip` is that of the test; it does not come back. */
export function skipWhereLacking(
  { lacks, server }: Abilities,
  { needs = [] }: StoryOptions,
  skip: (condition: boolean, why: string) => void,
): void {
  for (const feature of needs) skip(lacks[feature] !== undefined, `${server}: ${feature} needs ${lacks[feature]}`)
}

/**
 * Stories on one server, which is there as long as the suite that this is called in. Each has a folder, a workspace and a
 * mail domain of its own; skipped, and counted so, where there is no such server.
 */
export function storiesOn({ available, start }: ServerChoice): Story {
  let server: TestServer | undefined
  beforeAll(async () => {
    if (available) server = await start()
  })
  afterAll(async () => {
    await server?.stop()
  })
  return (name, tell, options = {}) => {
    test.skipIf(!available)(name, async ({ skip }) => {
      if (server === undefined) throw new Error('the server is not there')
      const world = await createWorld(server, options)
      onTestFinished(() => world.close())
      skipWhereLacking(await world.abilities(), options, skip)
      await tell(world)
    })
  }
}
