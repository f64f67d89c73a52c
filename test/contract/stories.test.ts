import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, refusals, steps, type World } from '../support/world.ts'

describe.each(servers)('stories on the $name', (choice) => {
  const story = storiesOn(choice)

  /** Three people, applied. */
  async function threePeople(world: World): Promise<void> {
    for (const name of ['ada', 'bob', 'cleo']) {
      world.write(
        `${name}.yaml`,
        `traits:\n  email: ${world.email(name)}\n  name: { first: ${name} }\nidctl: { key: ${name} }\n`,
      )
    }
    const { report } = await world.apply()
    expect(report.counts).toMatchObject({ done: 3, failed: 0, moved: 0 })
  }

  async function found(world: World, name: string): Promise<JsonObject> {
    const identity = await world.find(world.email(name))
    if (!identity) throw new Error(`${name} is not there`)
    return identity
  }

  const idOf = (identity: JsonObject) => identity['id'] as string

  story('three people are created, and the plan is empty', async (world) => {
    await threePeople(world)
    await expectNothingToDo(world)
    expect(await found(world, 'ada')).toMatchObject({
      schema_id: 'person',
      state: 'active',
      traits: { email: world.email('ada'), name: { first: 'ada' } },
      metadata_admin: {
        idctl: { v: 1, workspace: world.workspace, key: 'ada', made: 'created', origin: 'identities/ada.yaml' },
      },
    })
  })

  story('what a colleague and another tool add stays, and an edit changes only its leaf', async (world) => {
    await threePeople(world)
    const id = idOf(await found(world, 'ada'))
    await world.request('PATCH', `/identities/${id}`, [
      { op: 'add', path: '/traits/phone', value: '+1 555 0100' },
      { op: 'add', path: '/metadata_admin/crm', value: { id: 7 } },
    ])
    await expectNothingToDo(world)
    world.write(
      'ada.yaml',
      `traits:\n  email: ${world.email('ada')}\n  name: { first: Augusta }\nidctl: { key: ada }\n`,
    )
    const { plan } = await world.apply()
    expect(plan.changes.map(({ fields, reason }) => ({ reason, fields }))).toEqual([
      {
        reason: 'pending',
        fields: [{ path: '/traits/name/first', before: 'ada', after: 'Augusta', cause: 'pending', sensitive: false }],
      },
    ])
    const after = await found(world, 'ada')
    expect(after['traits']).toEqual({ email: world.email('ada'), name: { first: 'Augusta' }, phone: '+1 555 0100' })
    expect(after['metadata_admin']).toMatchObject({ crm: { id: 7 } })
    await expectNothingToDo(world)
  })

  story('null removes, and a dropped line removes', async (world) => {
    const document = (rest: string) => `traits:\n  email: ${world.email('ada')}\n${rest}idctl: { key: ada }\n`
    world.write('ada.yaml', document('  name: { first: Ada }\n  phone: "1"\nmetadata_public: { team: x, floor: 2 }\n'))
    await world.apply()
    world.write('ada.yaml', document('  name: { first: Ada }\n  phone: null\nmetadata_public: { floor: 2 }\n'))
    const { plan } = await world.apply()
    expect(plan.changes.flatMap(({ fields }) => fields.map(({ path, cause }) => `${path} ${cause}`))).toEqual([
      '/traits/phone pending',
      '/metadata_public/team removed',
    ])
    const after = await found(world, 'ada')
    expect(after['traits']).toEqual({ email: world.email('ada'), name: { first: 'Ada' } })
    expect(after['metadata_public']).toEqual({ floor: 2 })
    await expectNothingToDo(world)
  })

  story('a live edit is drift and is brought back, a file edit is pending', async (world) => {
    await threePeople(world)
    const id = idOf(await found(world, 'ada'))
    await world.request('PATCH', `/identities/${id}`, [{ op: 'replace', path: '/traits/name/first', value: 'Mallory' }])
    const drifted = await world.plan()
    expect(drifted.summary).toMatchObject({ update: 1, drifted: 1 })
    expect(drifted.changes[0]).toMatchObject({ key: 'ada', reason: 'drift' })
    await world.apply()
    expect(await found(world, 'ada')).toMatchObject({ traits: { name: { first: 'ada' } } })
    await expectNothingToDo(world)
    world.write('bob.yaml', `traits:\n  email: ${world.email('bob')}\n  name: { first: Robert }\nidctl: { key: bob }\n`)
    expect((await world.plan()).summary).toMatchObject({ update: 1, drifted: 0 })
  })

  story('created goes, adopted is released, a stranger is untouched', async (world) => {
    await threePeople(world)
    const made = async (name: string) => {
      const address = { value: world.email(name), via: 'email', verified: true }
      const { body } = await world.request('POST', '/identities', {
        schema_id: 'person',
        traits: { email: world.email(name) },
        verifiable_addresses: [address],
        metadata_admin: { theirs: true },
      })
      return idOf(body as JsonObject)
    }
    const adopted = await made('dora')
    const stranger = await made('eve')
    world.write('dora.yaml', `traits: { email: ${world.email('dora')} }\nidctl: { key: dora }\n`)
    expect(steps((await world.apply()).plan)).toEqual(['adopt dora'])
    await expectNothingToDo(world)
    const before = await world.request('GET', `/identities/${stranger}`)

    world.remove('dora.yaml')
    world.remove('bob.yaml')
    const { plan } = await world.apply()
    expect(steps(plan)).toEqual(['release dora', 'delete bob'])
    expect(await world.find(world.email('bob'))).toBeUndefined()
    const released = (await world.request('GET', `/identities/${adopted}`)).body as JsonObject
    expect(released['metadata_admin']).toEqual({ theirs: true })
    expect(await world.request('GET', `/identities/${stranger}`)).toEqual(before)
    await expectNothingToDo(world)
  })

  story('all files disappear: only the exact consent lets them go', async (world) => {
    await threePeople(world)
    for (const name of ['ada', 'bob', 'cleo']) world.remove(`${name}.yaml`)
    for (const consents of [{}, { removals: 2 }]) {
      const plan = await world.savePlan({ consents })
      await expect(world.applyFile(plan)).rejects.toMatchObject({ exit: 'refused' })
    }
    expect(await world.find(world.email('ada'))).toBeDefined()
    const { report } = await world.apply({ removals: 3 })
    expect(report.counts).toMatchObject({ done: 3 })
    await expectNothingToDo(world)
  })

  story('a plan from before a colleague’s edit skips that person and applies the others', async (world) => {
    await threePeople(world)
    for (const name of ['ada', 'bob']) {
      world.write(
        `${name}.yaml`,
        `traits:\n  email: ${world.email(name)}\n  name: { first: New }\nidctl: { key: ${name} }\n`,
      )
    }
    const plan = await world.savePlan()
    const id = idOf(await found(world, 'ada'))
    await world.request('PATCH', `/identities/${id}`, [
      { op: 'replace', path: '/traits/name/first', value: 'Colleague' },
    ])
    const report = await world.applyFile(plan)
    expect(report.outcomes.map(({ key, outcome }) => `${key} ${outcome}`).sort()).toEqual(['ada moved', 'bob done'])
    expect(await found(world, 'ada')).toMatchObject({ traits: { name: { first: 'Colleague' } } })
    const again = await world.applyFile(plan)
    expect(again.outcomes.map(({ key, outcome }) => `${key} ${outcome}`).sort()).toEqual([
      'ada moved',
      'bob already-done',
    ])
  })

  story('an address moves from one person to another in one apply', async (world) => {
    await threePeople(world)
    const bob = idOf(await found(world, 'bob'))
    world.write('bob.yaml', `traits: { email: ${world.email('robert')} }\nidctl: { key: bob }\n`)
    world.write('zoe.yaml', `traits: { email: ${world.email('bob')} }\nidctl: { key: zoe }\n`)
    world.write('ada.yaml', `traits: { email: ${world.email('new')} }\nidctl: { key: ada }\n`)
    world.write('cleo.yaml', `traits: { email: ${world.email('ada')} }\nidctl: { key: cleo }\n`)
    const { report } = await world.apply()
    expect(report.counts).toMatchObject({ done: 4, failed: 0 })
    expect(idOf(await found(world, 'robert'))).toBe(bob)
    expect(await found(world, 'bob')).toMatchObject({ metadata_admin: { idctl: { key: 'zoe' } } })
    expect(await found(world, 'ada')).toMatchObject({ metadata_admin: { idctl: { key: 'cleo' } } })
    await expectNothingToDo(world)
  })

  story('a file of two people that becomes one of a third hands over nobody’s account', async (world) => {
    const document = (name: string) => `traits: { email: ${world.email(name)} }\n`
    world.write('team.yaml', `${document('one')}---\n${document('two')}`)
    await world.apply()
    const two = idOf(await found(world, 'two'))
    world.write('one.yaml', document('one'))
    world.write('team.yaml', document('newhire'))
    const { plan } = await world.apply()
    expect(steps(plan)).toEqual([
      `update ${world.email('one')}`,
      `create ${world.email('newhire')}`,
      `delete ${world.email('two')}`,
    ])
    expect(idOf(await found(world, 'newhire'))).not.toBe(two)
    await expectNothingToDo(world)
  })

  story('the last login identifier goes with its trait, and its string is free', async (world) => {
    world.write('ada.yaml', `traits: { email: ${world.email('ada')} }\nidctl: { key: ada }\n`)
    await world.apply()
    world.write('ada.yaml', 'traits: { email: null, name: { first: Ada } }\nidctl: { key: ada }\n')
    // v1.3 would keep the identifier, and it would go on signing in (API reference §7.2).
    if ((await world.abilities()).lacks.empty_identifiers) return expect(await refusals(world)).toEqual(['IDC561'])
    const { plan, report } = await world.apply({ removals: 1 })
    expect(plan.changes[0]?.consequences.map(({ code }) => code)).toContain('login-identifier-removed')
    expect(report.counts).toMatchObject({ done: 1 })
    expect(await world.find(world.email('ada'))).toBeUndefined()
    await expectNothingToDo(world)
    world.write('other.yaml', `traits: { email: ${world.email('ada')} }\nidctl: { key: other }\n`)
    expect((await world.apply()).report.counts).toMatchObject({ done: 1, failed: 0 })
    await expectNothingToDo(world)
  })

  story(
    'disable keeps the account and its return restores it',
    async (world) => {
      await threePeople(world)
      const before = await found(world, 'ada')
      world.remove('ada.yaml')
      expect(steps((await world.apply()).plan)).toEqual(['disable ada'])
      expect(await found(world, 'ada')).toMatchObject({
        state: 'inactive',
        metadata_admin: { idctl: { disabled: { state_before: 'active' } } },
      })
      await expectNothingToDo(world)
      world.write('ada.yaml', `traits:\n  email: ${world.email('ada')}\n  name: { first: ada }\nidctl: { key: ada }\n`)
      expect((await world.apply()).plan.changes[0]).toMatchObject({ action: 'update', reason: 'restored' })
      const after = await found(world, 'ada')
      expect(after).toMatchObject({
        id: before['id'],
        state: 'active',
        metadata_admin: before['metadata_admin'] as JsonObject,
      })
      await expectNothingToDo(world)
    },
    { settings: 'removal: { created: disable }\n' },
  )

  story('protected ones stay when their file is lost', async (world) => {
    world.write('root.yaml', `traits: { email: ${world.email('root')} }\nidctl: { key: root, protect: true }\n`)
    world.write('bob.yaml', `traits: { email: ${world.email('bob')} }\nidctl: { key: bob }\n`)
    await world.apply()
    world.remove('root.yaml')
    world.remove('bob.yaml')
    const { plan, report } = await world.apply({ removals: 2 })
    expect(steps(plan)).toEqual(['delete bob', 'x delete root'])
    expect(report.counts).toMatchObject({ done: 1, blocked: 1 })
    expect(await world.find(world.email('root'))).toBeDefined()
  })

  story('an unverified stranger is not adopted, until somebody says so', async (world) => {
    await world.request('POST', '/identities', { schema_id: 'person', traits: { email: world.email('ada') } })
    world.write('ada.yaml', `traits: { email: ${world.email('ada')}, name: { first: Ada } }\nidctl: { key: ada }\n`)
    expect(steps(await world.plan())).toEqual(['x adopt ada'])
    const { plan } = { plan: await world.plan({ named: { command: 'adopt', keys: ['ada'] } }) }
    expect(steps(plan)).toEqual(['adopt ada'])
    await world.applyFile(await world.savePlan({ named: { command: 'adopt', keys: ['ada'] } }))
    expect(((await found(world, 'ada'))['traits'] as JsonObject)['name']).toBeUndefined()
    expect(steps((await world.apply()).plan)).toEqual(['update ada'])
    await expectNothingToDo(world)
    const release = { command: 'release', keys: ['ada'] } as const
    await world.applyFile(await world.savePlan({ named: release, consents: { removals: 1 } }))
    expect((await found(world, 'ada'))['metadata_admin']).toBeNull()
  })

  story('one bad document in a batch does not stop the others', async (world) => {
    await threePeople(world)
    await world.request('POST', '/identities', {
      schema_id: 'person',
      traits: { username: `taken-${world.workspace}` },
    })
    for (let index = 0; index < 5; index++)
      world.write(`p${index}.yaml`, `traits: { email: ${world.email(`p${index}`)} }\n`)
    const plan = await world.savePlan()
    await world.request('POST', '/identities', { schema_id: 'person', traits: { email: world.email('p3') } })
    const report = await world.applyFile(plan)
    expect(report.counts).toMatchObject({ done: 4, failed: 1 })
    expect(report.outcomes.find(({ outcome }) => outcome === 'failed')).toMatchObject({ key: world.email('p3') })
  })

  story(
    'credentials are written at creation, and never show',
    async (world) => {
      const hash = '$2a$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq'
      world.write(
        'hash.yaml',
        `traits: { email: ${world.email('hash')} }\ncredentials: { password: { config: { hashed_password: "${hash}" } } }\n`,
      )
      world.write(
        'plain.yaml',
        `traits: { email: ${world.email('plain')} }\ncredentials: { password: { config: { password: CANARY-plain-pass } } }\n`,
      )
      world.write(
        'hook.yaml',
        `traits: { email: ${world.email('hook')} }\ncredentials: { password: { config: { hashed_password: "", use_password_migration_hook: true } } }\n`,
      )
      world.write(
        'ref.yaml',
        `traits: { email: ${world.email('ref')} }\ncredentials: { password: { config: { password: "\${env:IDCTL_DOC_SECRET}" } } }\n`,
      )
      world.write('none.yaml', `traits: { email: ${world.email('none')} }\n`)
      const { plan, report } = await world.apply()
      expect(report.counts).toMatchObject({ done: 5, failed: 0 })
      for (const output of [JSON.stringify(plan), JSON.stringify(report)]) {
        expect(output).not.toContain(hash)
        expect(output).not.toContain('CANARY')
      }
      const config = async (name: string) => {
        const { body } = await world.request(
          'GET',
          `/identities/${idOf(await found(world, name))}?include_credential=password`,
        )
        return ((body as JsonObject)['credentials'] as JsonObject)['password']
      }
      expect(await config('hash')).toMatchObject({ config: { hashed_password: hash } })
      expect(await config('hook')).toMatchObject({ config: { use_password_migration_hook: true } })
      expect(await config('plain')).toMatchObject({ config: { hashed_password: expect.stringMatching(/^\$2a\$/) } })
      expect(await config('ref')).toMatchObject({ config: { hashed_password: expect.stringMatching(/^\$2a\$/) } })
      expect(JSON.stringify(await config('none'))).not.toContain('hashed_password')
      await expectNothingToDo(world)
    },
    { variables: { IDCTL_DOC_SECRET: 'CANARY-referenced-pass' } },
  )

  story('a plan that became old makes nobody a second time, whatever has changed since', async (world) => {
    const write = (mail: string) =>
      world.write('ada.yaml', `traits: { email: ${world.email(mail)} }\nidctl: { key: ada }\n`)
    write('ada')
    const old = await world.savePlan()
    write('countess')
    expect((await world.apply()).report.counts).toMatchObject({ done: 1, failed: 0 })
    const report = await world.applyFile(old)
    expect(report.outcomes).toMatchObject([{ key: 'ada', outcome: 'failed', hint: 'plan again' }])
    expect(await world.ours()).toHaveLength(1)
    await expectNothingToDo(world)
  })
})
