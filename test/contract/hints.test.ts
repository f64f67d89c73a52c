import { describe, expect } from 'vitest'
import type { Diagnostic, Planned } from '../../src/index.ts'
import { isError } from '../../src/model/diagnostic.ts'
import { present } from '../../src/model/present.ts'
import { someOf } from '../support/depth.ts'
import { blockedHints } from '../support/mistakes/blocked-hints.ts'
import { liveHints } from '../support/mistakes/live-hints.ts'
import { serversForFaults } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'

// What is said of files alone is followed in `property/one-mistake.test.ts`.
describe.each(serversForFaults)('hints are followed to their end on the $name', (server) => {
  const story = storiesOn(server)

  for (const { code, name, before, ways, settings, setsClocks, needs } of someOf(liveHints, 2)) {
    for (const [what, follow] of Object.entries(ways)) {
      const options = { ...(settings && { settings }), ...present({ setsClocks, needs }) }
      story(
        `${code}, ${name}: ${what}`,
        async (world) => {
          const told = toldIn(await world.planned((await before(world)) ?? {}))
          expect(told.filter((one) => one.code === code).map(({ hint }) => hint)).toContainEqual(expect.any(String))
          const after = toldIn(await world.planned((await follow(world)) ?? {}))
          expect(after.filter((one) => one.code === code || one.severity === 'error')).toEqual([])
        },
        options,
      )
    }
  }

  for (const { code, name, start, ways, story: options = {} } of someOf(blockedHints, 2)) {
    for (const [what, follow] of Object.entries(ways)) {
      story(
        `${code}, ${name}: ${what}`,
        async (world) => {
          const blocked = blockedIn(await world.planned((await start(world)) ?? {}))
          expect(blocked).toContainEqual({ code, hint: expect.any(String) })
          const followed = await world.planned((await follow(world)) ?? {})
          expect([...blockedIn(followed), ...toldIn(followed).filter(isError)]).toEqual([])
        },
        options,
      )
    }
  }
})

function blockedIn(planned: Planned): readonly { code: string; hint?: string }[] {
  const changes = planned.ok ? planned.plan.changes : []
  return changes.flatMap(({ blocked }) => (blocked ? [{ code: blocked.code, ...present({ hint: blocked.hint }) }] : []))
}

function toldIn(planned: Planned): readonly Diagnostic[] {
  return planned.ok ? planned.plan.diagnostics : planned.diagnostics
}
