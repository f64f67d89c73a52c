import { onTestFinished, test } from 'vitest'
import type { Feature } from '../../src/model/abilities.ts'
import type { TestServer } from './kratos.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

export interface StoryOptions extends WorldOptions {
  /** Told only where the server has all of it. What idctl says elsewhere is in `contract/versions.test.ts`. */
  readonly needs?: readonly Feature[]
}

export type Story = (name: string, tell: (world: World) => Promise<void>, options?: StoryOptions) => void

/** Stories with a folder, a workspace and a mail domain of their own each; skipped, and counted so, without a server. */
export function storiesOn(available: boolean, server: () => TestServer): Story {
  return (name, tell, options = {}) => {
    test.skipIf(!available)(name, async ({ skip }) => {
      const world = await createWorld(server(), options)
      onTestFinished(() => world.close())
      const abilities = await world.abilities()
      for (const feature of options.needs ?? []) {
        const first = abilities.lacks[feature]
        skip(first !== undefined, `${abilities.server}: ${feature} needs ${first}`)
      }
      await tell(world)
    })
  }
}
