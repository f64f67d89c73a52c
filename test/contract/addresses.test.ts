import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import type { TestServer } from '../support/kratos.ts'
import { serversWith } from '../support/servers.ts'
import { createWorld, expectNothingToDo, steps, type World, type WorldOptions } from '../support/world.ts'
import { attributeSchemas } from './attribute-schemas.ts'

describe.each(serversWith(attributeSchemas))('addresses on the $name', ({ available, start }) => {
  let server: TestServer

  beforeAll(async () => {
    if (available) server = await start()
  })
  afterAll(async () => {
    await server?.stop()
  })

  function story(name: string, tell: (world: World) => Promise<void>, options?: WorldOptions): void {
    test.skipIf(!available)(name, async () => {
      const world = await createWorld(server, options)
      onTestFinished(() => world.close())
      await tell(world)
    })
  }

  /** `ada.yaml` with these lines below its key. */
  const write = (world: World, lines: string) => world.write('ada.yaml', `idctl: { key: ada }\n${lines}`)

  async function live(world: World, name: string): Promise<JsonObject> {
    const identity = await world.find(world.email(name))
    if (!identity) throw new Error(`${name} is not there`)
    return (await world.request('GET', `/identities/${identity['id']}`)).body as JsonObject
  }

  /** `ada verified completed`, …: the addresses as Kratos has them, without the domain. */
  async function addresses(world: World, name: string): Promise<string[]> {
    const list = ((await live(world, name))['verifiable_addresses'] ?? []) as JsonObject[]
    return list
      .map(({ value, verified, status }) => `${String(value).split('@')[0]} ${verified ? '' : 'un'}verified ${status}`)
      .sort()
  }

  const setVerified = async (world: World, name: string, verified: boolean) => {
    const { id, verifiable_addresses } = await live(world, name)
    const index = (verifiable_addresses as JsonObject[]).findIndex(({ value }) => value === world.email(name))
    const { status } = await world.request('PATCH', `/identities/${id}`, [
      { op: 'replace', path: `/verifiable_addresses/${index}/verified`, value: verified },
      { op: 'replace', path: `/verifiable_addresses/${index}/status`, value: verified ? 'completed' : 'pending' },
    ])
    expect(status).toBe(200)
  }

  const declared = (world: World, name: string, rest: string) =>
    `traits: { email: ${world.email(name)} }\nverifiable_addresses: [{ via: email, value: ${world.email(name)}${rest} }]\n`

  story('a declared verified state is created, kept, and taken back', async (world) => {
    write(world, declared(world, 'Ada', ', verified: true'))
    expect((await world.apply()).report.counts).toMatchObject({ done: 1, failed: 0 })
    expect(await addresses(world, 'ada')).toEqual(['ada verified completed'])
    await expectNothingToDo(world)

    await setVerified(world, 'ada', false)
    const drifted = await world.apply()
    expect(drifted.plan.changes).toMatchObject([
      {
        reason: 'drift',
        fields: [{ path: `/verifiable_addresses/email:${world.email('ada')}/verified`, before: false, after: true }],
      },
    ])
    expect(await addresses(world, 'ada')).toEqual(['ada verified completed'])
    await expectNothingToDo(world)

    write(world, declared(world, 'Ada', ', verified: false'))
    const taken = await world.apply()
    expect(taken.plan.changes[0]).toMatchObject({ reason: 'pending', consequences: [{ code: 'address-unverified' }] })
    expect(await addresses(world, 'ada')).toEqual(['ada unverified pending'])
    await expectNothingToDo(world)
  })

  story('without verified nobody is told apart, and a line that leaves changes nothing live', async (world) => {
    write(world, declared(world, 'ada', ''))
    await world.apply()
    await setVerified(world, 'ada', true)
    await expectNothingToDo(world)
    write(world, declared(world, 'ada', ', verified: true'))
    expect((await world.apply()).plan.changes).toMatchObject([{ reason: 'mark', fields: [] }])
    write(world, `traits: { email: ${world.email('ada')} }\n`)
    expect((await world.apply()).plan.changes[0]?.released).toHaveLength(1)
    expect(await addresses(world, 'ada')).toEqual(['ada verified completed'])
    await expectNothingToDo(world)
  })

  story('a new address loses the verified state, and the plan says so', async (world) => {
    write(world, `traits: { email: ${world.email('ada')} }\n`)
    await world.apply()
    await setVerified(world, 'ada', true)
    write(world, `traits: { email: ${world.email('augusta')} }\n`)
    const { plan } = await world.apply()
    expect(plan.changes[0]?.consequences.map(({ code }) => code)).toContain('address-unverified')
    expect(await addresses(world, 'augusta')).toEqual(['augusta unverified pending'])
  })

  story('keep_verified carries the state over in the same write, and touches no other address', async (world) => {
    const phone = phoneNumber().dashed
    const document = (name: string) => `traits: { email: ${world.email(name)}, phone: "${phone}" }\n`
    world.write('_defaults.yaml', 'idctl:\n  keep_verified: true\n')
    write(world, document('ada'))
    await world.apply()
    await setVerified(world, 'ada', true)
    const { id } = await live(world, 'ada')
    write(world, document('augusta'))
    const { plan, report } = await world.apply()
    expect(plan.changes[0]?.consequences).toContainEqual({
      code: 'address-kept-verified',
      text: 'the new address counts as verified, because identities/_defaults.yaml:2 says so',
    })
    expect(report.counts).toMatchObject({ done: 1, failed: 0 })
    expect((await live(world, 'augusta'))['id']).toBe(id)
    expect(await addresses(world, 'augusta')).toEqual([`${phone} unverified pending`, 'augusta verified completed'])
    await expectNothingToDo(world)
  })

  story('a new address may come declared as verified, also where there was none', async (world) => {
    write(world, 'traits: { name: Ada }\n')
    await world.apply()
    write(world, declared(world, 'ada', ', verified: true'))
    expect((await world.apply()).report.counts).toMatchObject({ done: 1, failed: 0 })
    write(world, declared(world, 'augusta', ', verified: true'))
    const { plan } = await world.apply()
    expect(plan.changes[0]?.consequences.map(({ code }) => code)).toContain('address-kept-verified')
    expect(await addresses(world, 'augusta')).toEqual(['augusta verified completed'])
    await expectNothingToDo(world)
  })

  story('an address that no trait yields is an error at its line, for creations and updates', async (world) => {
    const stray = `${declared(world, 'ada', ', verified: true')}recovery_addresses: [{ via: email, value: x@example.com }]\n`
    const expectStray = async () => {
      expect(await world.mistakes()).toMatchObject([
        { code: 'IDC415', severity: 'error', at: { file: 'identities/ada.yaml', line: 4 } },
      ])
    }
    write(world, stray)
    await expectStray()
    write(world, declared(world, 'ada', ', verified: true'))
    await world.apply()
    write(world, stray)
    await expectStray()
  })

  /** One phone number in three spellings; each story has its own. */
  function phoneNumber() {
    const last = String(Math.floor(Math.random() * 10_000)).padStart(4, '0')
    return { e164: `+1650253${last}`, dashed: `+1 650-253-${last}`, bracketed: `+1 (650) 253-${last}` }
  }

  story('a phone number in another spelling is no change, and its declared state holds', async (world) => {
    const { e164, dashed, bracketed } = phoneNumber()
    const document = (trait: string, address: string) =>
      `traits: { email: ${world.email('ada')}, phone: "${trait}" }\nverifiable_addresses: [{ via: sms, value: "${address}", verified: true }]\n`
    write(world, document(dashed, e164))
    expect((await world.apply()).report.counts).toMatchObject({ done: 1, failed: 0 })
    expect(await addresses(world, 'ada')).toEqual([`${dashed} verified completed`, 'ada unverified pending'])
    await expectNothingToDo(world)
    write(world, document(e164, bracketed))
    await expectNothingToDo(world)
    write(world, `${document(bracketed, bracketed)}state: inactive\n`)
    expect((await world.apply({ removals: 1 })).plan.changes[0]?.fields.map(({ path }) => path)).toEqual(['/state'])
    expect((await live(world, 'ada'))['traits']).toMatchObject({ phone: dashed })
  })

  story('a verified phone number that Kratos would not know again is an error at its line', async (world) => {
    const document = (trait: string, value = '+18003569377') =>
      `traits: { phone: "${trait}" }\nverifiable_addresses: [{ via: sms, value: "${value}", verified: true }]\n`
    const lost = {
      schema_id: 'person',
      traits: { phone: '+1-800-FLOWERS' },
      verifiable_addresses: [{ via: 'sms', value: '+1-800-FLOWERS', verified: true }],
    }
    const { status, body } = await world.request('POST', '/identities', lost)
    expect([status, (body as JsonObject)['verifiable_addresses']]).toMatchObject([
      201,
      [{ value: '+1-800-flowers', verified: false }],
    ])
    await world.request('DELETE', `/identities/${(body as JsonObject)['id']}`)

    write(world, document('+1-800-FLOWERS'))
    expect(await world.mistakes()).toMatchObject([
      { code: 'IDC418', severity: 'error', at: { file: 'identities/ada.yaml', line: 3 } },
    ])
    write(world, document('+1-800-3569377'))
    expect((await world.apply()).report.counts).toMatchObject({ done: 1, failed: 0 })
    const [identity] = await world.ours()
    expect(identity?.['verifiable_addresses']).toMatchObject([{ verified: true, status: 'completed' }])
    await expectNothingToDo(world)

    // The same number is no change, and another one is written as it stands.
    write(world, document('+1-800-FLOWERS'))
    await expectNothingToDo(world)
    write(world, document('+1-800-COMPANY', '+18002667269'))
    expect(await world.mistakes()).toMatchObject([{ code: 'IDC418', severity: 'error' }])
  })

  story('a phone number that somebody has in another spelling collides', async (world) => {
    const { e164, dashed, bracketed } = phoneNumber()
    const stranger = await world.request('POST', '/identities', { schema_id: 'person', traits: { phone: dashed } })
    expect(stranger.status).toBe(201)
    const refused = { key: 'ada', blocked: { code: 'collision', reason: expect.stringContaining('(line 2)') } }
    write(world, `traits: { email: ${world.email('ada')} }\n`)
    await world.apply()
    for (const spelling of [e164, bracketed]) {
      write(world, `traits: { email: ${world.email('ada')}, phone: "${spelling}" }\n`)
      expect((await world.plan()).changes).toMatchObject([refused])
    }
    world.remove('ada.yaml')
    for (const [name, spelling] of [
      ['bob', e164],
      ['cleo', bracketed],
    ] as const) {
      world.write(`${name}.yaml`, `idctl: { key: ${name} }\ntraits: { phone: "${spelling}" }\n`)
    }
    expect(await world.mistakes()).toMatchObject([{ code: 'IDC406', severity: 'error' }])
  })

  const variables = { IDCTL_DOC_MAIL: '', IDCTL_DOC_LATER: '' }
  story(
    'an address from a reference stays verified and unknown to the plan',
    async (world) => {
      const document = (name: string) => `traits: { email: "\${env:${name}}" }\n`
      Object.assign(variables, { IDCTL_DOC_MAIL: world.email('canary-1'), IDCTL_DOC_LATER: world.email('canary-2') })
      world.write('_defaults.yaml', 'idctl: { keep_verified: true }\n')
      write(world, document('IDCTL_DOC_MAIL'))
      await world.apply()
      await setVerified(world, 'canary-1', true)
      write(world, document('IDCTL_DOC_LATER'))
      const { plan, report } = await world.apply()
      expect(steps(plan)).toEqual(['update ada'])
      expect(JSON.stringify(plan)).not.toContain('canary-')
      expect(report.counts).toMatchObject({ done: 1, failed: 0 })
      expect(await addresses(world, 'canary-2')).toEqual(['canary-2 verified completed'])
      await expectNothingToDo(world)
    },
    { variables },
  )
})
