import { describe, expect, onTestFinished } from 'vitest'
import { createSightingCounter, looksAtGroups, noSightings, type Sightings } from '../../src/drift/sightings.ts'
import { changesOfBaseline, updateBaseline } from '../../src/drift/update-baseline.ts'
import { computePlan, connectReadOnly } from '../../src/index.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { judged, today } from '../support/drift.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { planIn } from '../support/planned.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import type { World } from '../support/world.ts'

describe.each(servers)('drift on the $name', (choice) => {
  const story = storiesOn(choice)

  async function people(world: World, ...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const lines = [
        'traits:',
        `  email: ${world.email(name)}`,
        `  name: { first: ${name} }`,
        'metadata_public: { team: blue }',
        `idctl: { key: ${name} }`,
      ]
      world.write(`${name}.yaml`, `${lines.join('\n')}\n`)
    }
    expect((await world.apply()).report.counts).toMatchObject({ done: names.length, failed: 0 })
  }

  async function idOf(world: World, name: string): Promise<string> {
    return (await world.find(world.email(name)))?.['id'] as string
  }

  /** A whole drift run over a connection that can only read, seen by a proxy. */
  async function drift(world: World, unmanaged = false) {
    const { server: settings } = world.config()
    if (settings?.kind !== 'kratos') throw new Error('a server')
    const proxy = await startFaultProxy(settings.adminUrl)
    onTestFinished(() => proxy.stop())
    const connection = await connectReadOnly({ ...settings, adminUrl: proxy.url })
    const planned = await computePlan(world.config(), connection.source, {
      consents: {},
      takeOver: [],
      variables: {},
      now: new Date(),
      signal: new AbortController().signal,
      drift: { unmanaged },
    })
    await connection.close()
    expect(proxy.requests.length).toBeGreaterThan(0)
    expect(proxy.requests.filter(({ method }) => method !== 'GET')).toEqual([])
    return planIn(planned)
  }

  story('is told by kind, with GETs only; what is accepted is drift again when it moves on', async (world) => {
    await people(world, 'ada', 'bob', 'cleo', 'dora')
    expect(judged(await drift(world)).counts).toMatchObject({ drifted: 0, pending: 0 })

    const [ada, bob, cleo] = await Promise.all(['ada', 'bob', 'cleo'].map((name) => idOf(world, name)))
    const edit = (id: string | undefined, path: string, value: string) =>
      world.request('PATCH', `/identities/${id}`, [{ op: 'replace', path, value }])
    await edit(ada, '/traits/name/first', 'Eve')
    await edit(bob, '/metadata_public/team', 'red')
    const { body } = await world.request('GET', `/identities/${cleo}`)
    const { schema_id, traits, state } = body as JsonObject
    // Another tool that knows nothing of the mark.
    await world.request('PUT', `/identities/${cleo}`, { schema_id, traits, state, metadata_admin: null } as JsonObject)

    const moved = await drift(world)
    const found = judged(moved)
    expect(found.identities.map(({ change, kinds }) => [change.key, kinds])).toEqual(
      expect.arrayContaining([
        ['ada', ['person']],
        ['bob', ['tool']],
        ['cleo', ['unmarked']],
      ]),
    )
    expect(found.counts).toMatchObject({ drifted: 3, kinds: { person: 1, tool: 1, unmarked: 1 } })
    expect(found.counts.coverage).toBeLessThan(100)

    const acceptance = { owner: 'ops', reason: 'a story', expires: today }
    const { entries } = updateBaseline(undefined, changesOfBaseline([], found, today), acceptance)
    expect(judged(await drift(world), { entries }).counts).toMatchObject({ drifted: 0, accepted: 3 })

    await edit(ada, '/traits/name/first', 'Mallory')
    expect(judged(await drift(world), { entries }).counts).toMatchObject({
      drifted: 1,
      accepted: 2,
      kinds: { person: 1 },
    })
    await edit(ada, '/traits/name/first', 'ada')
    const repaired = judged(await drift(world), { entries })
    expect(repaired.counts).toMatchObject({ drifted: 0, accepted: 2 })
    expect(repaired.unmatched.map(({ subject }) => 'key' in subject && subject.key)).toEqual(['ada'])
  })

  story('is known again in the next run, and another value is another difference', async (world) => {
    await people(world, 'ada', 'bob')
    const [ada, bob] = await Promise.all(['ada', 'bob'].map((name) => idOf(world, name)))
    const edit = (id: string | undefined, path: string, value: string) =>
      world.request('PATCH', `/identities/${id}`, [{ op: 'replace', path, value }])
    let known: Sightings = noSightings
    const night = async () => {
      const plan = await drift(world)
      const counter = createSightingCounter(known)
      const { identities, counts } = judged(plan, { sightings: { counter, needed: 2 } })
      known = counter.after(looksAtGroups(plan.drift ?? {}, { isWhole: true, hasInventory: false }))
      const seen = identities.flatMap(({ change, items }) =>
        items.map(({ sightings }) => `${change.key} ${sightings?.seen}`),
      )
      return { seen: seen.sort(), drifted: counts.drifted, recent: counts.recent }
    }
    await edit(ada, '/traits/name/first', 'Eve')
    await edit(bob, '/metadata_public/team', 'red')
    expect(await night()).toEqual({ seen: ['ada 1', 'bob 1'], drifted: 0, recent: 2 })
    await edit(bob, '/metadata_public/team', 'green')
    expect(await night()).toEqual({ seen: ['ada 2', 'bob 1'], drifted: 1, recent: 1 })
    await edit(ada, '/traits/name/first', 'ada')
    expect(await night()).toEqual({ seen: ['bob 2'], drifted: 1, recent: 0 })
    await edit(ada, '/traits/name/first', 'Eve')
    expect(await night()).toEqual({ seen: ['ada 1', 'bob 3'], drifted: 1, recent: 1 })
  })

  story('a stranger is listed by id only when asked for', async (world) => {
    await people(world, 'ada')
    const email = world.email('stranger')
    await world.request('POST', '/identities', { schema_id: 'person', traits: { email } })
    const stranger = await idOf(world, 'stranger')
    expect(judged(await drift(world)).unmanaged).toEqual([])
    const view = judged(await drift(world, true))
    expect(view.unmanaged.map(({ id }) => id)).toContain(stranger)
    expect(view.unmanaged.map(({ id }) => id)).not.toContain(await idOf(world, 'ada'))
    expect(JSON.stringify(view.unmanaged)).not.toContain(email)
  })
})
