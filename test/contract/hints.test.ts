import { describe, expect } from 'vitest'
import { liveHints } from '../support/mistakes/live-hints.ts'
import { serversForFaults } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import type { World } from '../support/world.ts'

// What is said of files alone is followed in `unit/desired/one-mistake.test.ts`.
describe.each(serversForFaults)('hints are followed to their end on the $name', (server) => {
  const story = storiesOn(server)

  for (const { code, name, before, ways, settings, setsClocks } of liveHints) {
    for (const [what, follow] of Object.entries(ways)) {
      const options = { ...(settings && { settings }), ...(setsClocks && { setsClocks }) }
      story(
        `${code}, ${name}: ${what}`,
        async (world: World) => {
          const told = await world.plan((await before(world)) ?? {})
          expect(told.diagnostics.filter((one) => one.code === code).map(({ hint }) => hint)).toContainEqual(
            expect.any(String),
          )
          const after = await world.plan((await follow(world)) ?? {})
          expect(after.diagnostics.filter((one) => one.code === code || one.severity === 'error')).toEqual([])
        },
        options,
      )
    }
  }
})
