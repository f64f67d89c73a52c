import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { type ApplyOptions, loadConfig, type PlanOptions } from '../../src/index.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { present } from '../../src/model/present.ts'
import type { Outcome } from '../../src/model/report.ts'
import { someOf } from '../support/depth.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { createWorld, expectNothingToDo, markOf, type World } from '../support/world.ts'

describe.each(servers)('a saved plan in another world, on the $name', (choice) => {
  const story = storiesOn(choice)

  const document = (world: World, name: string, idctl = '') =>
    `traits:\n  email: ${world.email(name)}\n  name: { first: ${name} }\nidctl: { key: ${name}${idctl} }\n`
  const people = async (world: World, ...names: string[]): Promise<void> => {
    for (const name of names) world.write(`${name}.yaml`, document(world, name))
    expect((await world.apply()).report.counts).toMatchObject({ done: names.length, failed: 0 })
  }
  const idOf = async (world: World, name: string) => (await world.find(world.email(name)))?.['id'] as string
  const ends = (outcomes: readonly Outcome[]) => outcomes.map(({ key, outcome }) => `${key} ${outcome}`).sort()
  const headerOf = (path: string) => JSON.parse(readFileSync(path, 'utf8').split('\n')[0] ?? '') as JsonObject

  /** A plan that creates Cleo, updates Bob and deletes Zoe, of a server that has Ada as well. */
  async function plan(world: World, options: Partial<PlanOptions> = {}): Promise<string> {
    await people(world, 'ada', 'bob', 'zoe')
    world.write('bob.yaml', document(world, 'bob').replace('first: bob', 'first: Robert'))
    world.write('cleo.yaml', document(world, 'cleo'))
    world.remove('zoe.yaml')
    return world.savePlan(options)
  }

  story('is refused by another server at the same URL, before anything is written', async (world) => {
    const path = await plan(world)
    const other = await choice.start()
    const elsewhere = await createWorld(other, { sharing: world, adminUrl: other.adminUrl })
    try {
      await expect(elsewhere.applyFile(path)).rejects.toMatchObject({
        exit: 'refused',
        message: expect.stringContaining('is not the server that the plan was made with'),
        hint: expect.stringContaining('nothing was written'),
      })
      const asked = elsewhere.applyFile(path, {}, undefined, { isFresh: true, hasWaited: true })
      await expect(asked).rejects.toMatchObject({ exit: 'refused' })
      expect(await elsewhere.ours()).toEqual([])
    } finally {
      await elsewhere.close()
      await other.stop()
    }
    expect((await world.applyFile(path)).counts).toMatchObject({ done: 3, failed: 0 })
  })

  story('knows its server by whoever is still there', async (world) => {
    const path = await plan(world)
    const witness = headerOf(path)['witness'] as string[]
    expect(witness).not.toContain(await idOf(world, 'zoe'))
    expect(witness.length).toBeLessThanOrEqual(5)
    const [stays, ...others] = witness as [string, ...string[]]
    const ours = new Set((await world.ours()).map(({ id }) => id))
    for (const id of others) if (ours.has(id as string)) await world.request('DELETE', `/identities/${id}`)
    const { outcomes } = await world.applyFile(path)
    expect(ends(outcomes)).toContain('cleo done')
    expect(stays).toBeDefined()
  })

  const returns: readonly [string, (world: World) => readonly [string, string]][] = [
    ['with its key', (world) => ['again.yaml', document(world, 'zoe').replace(world.email('zoe'), world.email('zo'))]],
    ['by its address', (world) => ['again.yaml', document(world, 'zoe').replace('key: zoe', 'key: z-1')]],
    ['by an address in other case', (world) => ['again.yaml', `traits: { email: ${world.email('ZOE')} }\n`]],
    ['as a former name', (world) => ['again.yaml', document(world, 'zelda', ', previously: [zoe]')]],
    ['in its file', (world) => ['zoe.yaml', document(world, 'zelda')]],
    [
      'in a list',
      (world) => [
        'list.yaml',
        `- traits: { email: ${world.email('zoe')} }\n- traits: { email: ${world.email('zed')} }\n`,
      ],
    ],
  ]
  for (const [how, made] of someOf(returns, 3)) {
    story(`removes nobody whose document is in the folder again: ${how}`, async (world) => {
      const path = await plan(world)
      world.write(...made(world))
      const { outcomes } = await world.applyFile(path)
      expect(ends(outcomes)).toEqual(['bob done', 'cleo done', 'zoe moved'])
      expect(outcomes.find(({ key }) => key === 'zoe')).toMatchObject({
        code: 'document-came-back',
        hint: 'plan again',
      })
      expect(await idOf(world, 'zoe')).toBeDefined()
    })
  }

  story('removes nobody while the folder has mistakes', async (world) => {
    const path = await plan(world)
    world.write('broken.yaml', 'traits: [\n')
    const { outcomes } = await world.applyFile(path)
    expect(ends(outcomes)).toEqual(['bob done', 'cleo done', 'zoe moved'])
    expect(outcomes.find(({ key }) => key === 'zoe')?.code).toBe('folder-unusable')
  })

  const meanwhile: readonly [string, (world: World) => void, string][] = [
    ['nothing happens to the folder', () => undefined, 'zoe done'],
    ['a document comes back', (world) => world.write('again.yaml', document(world, 'zoe')), 'zoe moved'],
    ['a file breaks', (world) => world.write('ada.yaml', 'traits: [\n'), 'zoe moved'],
  ]
  for (const [what, happens, end] of meanwhile) {
    story(`that is executed at once rests on the folder as it is, when ${what}`, async (world) => {
      let basis: ApplyOptions['basis']
      const path = await plan(world, { onBasis: (found) => (basis = found) })
      expect(basis?.folder?.isSame()).toBe(true)
      happens(world)
      const { outcomes } = await world.applyFile(path, {}, undefined, { isFresh: true, ...present({ basis }) })
      expect(ends(outcomes)).toEqual(['bob done', 'cleo done', end])
    })
  }

  story('runs where there is no folder at all', async (world) => {
    const path = await plan(world)
    const identities = join(world.root, 'identities')
    renameSync(identities, join(world.root, '_identities'))
    expect(loadConfig({ cwd: world.root, variables: {} }).diagnostics.map(({ code }) => code)).toEqual(['IDC105'])
    expect(ends((await world.applyFile(path)).outcomes)).toEqual(['bob done', 'cleo done', 'zoe done'])
    writeFileSync(identities, '')
    const { diagnostics } = loadConfig({ cwd: world.root, variables: {}, withoutFolder: true })
    expect(diagnostics.map(({ code }) => code)).toEqual(['IDC105'])
    rmSync(identities)
  })

  story('removes nobody whose document has a later day by now', async (world) => {
    await people(world, 'ada', 'zoe')
    world.write('zoe.yaml', document(world, 'zoe', ', expires: 2026-01-31'))
    const path = await world.savePlan()
    world.write('zoe.yaml', document(world, 'zoe', ', expires: 2070-01-31'))
    expect(ends((await world.applyFile(path)).outcomes)).toEqual(['zoe moved'])
    world.write('zoe.yaml', document(world, 'zoe', ', expires: 2026-01-31'))
    expect(ends((await world.applyFile(path)).outcomes)).toEqual(['zoe done'])
  })

  const milder: readonly [string, string][] = [
    ['keep', 'removal: { created: keep }\n'],
    ['release', 'removal: { created: release }\n'],
    ['disable', 'removal: { created: disable }\n'],
    ['a grace', 'removal: { created: delete, grace: 30d }\n'],
  ]
  for (const [what, line] of someOf(milder, 4)) {
    story(`deletes nobody where idctl.yaml says ${what} by now`, async (world) => {
      const path = await plan(world)
      appendFileSync(join(world.root, 'idctl.yaml'), line)
      expect(ends((await world.applyFile(path)).outcomes)).toEqual(['bob done', 'cleo done', 'zoe moved'])
    })
  }

  story('is refused where the guards are stricter by now', async (world) => {
    const path = await plan(world)
    appendFileSync(join(world.root, 'idctl.yaml'), 'guards: { removals: 0 }\n')
    await expect(world.applyFile(path)).rejects.toMatchObject({
      exit: 'refused',
      hint: expect.stringContaining('--allow-removals=1'),
    })
    expect((await world.applyFile(path, { removals: 1 })).counts).toMatchObject({ done: 3 })
  })

  const derived = (world: World, name: string, first: string, last: string, more = '') =>
    `traits: { email: ${world.email(name)}, name: { first: ${first}, last: ${last} }${more} }\n`

  story('replaces somebody by a newcomer with the same address', async (world) => {
    world.write('a.yaml', derived(world, 'desk', 'Ada', 'Lovelace'))
    world.write('c.yaml', derived(world, 'cid', 'Cid', 'Gim'))
    await world.apply()
    const former = await idOf(world, 'desk')
    world.write('a.yaml', derived(world, 'desk', 'Zoe', 'Quill'))
    const path = await world.savePlan({ consents: { replacements: 1 } })
    expect((await world.applyFile(path)).counts).toMatchObject({ done: 2, failed: 0 })
    const newcomer = await world.find(world.email('desk'))
    expect(newcomer).toMatchObject({ traits: { name: { first: 'Zoe' } } })
    expect(newcomer?.['id']).not.toBe(former)
    await expectNothingToDo(world)
    expect((await world.applyFile(path)).counts).toMatchObject({ 'already-done': 2, failed: 0, moved: 0 })
    expect(await world.ours()).toHaveLength(2)
  })

  story('is refused where it removes whom idctl.yaml requires by now, whatever the row is called', async (world) => {
    world.write('a.yaml', derived(world, 'desk', 'Ada', 'Lovelace'))
    world.write('c.yaml', derived(world, 'cid', 'Cid', 'Gim'))
    await world.apply()
    world.write('a.yaml', derived(world, 'desk', 'Zoe', 'Quill'))
    const path = await world.savePlan({ consents: { replacements: 1 } })
    appendFileSync(join(world.root, 'idctl.yaml'), `required: [${world.email('desk')}]\n`)
    await expect(world.applyFile(path)).rejects.toMatchObject({
      exit: 'refused',
      message: `idctl.yaml requires "${world.email('desk')}", and this plan would delete it`,
    })
  })

  story('gives a newcomer the address that somebody hands on', async (world) => {
    world.write('a.yaml', derived(world, 'info', 'Ada', 'Lovelace'))
    world.write('c.yaml', derived(world, 'cid', 'Cid', 'Gim'))
    await world.apply()
    const ada = await idOf(world, 'info')
    world.write('a.yaml', derived(world, 'ada', 'Ada', 'Lovelace'))
    world.write('n.yaml', derived(world, 'info', 'Zoe', 'Quill'))
    const path = await world.savePlan()
    expect((await world.applyFile(path)).counts).toMatchObject({ done: 2, failed: 0 })
    expect(await idOf(world, 'ada')).toBe(ada)
    expect(await world.find(world.email('info'))).toMatchObject({ traits: { name: { first: 'Zoe' } } })
    await expectNothingToDo(world)
    expect((await world.applyFile(path)).counts).toMatchObject({ 'already-done': 2, failed: 0, moved: 0 })
  })

  const meddlings: readonly [string, boolean, (world: World) => readonly object[]][] = [
    ['signs in otherwise', true, (world) => [{ op: 'replace', path: '/traits/email', value: world.email('mallory') }]],
    ['has an address that is not verified', true, () => [{ op: 'replace', path: verifiedPath, value: false }]],
    [
      'is called otherwise',
      true,
      () => [{ op: 'replace', path: '/traits/name', value: { first: 'Mal', last: 'Ory' } }],
    ],
    ['has another phone', false, () => [{ op: 'add', path: '/traits/phone', value: '1' }]],
    ['was verified once more', false, () => [{ op: 'replace', path: verifiedPath, value: true }]],
  ]
  const verifiedPath = '/verifiable_addresses/0/verified'
  for (const [how, isMoved, operations] of someOf(meddlings, 3)) {
    story(`adopts ${isMoved ? 'nobody' : 'somebody'} who ${how} by now`, async (world) => {
      await people(world, 'cid')
      const made = await world.request('POST', '/identities', {
        schema_id: 'person',
        traits: { email: world.email('ada'), name: { first: 'Ada', last: 'Lovelace' } },
        verifiable_addresses: [{ value: world.email('ada'), via: 'email', verified: true, status: 'completed' }],
      })
      world.write('a.yaml', derived(world, 'ada', 'Ada', 'Lovelace', ', roles: [admin]'))
      const path = await world.savePlan()
      const { id } = made.body as { id: string }
      const patched = await world.request('PATCH', `/identities/${id}`, operations(world) as unknown as Json)
      expect(patched.status).toBe(200)
      const { outcomes } = await world.applyFile(path)
      expect(ends(outcomes)).toEqual([`${world.email('ada')} ${isMoved ? 'moved' : 'done'}`])
      const { body } = await world.request('GET', `/identities/${id}`)
      expect((body as { traits: JsonObject }).traits['roles']).toEqual(isMoved ? undefined : ['admin'])
    })
  }

  story('gives nobody another key who had a verified address and has it no more', async (world) => {
    world.write('list.yaml', `- ${derived(world, 'ada', 'Ada', 'Lovelace')}- ${derived(world, 'cid', 'Cid', 'Gim')}`)
    await world.apply()
    const id = await idOf(world, 'ada')
    const patch = (operations: Json) => world.request('PATCH', `/identities/${id}`, operations)
    await patch([{ op: 'replace', path: '/traits/email', value: world.email('countess') }])
    await patch([{ op: 'replace', path: verifiedPath, value: true }])
    world.remove('list.yaml')
    world.write('b.yaml', derived(world, 'countess', 'Ada', 'Lovelace', ', roles: [admin]'))
    world.write('c.yaml', derived(world, 'cid', 'Cid', 'Gim'))
    const path = await world.savePlan()
    await patch([{ op: 'replace', path: verifiedPath, value: false }])
    const { outcomes } = await world.applyFile(path)
    expect(ends(outcomes)).toContain(`${world.email('countess')} moved`)
  })

  const row = (world: World, name: string, first: string, last: string) => `- ${derived(world, name, first, last)}`
  const withoutFolder = async <T>(world: World, work: () => Promise<T>): Promise<T> => {
    renameSync(join(world.root, 'identities'), join(world.root, '_identities'))
    const result = await work()
    renameSync(join(world.root, '_identities'), join(world.root, 'identities'))
    return result
  }

  const backInList: readonly [string, (world: World) => string][] = [
    ['the same names and another address', (world) => row(world, 'countess', 'Ada', 'Lovelace')],
    ['another address and last name', (world) => row(world, 'byron', 'Ada', 'Byron')],
  ]
  for (const [how, line] of someOf(backInList, 2)) {
    story(`removes nobody whose line is in the list again, with ${how}`, async (world) => {
      const others = row(world, 'ben', 'Ben', 'Bet') + row(world, 'cid', 'Cid', 'Gim')
      world.write('people.yaml', row(world, 'ada', 'Ada', 'Lovelace') + others)
      await world.apply()
      world.write('people.yaml', others)
      const path = await world.savePlan()
      world.write('people.yaml', line(world) + others)
      expect(ends((await world.applyFile(path)).outcomes)).toEqual([`${world.email('ada')} moved`])
      world.write('people.yaml', others)
      expect(ends((await world.applyFile(path)).outcomes)).toEqual([`${world.email('ada')} done`])
    })
  }

  story('removes nobody whose names are in another file by now', async (world) => {
    world.write('a.yaml', derived(world, 'ada', 'Ada', 'Lovelace'))
    world.write('c.yaml', derived(world, 'cid', 'Cid', 'Gim'))
    await world.apply()
    world.remove('a.yaml')
    const path = await world.savePlan()
    world.write('new/a.yaml', derived(world, 'countess', 'Ada', 'Lovelace'))
    expect(ends((await world.applyFile(path)).outcomes)).toEqual([`${world.email('ada')} moved`])
  })

  /** A plan that creates Ada, who has come into the folder. */
  async function planAda(world: World): Promise<string> {
    world.write('c.yaml', derived(world, 'cid', 'Cid', 'Gim'))
    await world.apply()
    world.write('a.yaml', derived(world, 'ada', 'Ada', 'Lovelace'))
    return world.savePlan()
  }
  const adaEnds = (world: World, outcome: string) => [`${world.email('ada')} ${outcome}`]

  story('makes nobody a second time who has another address by now', async (world) => {
    const path = await planAda(world)
    expect(ends((await world.applyFile(path)).outcomes)).toEqual(adaEnds(world, 'done'))
    world.write('a.yaml', derived(world, 'countess', 'Ada', 'Lovelace'))
    expect((await world.apply()).report.counts).toMatchObject({ done: 1 })
    const { outcomes } = await world.applyFile(path)
    expect(outcomes).toMatchObject([{ outcome: 'moved', code: 'document-left', hint: 'plan again' }])
    const alone = await withoutFolder(world, () => world.applyFile(path))
    expect(alone.outcomes).toMatchObject([{ outcome: 'moved', code: 'may-be-there' }])
    // The document as it was says nothing either: its account has the other address.
    world.write('a.yaml', derived(world, 'ada', 'Ada', 'Lovelace'))
    expect((await world.applyFile(path)).outcomes).toMatchObject([{ outcome: 'moved', code: 'may-be-there' }])
    expect(await world.ours()).toHaveLength(2)
  })

  story('makes nobody a second time who came from a list', async (world) => {
    const cid = row(world, 'cid', 'Cid', 'Gim')
    world.write('people.yaml', cid)
    await world.apply()
    world.write('people.yaml', cid + row(world, 'ada', 'Ada', 'Lovelace'))
    const path = await world.savePlan()
    expect((await world.applyFile(path)).counts).toMatchObject({ done: 2 })
    world.write('people.yaml', cid + row(world, 'countess', 'Ada', 'Lovelace'))
    expect((await world.apply()).report.counts).toMatchObject({ done: 1 })
    const { outcomes } = await withoutFolder(world, () => world.applyFile(path))
    expect(ends(outcomes)).toContain(`${world.email('ada')} moved`)
    expect(await world.ours()).toHaveLength(2)
  })

  story('brings nobody back whose document has left since', async (world) => {
    const path = await planAda(world)
    await world.applyFile(path)
    world.remove('a.yaml')
    expect((await world.apply()).report.counts).toMatchObject({ done: 1 })
    expect(ends((await world.applyFile(path)).outcomes)).toEqual(adaEnds(world, 'moved'))
    expect(await world.ours()).toHaveLength(1)
  })

  story('makes nobody whose address is somebody else’s in the folder by now', async (world) => {
    const path = await planAda(world)
    world.write('a.yaml', derived(world, 'countess', 'Ada', 'Lovelace'))
    world.write('z.yaml', derived(world, 'ada', 'Zoe', 'Quill'))
    expect(ends((await world.applyFile(path)).outcomes)).toEqual(adaEnds(world, 'moved'))
  })

  story('makes somebody whose document says a little more by now', async (world) => {
    const path = await planAda(world)
    world.write('a.yaml', derived(world, 'ada', 'Ada', 'Lovelase', ', phone: "1"'))
    expect(ends((await world.applyFile(path)).outcomes)).toEqual(adaEnds(world, 'done'))
    expect((await world.apply()).report.counts).toMatchObject({ done: 1 })
    expect(await world.ours()).toHaveLength(2)
  })

  story('makes nobody whose document cannot be read any more', async (world) => {
    const path = await planAda(world)
    world.write('a.yaml', 'traits: [\n')
    const { outcomes } = await world.applyFile(path)
    expect(outcomes).toMatchObject([{ outcome: 'moved', code: 'folder-unusable' }])
  })

  story('makes those who are called as others of their list', async (world) => {
    const first = row(world, 'john', 'John', 'Smith')
    world.write('people.yaml', first)
    await world.apply()
    world.write('people.yaml', first + row(world, 'johnny', 'John', 'Smith'))
    const path = await world.savePlan()
    const { counts } = await withoutFolder(world, () => world.applyFile(path))
    expect(counts).toMatchObject({ moved: 0, failed: 0 })
    expect(await idOf(world, 'johnny')).toBeDefined()
    await expectNothingToDo(world)
  })

  const ada = (world: World, more = '') => derived(world, 'ada', 'Ada', 'Lovelace') + more
  const patchAda = async (world: World, operations: readonly object[]) => {
    const { status } = await world.request(
      'PATCH',
      `/identities/${await idOf(world, 'ada')}`,
      operations as unknown as Json,
    )
    expect(status).toBe(200)
  }
  /** Each plans something that gives Ada access, or takes her under management, because `a.yaml` says so. */
  const gifts: readonly [string, (world: World) => Promise<string>][] = [
    [
      'restored',
      async (world) => {
        appendFileSync(join(world.root, 'idctl.yaml'), 'removal: { created: disable }\n')
        world.write('a.yaml', ada(world))
        await world.apply()
        world.remove('a.yaml')
        await world.apply()
        world.write('a.yaml', ada(world))
        return world.savePlan()
      },
    ],
    [
      'adopted',
      async (world) => {
        const value = world.email('ada')
        await world.request('POST', '/identities', {
          schema_id: 'person',
          traits: { email: value, name: { first: 'Ada', last: 'Lovelace' } },
          verifiable_addresses: [{ value, via: 'email', verified: true, status: 'completed' }],
        })
        world.write('a.yaml', ada(world))
        return world.savePlan()
      },
    ],
    [
      'made active',
      async (world) => {
        world.write('a.yaml', ada(world, 'state: active\n'))
        await world.apply()
        await patchAda(world, [{ op: 'replace', path: '/state', value: 'inactive' }])
        return world.savePlan()
      },
    ],
    [
      'given a link',
      async (world) => {
        world.write('a.yaml', ada(world))
        await world.apply()
        const providers = `[{ provider: google, subject: ${world.email('ada')} }]`
        world.write('a.yaml', ada(world, `credentials: { oidc: { config: { providers: ${providers} } } }\n`))
        return world.savePlan()
      },
    ],
  ]
  const ofAda = (outcomes: readonly Outcome[]) => outcomes.filter(({ action }) => action !== 'create')
  const endOfAda = async (world: World, path: string) => {
    const [{ outcome, code } = { outcome: 'none' }, ...others] = ofAda((await world.applyFile(path)).outcomes)
    expect(others).toEqual([])
    return code === undefined ? outcome : `${outcome} ${code}`
  }
  const withdrawals: readonly [string, (world: World) => void, string][] = [
    ['left', (world) => world.remove('a.yaml'), 'moved document-left'],
    ['cannot be read any more', (world) => world.write('a.yaml', 'traits: [\n'), 'moved folder-unusable'],
    [
      'is somebody else’s',
      (world) => world.write('a.yaml', derived(world, 'ada', 'Zoe', 'Quill')),
      'moved document-left',
    ],
    [
      'has expired',
      (world) => world.write('a.yaml', ada(world, 'idctl: { expires: 2026-01-31 }\n')),
      'moved document-left',
    ],
  ]
  for (const [what, give] of gifts) {
    for (const [how, withdraw, ending] of someOf(withdrawals, 3)) {
      story(`leaves somebody as they are who was to be ${what}, where the document ${how}`, async (world) => {
        await people(world, 'cid')
        const path = await give(world)
        const before = await world.find(world.email('ada'))
        withdraw(world)
        expect(await endOfAda(world, path)).toBe(ending)
        expect(await world.find(world.email('ada'))).toEqual(before)
        world.write('a.yaml', ada(world))
        expect(await endOfAda(world, path)).toBe('done')
        world.remove('a.yaml')
        expect(await endOfAda(world, path)).toBe('already-done')
      })
    }

    story(`needs no folder for somebody who is to be ${what}`, async (world) => {
      await people(world, 'cid')
      const path = await give(world)
      expect(await withoutFolder(world, () => endOfAda(world, path))).toBe('done')
    })
  }

  story('makes nobody active whose document says `inactive` by now', async (world) => {
    const path = await planAda(world)
    world.write('a.yaml', ada(world, 'state: inactive\n'))
    expect((await world.applyFile(path)).outcomes).toMatchObject([{ outcome: 'moved', code: 'document-left' }])
  })

  const keyed = (world: World, name: string, key: string, former?: string) =>
    `traits: { email: ${world.email(name)}, name: { first: ${name} } }\n` +
    `idctl: { key: ${key}${former === undefined ? '' : `, previously: [${former}]`} }\n`
  const keysOf = async (world: World) => (await world.ours()).map((one) => markOf(one)?.['key'])

  const takers: readonly [string, (world: World) => Promise<void>][] = [
    [
      'has another one',
      async (world) => {
        world.write('a.yaml', keyed(world, 'ada', 'ka'))
        await world.apply()
        world.write('a.yaml', keyed(world, 'ada', 'kb', 'ka'))
      },
    ],
    [
      'has none',
      async (world) => {
        await world.request('POST', '/identities', {
          schema_id: 'person',
          traits: { email: world.email('ada'), name: { first: 'ada' } },
          verifiable_addresses: [{ value: world.email('ada'), via: 'email', verified: true, status: 'completed' }],
        })
        world.write('a.yaml', keyed(world, 'ada', 'kb'))
      },
    ],
  ]
  for (const [who, arrange] of someOf(takers, 2)) {
    story(`gives nobody who ${who} a key that somebody else has by now`, async (world) => {
      await people(world, 'cid')
      await arrange(world)
      const path = await world.savePlan()
      if (who === 'has none') world.remove('a.yaml')
      else world.write('a.yaml', keyed(world, 'ada', 'ka'))
      world.write('nina.yaml', keyed(world, 'nina', 'kb'))
      await world.apply()
      const { outcomes } = await withoutFolder(world, () => world.applyFile(path))
      expect(outcomes).toMatchObject([{ outcome: 'moved', code: 'key-taken', hint: 'plan again' }])
      expect((await keysOf(world)).filter((key) => key === 'kb')).toHaveLength(1)
    })
  }

  const handings: readonly [string, Readonly<Record<string, readonly [string, string]>>][] = [
    ['exchanged', { ada: ['kb', 'ka'], bob: ['ka', 'kb'] }],
    ['handed on', { ada: ['kb', 'ka'], bob: ['kc', 'kb'], cleo: ['kd', 'kc'] }],
    ['passed around', { ada: ['kb', 'ka'], bob: ['kc', 'kb'], cleo: ['ka', 'kc'] }],
  ]
  for (const [how, now] of someOf(handings, 2)) {
    story(`gives people keys that are ${how}, once`, async (world) => {
      await people(world, 'cid')
      for (const [name, [, former]] of Object.entries(now)) world.write(`${name}.yaml`, keyed(world, name, former))
      await world.apply()
      for (const [name, [key, former]] of Object.entries(now))
        world.write(`${name}.yaml`, keyed(world, name, key, former))
      const path = await world.savePlan()
      const all = Object.keys(now).length
      expect((await world.applyFile(path)).counts).toMatchObject({ done: all, moved: 0, failed: 0 })
      await expectNothingToDo(world)
      expect((await world.applyFile(path)).counts).toMatchObject({ 'already-done': all, moved: 0, failed: 0 })
      await expectNothingToDo(world)
    })
  }
})
