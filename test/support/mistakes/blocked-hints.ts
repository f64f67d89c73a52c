import type { PlanOptions } from '../../../src/index.ts'
import type { BlockedCode } from '../../../src/model/change-codes.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { StoryOptions } from '../story.ts'
import type { World } from '../world.ts'

type Step = (world: World) => Promise<Partial<PlanOptions> | undefined>

/** A row that is not executed, and what its hint offers. Each way is tried in a world of its own. */
export interface BlockedHint {
  readonly code: BlockedCode
  readonly name: string
  readonly story?: StoryOptions
  /** Until the plan (with these options) has the row. */
  readonly start: Step
  /** Each gives the options of the plan in which nothing is blocked. */
  readonly ways: Readonly<Record<string, Step>>
}

/** `own`: more of the `idctl` block, which begins with the key. */
const document = (world: World, key: string, { email = key, own = '', more = '' } = {}) =>
  `traits: { email: ${world.email(email)} }\n${more}idctl: { key: ${key}${own} }\n`

async function idOf(world: World, name: string): Promise<string> {
  const found = await world.find(world.email(name))
  return found?.['id'] as string
}

async function people(world: World, ...keys: string[]): Promise<void> {
  for (const key of keys) world.write(`${key}.yaml`, document(world, key))
  await world.apply()
}

const stranger = (world: World, name: string, more: JsonObject = {}) =>
  world.request('POST', '/identities', { schema_id: 'person', traits: { email: world.email(name) }, ...more })

const patch = async (world: World, name: string, path: string, value: JsonObject | string | null) =>
  world.request('PATCH', `/identities/${await idOf(world, name)}`, [{ op: 'replace', path, value }])

/** What a command of one key, or of one id, does. */
async function command(world: World, named: NonNullable<PlanOptions['named']>): Promise<undefined> {
  const path = await world.savePlan({ named, consents: { removals: 1, adoptions: 1 } })
  await world.applyFile(path, { removals: 1, adoptions: 1 })
}

const rewrite =
  (file: string, text: (world: World) => string): Step =>
  async (world) => {
    world.write(file, text(world))
    return undefined
  }

/** Disabled when the document left, and activated by somebody since. */
async function reactivated(world: World): Promise<undefined> {
  await people(world, 'ada', 'bob')
  world.remove('ada.yaml')
  await world.apply({ removals: 1 })
  await patch(world, 'ada', '/state', 'active')
}

async function leaver(world: World): Promise<undefined> {
  await people(world, 'ada', 'bob')
  world.remove('ada.yaml')
}

const password = 'credentials: { password: { config: { password: "correct horse battery staple 7" } } }\n'

const noPreferences = 'metadata_public: { prefs: null, team: a }\n'

export const blockedHints: readonly BlockedHint[] = [
  {
    code: 'adoption',
    name: 'an address that nobody has verified',
    start: async (world) => {
      await stranger(world, 'ada')
      return rewrite('ada.yaml', (it) => document(it, 'ada'))(world)
    },
    ways: { 'idctl adopt KEY': (world) => command(world, { command: 'adopt', keys: ['ada'] }) },
  },
  {
    code: 'protected',
    name: 'a leaver who is protected',
    start: async (world) => {
      world.write('bob.yaml', document(world, 'bob'))
      world.write('ada.yaml', document(world, 'ada', { own: ', protect: true' }))
      await world.apply()
      world.remove('ada.yaml')
      return undefined
    },
    ways: {
      'put the document back': rewrite('ada.yaml', (world) => document(world, 'ada', { own: ', protect: true' })),
      'release --protected': (world) => command(world, { command: 'release', keys: ['ada'], includeProtected: true }),
    },
  },
  {
    code: 'reactivated',
    name: 'somebody activated a leaver again',
    story: { settings: 'removal: { created: disable }\n' },
    start: reactivated,
    ways: {
      'put the document back': rewrite('ada.yaml', (world) => document(world, 'ada')),
      'idctl release KEY': (world) => command(world, { command: 'release', keys: ['ada'] }),
    },
  },
  {
    code: 'kept',
    name: 'a leaver whom idctl.yaml keeps',
    story: { settings: 'removal: { created: keep }\n' },
    start: leaver,
    ways: { 'idctl release KEY': (world) => command(world, { command: 'release', keys: ['ada'] }) },
  },
  {
    code: 'taken-back',
    name: 'somebody has more of their own than a guard lets go',
    start: async (world) => {
      world.write('ada.yaml', document(world, 'ada', { more: noPreferences }))
      await people(world, 'bob')
      const members = Array.from({ length: 11 }, (_, index) => [`m${index}`, index])
      await patch(world, 'ada', '/metadata_public', { team: 'a', prefs: Object.fromEntries(members) })
      return undefined
    },
    ways: {
      '--allow-field-removals=N': async () => ({ consents: { field_removals: 11 } }),
      'idctl accept KEY': async (world) => {
        await world.accept('ada')
        return undefined
      },
      'another ownership': rewrite('ada.yaml', (world) =>
        document(world, 'ada', { own: ', ownership: { /metadata_public/prefs: ignore }', more: noPreferences }),
      ),
    },
  },
  {
    code: 'metadata',
    name: 'live metadata that are a text',
    start: async (world) => {
      await people(world, 'bob')
      await stranger(world, 'ada', { external_id: `${world.workspace}-1`, metadata_admin: 'a text' })
      return rewrite('ada.yaml', (it) => `external_id: ${it.workspace}-1\n${document(it, 'ada')}`)(world)
    },
    story: { needs: ['external_id'] },
    ways: {
      'make it an object': async (world) => {
        await patch(world, 'ada', '/metadata_admin', { note: 'a text' })
        return undefined
      },
      'make it null': async (world) => {
        await patch(world, 'ada', '/metadata_admin', null)
        return undefined
      },
    },
  },
  {
    code: 'unreadable',
    name: 'live metadata nested too deep',
    start: async (world) => {
      await people(world, 'ada', 'bob')
      let deep: JsonObject = {}
      for (let level = 0; level < 600; level += 1) deep = { a: deep }
      await patch(world, 'ada', '/metadata_public', deep)
      return rewrite('ada.yaml', (it) => document(it, 'ada', { more: 'metadata_public: { a: 1 }\n' }))(world)
    },
    ways: {
      'repair it in Kratos': async (world) => {
        await patch(world, 'ada', '/metadata_public', {})
        return undefined
      },
    },
  },
  {
    code: 'last-first-factor',
    name: 'the last password, which was tried before',
    story: { needs: ['delete_password'] },
    start: async (world) => {
      world.write('bob.yaml', document(world, 'bob'))
      world.write('ada.yaml', document(world, 'ada', { more: password }))
      await world.apply()
      world.write('ada.yaml', document(world, 'ada', { more: 'credentials: { password: null }\n' }))
      await world.apply({ credentials: 1 })
      return { consents: { credentials: 1 } }
    },
    ways: {
      'take the deletion out': rewrite('ada.yaml', (world) => document(world, 'ada')),
      'keep a password': rewrite('ada.yaml', (world) => document(world, 'ada', { more: password })),
      'another way in first': async (world) => {
        const more = 'credentials: { oidc: { config: { providers: [{ provider: google, subject: "1" }] } } }\n'
        world.write('ada.yaml', document(world, 'ada', { more }))
        await world.apply({ credentials: 1 })
        const both = more.replace('{ oidc', '{ password: null, oidc')
        world.write('ada.yaml', document(world, 'ada', { more: both }))
        return { consents: { credentials: 1 } }
      },
      'try it once more': async () => ({ consents: { credentials: 1 }, writeCredentials: ['ada'] }),
    },
  },
  {
    code: 'selection',
    name: 'a part of the plan that needs the rest',
    start: async (world) => {
      await people(world, 'ada', 'bob')
      world.write('bob.yaml', document(world, 'bob', { email: 'robert' }))
      world.write('ada.yaml', document(world, 'ada', { email: 'bob' }))
      return { only: 'ada' }
    },
    ways: { 'select it as well': async () => ({ only: '{ada,bob}' }) },
  },
  {
    code: 'clock',
    name: 'a server that does not say what time it is',
    story: { settings: 'removal: { created: delete, grace: 30d }\n', setsClocks: true },
    start: async (world) => {
      await leaver(world)
      await world.apply({ removals: 1 })
      world.travelTo(new Date(Date.now() + 40 * 24 * 3600 * 1000))
      world.clocks.server = undefined
      return { consents: { removals: 1 } }
    },
    ways: {
      'let the date pass': async (world) => {
        world.clocks.server = world.clocks.here
        return { consents: { removals: 1 } }
      },
    },
  },
  {
    code: 'clock',
    name: 'two clocks that differ',
    story: { settings: 'removal: { created: delete, grace: 30d }\n', setsClocks: true },
    start: async (world) => {
      await leaver(world)
      await world.apply({ removals: 1 })
      world.clocks.here = 40 * 24 * 3600 * 1000
      return { consents: { removals: 1 } }
    },
    ways: {
      'set the one here': async (world) => {
        world.clocks.here = 0
        return undefined
      },
    },
  },
  {
    code: 'collision',
    name: 'an address that an account of nobody has',
    start: async (world) => {
      await people(world, 'ada', 'bob')
      await stranger(world, 'new')
      return rewrite('ada.yaml', (it) => document(it, 'ada', { email: 'new' }))(world)
    },
    ways: {
      'change the document': rewrite('ada.yaml', (world) => document(world, 'ada', { email: 'other' })),
      'change the account': async (world) => {
        await patch(world, 'new', '/traits/email', world.email('other'))
        return undefined
      },
      'the same person: let go of the one, bind the other': async (world) => {
        await command(world, { command: 'release', ids: [await idOf(world, 'ada')] })
        return command(world, { command: 'adopt', ids: [await idOf(world, 'new')], key: 'ada' })
      },
    },
  },
  {
    code: 'collision',
    name: 'an address that an account of nobody has, and another external_id',
    story: { needs: ['external_id'] },
    start: async (world) => {
      await people(world, 'bob')
      await stranger(world, 'new', { external_id: `${world.workspace}-1` })
      return rewrite('new.yaml', (it) => `external_id: ${it.workspace}-2\n${document(it, 'new')}`)(world)
    },
    ways: {
      'correct external_id': rewrite(
        'new.yaml',
        (world) => `external_id: ${world.workspace}-1\n${document(world, 'new')}`,
      ),
      'change the value': rewrite('new.yaml', (world) => document(world, 'new', { email: 'other' })),
    },
  },
  {
    code: 'collision',
    name: 'an address of somebody with a document',
    start: async (world) => {
      await people(world, 'ada', 'bob')
      await patch(world, 'bob', '/traits/username', 'bobby')
      return rewrite('ada.yaml', (it) => {
        return `traits: { email: ${it.email('ada')}, username: bobby }\nidctl: { key: ada }\n`
      })(world)
    },
    ways: {
      'another value': rewrite('ada.yaml', (world) => {
        return `traits: { email: ${world.email('ada')}, username: ada }\nidctl: { key: ada }\n`
      }),
    },
  },
  {
    code: 'collision',
    name: 'an address of somebody who is only released',
    story: { settings: 'removal: { adopted: release }\n' },
    start: async (world) => {
      await stranger(world, 'old')
      world.write('old.yaml', document(world, 'old'))
      await command(world, { command: 'adopt', keys: ['old'] })
      await people(world, 'bob', 'ada')
      world.remove('old.yaml')
      return rewrite('ada.yaml', (it) => document(it, 'ada', { email: 'old' }))(world)
    },
    ways: {
      'delete that account': async (world) => {
        await world.request('DELETE', `/identities/${await idOf(world, 'old')}`)
        return undefined
      },
    },
  },
  {
    code: 'collision',
    name: 'addresses that were exchanged in Kratos',
    start: async (world) => {
      await people(world, 'ada', 'bob', 'eve')
      await patch(world, 'ada', '/traits/email', world.email('for-now'))
      await patch(world, 'bob', '/traits/email', world.email('ada'))
      await patch(world, 'for-now', '/traits/email', world.email('bob'))
      return undefined
    },
    ways: {
      '--allow-swaps': async () => ({ consents: { swaps: 2, identifiers: 2 } }),
      'change one of them in Kratos': async (world) => {
        await patch(world, 'ada', '/traits/email', world.email('for-now'))
        return undefined
      },
    },
  },
  {
    code: 'copied-mark',
    name: 'a copy of a mark',
    start: async (world) => {
      await people(world, 'ada', 'bob')
      const { metadata_admin } = (await world.find(world.email('ada'))) as JsonObject
      await stranger(world, 'copy', { metadata_admin: metadata_admin ?? null })
      return undefined
    },
    ways: {
      'idctl release --id': async (world) => command(world, { command: 'release', ids: [await idOf(world, 'copy')] }),
    },
  },
  {
    code: 'unreadable-mark',
    name: 'a mark that is none',
    start: async (world) => {
      await people(world, 'ada', 'bob')
      await patch(world, 'ada', '/metadata_admin/idctl', 'a text')
      return undefined
    },
    ways: {
      'idctl adopt --id': async (world) =>
        command(world, { command: 'adopt', ids: [await idOf(world, 'ada')], key: 'ada' }),
    },
  },
  {
    code: 'collision',
    name: 'an address of somebody who was disabled',
    story: { settings: 'removal: { created: disable }\n' },
    start: async (world) => {
      await people(world, 'ada', 'bob')
      world.remove('ada.yaml')
      await world.apply({ removals: 1 })
      return rewrite('new.yaml', (it) => `traits: { email: ${it.email('ada')} }\n`)(world)
    },
    ways: {
      'the same person': rewrite('new.yaml', (it) =>
        document(it, 'ada-2', { email: 'ada', own: ', previously: [ada]' }),
      ),
    },
  },
]
