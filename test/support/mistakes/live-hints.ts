import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlanOptions } from '../../../src/index.ts'
import type { Feature } from '../../../src/model/abilities.ts'
import type { World } from '../world.ts'

/** A diagnostic that needs a server, and what its hint offers. Each way is tried in a world of its own. */
export interface LiveHint {
  readonly code: string
  readonly name: string
  readonly settings?: string
  readonly setsClocks?: true
  readonly needs?: readonly Feature[]
  /** Until the plan (with these options) tells it. */
  readonly before: (world: World) => Promise<Partial<PlanOptions> | undefined>
  /** Each gives the options of the plan that no longer tells it. */
  readonly ways: Readonly<Record<string, (world: World) => Promise<Partial<PlanOptions> | undefined>>>
}

const hash = '$2a$12$o6hx.Wog/wvFSkT/Bp/6DOxCtLRTDj7lm9on9suF/WaCGNVHbkfL6'
const password = (config: string) => `credentials: { password: { config: ${config} } }\n`

/** `own`: more of the `idctl` block, which begins with the key. */
const ada = (world: World, { own = '', more = '' } = {}) =>
  `traits: { email: ${world.email('ada')} }\n${more}idctl: { key: ada${own} }\n`
const bob = (world: World) => `traits: { email: ${world.email('bob')} }\nidctl: { key: bob }\n`
const plainly = (world: World, value: string) => `traits: { email: ${world.email(value)} }\n`

async function idOf(world: World, name: string): Promise<string> {
  const found = await world.find(world.email(name))
  return found?.['id'] as string
}

async function adaAndBob(world: World): Promise<void> {
  world.write('ada.yaml', ada(world))
  world.write('bob.yaml', bob(world))
  await world.apply()
}

/** Addresses of two files that say nothing else have changed places. */
async function exchanged(world: World): Promise<undefined> {
  world.write('a.yaml', plainly(world, 'ada'))
  world.write('b.yaml', plainly(world, 'bob'))
  await world.apply()
  world.write('a.yaml', plainly(world, 'bob'))
  world.write('b.yaml', plainly(world, 'ada'))
}

async function secondPassword(world: World, config: string): Promise<undefined> {
  await adaAndBob(world)
  world.write('ada.yaml', ada(world, { more: password(config) }))
}

/** A password comes into a document whose account exists: idctl does not write it unasked. */
function laterPassword(code: string, name: string, config: string): LiveHint {
  return {
    code,
    name,
    before: (world) => secondPassword(world, config),
    ways: {
      'set credentials_version': async (world) => {
        world.write('ada.yaml', ada(world, { own: ', credentials_version: 1', more: password(config) }))
        await world.apply({ credentials: 1 })
        return undefined
      },
      'take it out': async (world) => {
        world.write('ada.yaml', ada(world))
        return undefined
      },
    },
  }
}

export const liveHints: readonly LiveHint[] = [
  {
    code: 'IDC402',
    name: 'an alias of a schema that the server does not have',
    settings: 'schema_aliases: { staff: persn }\n',
    before: async (world) => {
      world.write('ada.yaml', `schema_id: staff\n${ada(world)}`)
      return undefined
    },
    ways: {
      'the schema that was meant': async (world) => {
        const file = join(world.root, 'idctl.yaml')
        writeFileSync(file, readFileSync(file, 'utf8').replace('persn', 'person'))
        return undefined
      },
      'one that the server has': async (world) => {
        world.write('ada.yaml', `schema_id: person\n${ada(world)}`)
        const file = join(world.root, 'idctl.yaml')
        writeFileSync(file, readFileSync(file, 'utf8').replace(/schema_aliases.*\n/, ''))
        return undefined
      },
    },
  },
  {
    code: 'IDC417',
    name: 'a document that just fits, and not with its mark',
    before: async (world) => {
      world.write(
        'ada.yaml',
        ada(world, { more: `metadata_public: { note: "${'x'.repeat(5 * 1024 * 1024 - 150)}" }\n` }),
      )
      return undefined
    },
    ways: {
      'something is taken out': async (world) => {
        world.write('ada.yaml', ada(world, { more: `metadata_public: { note: "${'x'.repeat(1024)}" }\n` }))
        return undefined
      },
    },
  },
  {
    code: 'IDC502',
    name: 'one document with the names of two',
    before: async (world) => {
      await adaAndBob(world)
      world.remove('bob.yaml')
      world.write('ada.yaml', ada(world, { own: 'x, previously: [ada, bob]' }))
      return { consents: { removals: 2 } }
    },
    ways: {
      'one previously line': async (world) => {
        world.write('ada.yaml', ada(world, { own: 'x, previously: [ada]' }))
        return { consents: { removals: 2 } }
      },
    },
  },
  {
    code: 'IDC503',
    name: 'an account that one document names and another one has a line for',
    before: async (world) => {
      world.write('bob.yaml', bob(world))
      await world.apply()
      world.write('bob.yaml', bob(world).replace('key: bob', 'key: bob, previously: [robert]'))
      world.write('ada.yaml', ada(world, { own: ', previously: [bob]' }))
      return undefined
    },
    ways: {
      'it is that of the one that names it': async (world) => {
        world.write('bob.yaml', bob(world).replace('key: bob', 'key: robert, previously: [bob]'))
        world.write('ada.yaml', ada(world))
        return undefined
      },
      'it is that of the one with the line': async (world) => {
        world.remove('bob.yaml')
        return undefined
      },
    },
  },
  {
    code: 'IDC504',
    name: 'what another workspace manages',
    needs: ['external_id'],
    before: async (world) => {
      const mark = { v: 1, workspace: 'other', key: 'ada', origin: 'o', made: 'created', fields: {} }
      await world.request('POST', '/identities', {
        schema_id: 'person',
        external_id: `${world.workspace}-1`,
        traits: { email: world.email('ada') },
        metadata_admin: { idctl: mark },
      })
      world.write('ada.yaml', ada(world, { more: `external_id: ${world.workspace}-1\n` }))
      return undefined
    },
    ways: {
      '--take-over=KEY': async () => ({ takeOver: ['ada'] }),
      'release it there': async (world) => {
        await world.request('PATCH', `/identities/${await idOf(world, 'ada')}`, [
          { op: 'remove', path: '/metadata_admin/idctl' },
        ])
        return undefined
      },
    },
  },
  {
    code: 'IDC506',
    name: 'address and file speak for two',
    before: exchanged,
    ways: {
      'idctl.key and previously with the key of the right one': async (world) => {
        const say = (value: string, key: string, former: string) =>
          `${plainly(world, value)}idctl: { key: ${key}, previously: ["${world.email(former)}"] }\n`
        world.write('a.yaml', say('bob', 'a', 'ada'))
        world.write('b.yaml', say('ada', 'b', 'bob'))
        return { consents: { swaps: 1 } }
      },
    },
  },
  {
    code: 'IDC507',
    name: 'a line against the own name',
    before: async (world) => {
      await adaAndBob(world)
      world.remove('bob.yaml')
      world.write('ada.yaml', ada(world, { own: ', previously: [bob]' }))
      return { consents: { removals: 2 } }
    },
    ways: {
      'take the line out': async (world) => {
        world.write('ada.yaml', ada(world))
        return { consents: { removals: 2 } }
      },
    },
  },
  {
    code: 'IDC530',
    name: 'no way in',
    before: async (world) => {
      world.write('robot.yaml', 'traits: { name: { first: Robot } }\nidctl: { key: robot }\n')
      return undefined
    },
    ways: {
      'add a credential': async (world) => {
        const login = `username: robot-${world.workspace}`
        const words = password(`{ hashed_password: "${hash}" }`)
        world.write('robot.yaml', `traits: { ${login} }\n${words}idctl: { key: robot }\n`)
        return undefined
      },
    },
  },
  laterPassword('IDC531', 'a plain password that comes later', '{ password: correct-horse }'),
  {
    code: 'IDC532',
    name: 'an invitation for somebody inactive',
    before: async (world) => {
      world.write('ada.yaml', ada(world, { more: 'state: inactive\n', own: ', on_create: recovery_link' }))
      return undefined
    },
    ways: {
      'create it active': async (world) => {
        world.write('ada.yaml', ada(world, { own: ', on_create: recovery_link' }))
        return undefined
      },
      'on_create: null': async (world) => {
        world.write('ada.yaml', ada(world, { more: 'state: inactive\n', own: ', on_create: null' }))
        return undefined
      },
    },
  },
  {
    code: 'IDC533',
    name: 'a null for a password of somebody else',
    needs: ['delete_password'],
    before: async (world) => {
      await world.request('POST', '/identities', {
        schema_id: 'person',
        traits: { email: world.email('ada') },
        credentials: { password: { config: { hashed_password: hash } } },
        verifiable_addresses: [{ value: world.email('ada'), via: 'email', verified: true, status: 'completed' }],
      })
      world.write('ada.yaml', ada(world, { more: 'credentials: { password: null }\n' }))
      await world.apply()
      return undefined
    },
    ways: {
      'take the line out': async (world) => {
        world.write('ada.yaml', ada(world))
        return undefined
      },
    },
  },
  {
    code: 'IDC534',
    name: 'a credential of somebody adopted',
    before: async (world) => {
      await world.request('POST', '/identities', {
        schema_id: 'person',
        traits: { email: world.email('ada') },
        verifiable_addresses: [{ value: world.email('ada'), via: 'email', verified: true, status: 'completed' }],
      })
      world.write('ada.yaml', ada(world, { more: password(`{ hashed_password: "${hash}" }`) }))
      await world.apply()
      return undefined
    },
    ways: {
      '--write-credentials=KEY': async () => ({ writeCredentials: ['ada'] }),
      'take it out': async (world) => {
        world.write('ada.yaml', ada(world))
        return undefined
      },
    },
  },
  {
    code: 'IDC540',
    name: 'a key that nobody has',
    before: async (world) => {
      await adaAndBob(world)
      return { named: { command: 'release', keys: ['adda'] } }
    },
    ways: { 'the key beside the action': async () => ({ named: { command: 'release', keys: ['ada'] } }) },
  },
  {
    code: 'IDC543',
    name: 'binding somebody without a key',
    before: async (world) => {
      await world.request('POST', '/identities', { schema_id: 'person', traits: { email: world.email('ada') } })
      world.write('ada.yaml', ada(world))
      return { named: { command: 'adopt', ids: [await idOf(world, 'ada')] } }
    },
    ways: {
      'say which document it belongs to': async (world) => {
        return { named: { command: 'adopt', ids: [await idOf(world, 'ada')], key: 'ada' } }
      },
    },
  },
  {
    code: 'IDC543',
    name: 'binding one while another carries the mark',
    before: async (world) => {
      await adaAndBob(world)
      await world.request('POST', '/identities', { schema_id: 'person', traits: { email: world.email('new') } })
      return { named: { command: 'adopt', ids: [await idOf(world, 'new')], key: 'ada' } }
    },
    ways: {
      'release --id releases the other one': async (world) => {
        const release = await world.savePlan({ named: { command: 'release', ids: [await idOf(world, 'ada')] } })
        await world.applyFile(release, { removals: 1 })
        return { named: { command: 'adopt', ids: [await idOf(world, 'new')], key: 'ada' } }
      },
    },
  },
  {
    code: 'IDC585',
    name: 'somebody required has no document',
    settings: 'required: [root]\n',
    before: async (world) => {
      world.write('ada.yaml', ada(world))
      return undefined
    },
    ways: {
      'put the document back': async (world) => {
        world.write('root.yaml', `${plainly(world, 'root')}idctl: { key: root }\n`)
        return undefined
      },
    },
  },
  {
    code: 'IDC586',
    name: 'somebody required would lose access',
    settings: 'required: [ada]\n',
    before: async (world) => {
      await adaAndBob(world)
      world.write('ada.yaml', ada(world, { more: 'state: inactive\n' }))
      return undefined
    },
    ways: {
      'correct its document': async (world) => {
        world.write('ada.yaml', ada(world))
        return undefined
      },
    },
  },
  {
    code: 'IDC587',
    name: 'a document expires soon',
    setsClocks: true,
    before: async (world) => {
      world.travelTo(new Date('2027-01-25T12:00:00Z'))
      world.write('ada.yaml', ada(world, { own: ', expires: 2027-01-31' }))
      return undefined
    },
    ways: {
      'a later date': async (world) => {
        world.write('ada.yaml', ada(world, { own: ', expires: 2028-01-31' }))
        return undefined
      },
    },
  },
  {
    code: 'IDC588',
    name: 'a document has expired',
    setsClocks: true,
    before: async (world) => {
      world.travelTo(new Date('2027-02-25T12:00:00Z'))
      world.write('ada.yaml', ada(world, { own: ', expires: 2027-01-31' }))
      return undefined
    },
    ways: {
      'a later date': async (world) => {
        world.write('ada.yaml', ada(world, { own: ', expires: 2028-01-31' }))
        return undefined
      },
      'delete the document': async (world) => {
        world.remove('ada.yaml')
        world.write('bob.yaml', bob(world))
        return undefined
      },
    },
  },
  {
    code: 'IDC592',
    name: 'clocks that are far apart',
    setsClocks: true,
    before: async (world) => {
      world.write('ada.yaml', ada(world))
      world.clocks.here = 40 * 24 * 3600 * 1000
      return undefined
    },
    ways: {
      'set the clock that is wrong': async (world) => {
        world.clocks.here = 0
        return undefined
      },
    },
  },
  laterPassword(
    'IDC603',
    'a hash without salt that comes later',
    '{ hashed_password: "$md5$CY9rzUYh03PK3k6DJie09g==" }',
  ),
]
