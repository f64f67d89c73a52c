import { describe, expect } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { renderReport } from '../../src/render/human/report.ts'
import { plainStyle } from '../../src/render/style.ts'
import { createGate, type Fault } from '../support/fault-proxy.ts'
import { servers } from '../support/servers.ts'
import { expectNothingToDo } from '../support/world.ts'
import { collection, item, type Stage, storiesOfTwo, write } from './two-writers.ts'

const names = (count: number) => Array.from({ length: count }, (_, index) => `p${String(index).padStart(2, '0')}`)

const storms: [string, Fault, string][] = [
  [
    'a gateway without a server',
    { kind: 'status', status: 502, body: '<html>bad gateway</html>' },
    'HTTP 502 with an HTML',
  ],
  ['a rate limit for everything', { kind: 'status', status: 429 }, 'HTTP 429 (too many requests)'],
  ['a server that says later', { kind: 'status', status: 503, retryAfter: '1' }, 'HTTP 503'],
]

/** Updates 20 people; `happen` runs while the third update is on its way. */
async function amongUpdates({ world, proxy }: Stage, happen: () => Promise<void> | void): Promise<Report> {
  for (const name of names(20)) write(world, name)
  await world.apply()
  for (const name of names(20)) write(world, name, { first: `New-${name}` })
  const plan = await world.savePlan()
  const gate = createGate()
  proxy.setRules([{ method: 'PATCH', path: item, nth: 3, fault: { kind: 'hold', gate } }])
  const running = world.applyFile(plan)
  await gate.reached
  await happen()
  gate.open()
  return running
}

const facts = { command: 'apply', milliseconds: 12_000 }
/** Without line breaks within a text. */
const wide = { ...plainStyle, width: 1000 }

describe.each(servers)('somebody watches, on the $name', (choice) => {
  const story = storiesOfTwo(choice)

  story('an interrupt among creations: what is under way is finished, the rest is not started', async (one) => {
    for (const name of names(80)) write(one.world, name)
    const plan = await one.world.savePlan()
    const gate = createGate()
    one.proxy.setRules([{ path: collection, nth: 1, fault: { kind: 'hold', gate } }])
    const stop = new AbortController()
    const running = one.world.applyFile(plan, {}, undefined, { isFresh: true, isWatched: true, stop: stop.signal })
    await gate.reached
    stop.abort()
    gate.open()
    const { counts, interrupted } = await running
    expect(interrupted).toBe(true)
    expect(counts).toMatchObject({ failed: 0, done: (await one.world.ours()).length })
    // Two requests are under way at most.
    expect(counts.done).toBeLessThanOrEqual(50)
    expect(counts.done + counts.skipped).toBe(80)
    await one.world.apply()
    await expectNothingToDo(one.world)
  })

  story('a server that goes away is told once, with the time, and nothing more is started', async (one, other) => {
    const report = await amongUpdates(one, () => one.proxy.stop())
    expect(report.unavailable).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+: connection refused since \d\d:\d\d:\d\d UTC \(tried for \d+ s\)$/,
    )
    // Those that were under way.
    expect(report.counts.failed).toBeLessThanOrEqual(4)
    expect(report.counts.skipped).toBeGreaterThanOrEqual(12)
    const told = report.outcomes.filter(({ outcome }) => outcome === 'failed' || outcome === 'skipped')
    expect(new Set(told.map(({ reason }) => reason))).toEqual(new Set([report.unavailable]))
    const shown = renderReport(report, facts, wide)
    expect(shown.match(/connection refused/g)).toHaveLength(1)
    const { failed, skipped } = report.counts
    expect(shown).toMatch(new RegExp(`^${failed === 0 ? '' : `${failed} failed, `}${skipped} not started: `))
    expect(shown).toMatch(/\nNothing is lost: when the server is back, the same command continues\.\n$/)
    await other.world.apply()
    await expectNothingToDo(other.world)
  })

  for (const [name, fault, words] of storms) {
    story(`${name} in the middle of an apply is told once, with the time, and once by a plan`, async (one) => {
      const report = await amongUpdates(one, () => one.proxy.setRules([{ fault }]))
      expect(report.unavailable).toContain(words)
      expect(report.unavailable).toMatch(/ since \d\d:\d\d:\d\d UTC \(tried for \d+ s; request id [0-9a-f-]{36}\)$/)
      expect(report.counts.failed).toBeLessThanOrEqual(4)
      expect(report.counts.skipped).toBeGreaterThanOrEqual(12)
      expect(renderReport(report, facts, wide).split(words)).toHaveLength(2)
      await expect(one.world.plan()).rejects.toThrow(/ since \d\d:\d\d:\d\d UTC /)
      one.proxy.setRules([])
      await one.world.apply()
      await expectNothingToDo(one.world)
    })
  }
})
