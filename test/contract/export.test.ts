import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { parsePathTemplate } from '../../src/documents/export/path-template.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { planIn } from '../support/planned.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, steps, type World } from '../support/world.ts'

describe.each(servers)('export on the $name', (choice) => {
  const story = storiesOn(choice)

  const read = (world: World, file: string) => readFileSync(join(world.root, 'identities', file), 'utf8')

  async function create(world: World, name: string, more: JsonObject = {}, traits: JsonObject = {}): Promise<string> {
    const body = { schema_id: 'person', traits: { email: world.email(name), ...traits }, ...more }
    const { status, body: made } = await world.request('POST', '/identities', body)
    expect(status).toBe(201)
    return (made as { id: string }).id
  }

  /** Without the times of a write, which also an adoption is. */
  function timeless(body: Json): Json {
    return JSON.parse(JSON.stringify(body), (name, value) => (name === 'updated_at' ? undefined : value)) as Json
  }

  /** Nobody else's: other stories are on the same server. */
  const own = (world: World) => ({ patterns: [`*${world.email('')}`] })

  async function values(world: World, ids: readonly string[]): Promise<unknown> {
    const found = await Promise.all(
      ids.map((id) => world.request('GET', `/identities/${id}?include_credential=password`)),
    )
    return found.map(({ body }) => {
      const { metadata_admin: admin, ...rest } = timeless(body) as JsonObject
      const others = Object.entries(admin ?? {}).filter(([name]) => name !== 'idctl')
      return { ...rest, metadata_admin: Object.fromEntries(others) }
    })
  }

  async function adopt(world: World, keys: readonly string[]): Promise<void> {
    const named = { command: 'adopt', keys } as const
    const plan = await world.plan({ named, consents: { adoptions: 10 } })
    const report = await world.applyFile(await world.saveAs(plan))
    expect(report.outcomes.map(({ outcome }) => outcome)).toEqual(keys.map(() => 'done'))
  }

  story('export, adopt, and nothing is left to do; no live value has changed', async (world) => {
    const ids = [
      await create(
        world,
        'ada',
        {
          metadata_public: { team: '012', since: '2025-01-01', flag: 'yes', n: 1.5, deep: { a: [null, { b: {} }] } },
          metadata_admin: { cost: '${env:HOME}', none: null },
          credentials: { password: { config: { password: 'correct horse battery' } } },
        },
        { name: { last: 'Love\nlace', first: 'Ada' }, roles: ['No', '#x'] },
      ),
      await create(world, 'bob', { state: 'inactive' }),
      await create(world, 'Cäsar', {
        verifiable_addresses: [{ via: 'email', value: world.email('Cäsar'), verified: true }],
      }),
    ]
    const before = await values(world, ids)
    const found = await world.export(own(world))
    expect(found.left).toEqual([])
    expect(found.files.map(({ documents: [one] }) => one?.id).toSorted()).toEqual(ids.toSorted())
    expect(read(world, `${world.email('ada')}.yaml`)).toBe(`schema_id: person
traits:
  email: ${world.email('ada')}
  name:
    first: Ada
    last: "Love\\nlace"
  roles: ["No", "#x"]
metadata_public:
  deep:
    a: [null, { b: {} }]
  flag: "yes"
  n: 1.5
  since: "2025-01-01"
  team: "012"
metadata_admin:
  cost: $\${env:HOME}
`)
    expect(read(world, `${world.email('bob')}.yaml`)).toContain('state: inactive\n')
    expect(statSync(join(world.root, 'identities', `${world.email('bob')}.yaml`)).mode & 0o777).toBe(0o600)
    expect(found.written.documents.flatMap(({ unsaid }) => unsaid)).toEqual([
      { path: '/metadata_admin/none', why: 'null' },
    ])
    expect(await values(world, ids)).toEqual(before)
    await adopt(
      world,
      found.written.documents.map(({ key }) => key),
    )
    await expectNothingToDo(world)
    expect(await values(world, ids)).toEqual(before)
  })

  story(
    'an external_id is the key, also beside an identifier that is the same text',
    async (world) => {
      const external = `export-${world.workspace}`
      await create(world, 'ada', { external_id: external }, { username: `export-ada-${world.workspace}` })
      await create(world, 'bob', {}, { username: external })
      const found = await world.export({ patterns: [world.email('bob'), external] })
      expect(found.written.documents.map(({ key }) => key).toSorted()).toEqual(
        [world.email('bob'), external].toSorted(),
      )
      await adopt(
        world,
        found.written.documents.map(({ key }) => key),
      )
      await expectNothingToDo(world)
    },
    { needs: ['external_id'] },
  )

  story('who has a document is left, who cannot have one is told, and no file is replaced', async (world) => {
    const ada = await create(world, 'ada')
    const nobody = (await world.request('POST', '/identities', {
      schema_id: 'person',
      traits: { name: { first: world.workspace } },
    })) as unknown as { body: { id: string } }
    world.write('ada.yaml', `traits: { email: ${world.email('ada')} }\n`)
    world.write(`${world.email('bob')}.yaml`, `traits: { email: ${world.email('other')} }\n`)
    const bob = await create(world, 'bob')
    const found = await world.export(own(world))
    expect(found.files.map(({ file }) => file)).toEqual([`identities/${world.email('bob')}-${bob.slice(0, 8)}.yaml`])
    expect(found.passed.documented).toBe(1)
    const all = await world.export({ patterns: [nobody.body.id] })
    expect(all.left).toMatchObject([{ id: nobody.body.id, code: 'IDC241' }])
    const elsewhere = { kind: 'files', folder: 'elsewhere', template: parsePathTemplate('{id}.json', '.json') } as const
    const first = await world.export({ ...own(world), destination: elsewhere, format: 'json' })
    expect(first.written.documents.map(({ id, outcome }) => [id, outcome])).toEqual(
      expect.arrayContaining([
        [ada, 'written'],
        [bob, 'written'],
      ]),
    )
    await world.request('PATCH', `/identities/${ada}`, [{ op: 'add', path: '/traits/roles', value: ['x'] }])
    const second = await world.export({ ...own(world), destination: elsewhere, format: 'json' })
    expect(second.written.documents.map(({ id, outcome }) => [id, outcome])).toEqual([[bob, 'same']])
    expect(second.written.left).toMatchObject([{ id: ada, code: 'IDC242' }])
  })

  story('a document in another part of the folder counts, too', async (world) => {
    await create(world, 'ada')
    const bob = await create(world, 'bob')
    world.write('hr/people.yaml', `traits: { email: ${world.email('ada')} }\n`)
    world.write('sales/.keep', '')
    const found = await world.export(own(world), 'identities/sales')
    expect(found.files.map(({ documents: [one] }) => one?.id)).toEqual([bob])
    expect(found.passed.documented).toBe(1)
    expect((await world.planned()).ok).toBe(true)
  })

  story('defaults of the folder change nobody', async (world) => {
    await create(world, 'ada', { metadata_public: { team: 'x' } })
    await create(world, 'bob')
    world.write(
      '_defaults.yaml',
      'metadata_public: { team: y, floor: 3 }\ntraits: { roles: [staff] }\nstate: inactive\n',
    )
    const found = await world.export(own(world))
    expect(found.left).toEqual([])
    expect(read(world, `${world.email('bob')}.yaml`)).toBe(`schema_id: person
traits:
  email: ${world.email('bob')}
  roles: null
metadata_public:
  team: null
  floor: null
state: active
`)
    await adopt(
      world,
      found.written.documents.map(({ key }) => key),
    )
    await expectNothingToDo(world)
  })

  story('a folder whose people expire removes nobody who is exported to it', async (world) => {
    await create(world, 'ada')
    world.write('ada.yaml', `traits: { email: ${world.email('bob')} }\nidctl: { key: the-key }\n`)
    await world.apply()
    world.remove('ada.yaml')
    world.write('_defaults.yaml', 'idctl: { expires: 2020-01-01 }\n')
    const found = await world.export({ scope: 'all', patterns: [`*${world.email('')}`, 'the-key'] })
    expect(found.left).toEqual([])
    expect(read(world, `${world.email('ada')}.yaml`)).toMatch(/\nidctl:\n {2}expires: null\n$/)
    expect(read(world, 'the-key.yaml')).toMatch(/\nidctl:\n {2}key: the-key\n {2}expires: null\n$/)
    await adopt(world, [world.email('ada')])
    expect(steps(await world.plan()).filter((step) => !step.startsWith('update the-key'))).toEqual([])
  })

  story('documents that were lost come back with their keys', async (world) => {
    world.write('ada.yaml', `traits: { email: ${world.email('ada')} }\nidctl: { key: the-key, protect: true }\n`)
    world.write('bob.yaml', `traits: { email: ${world.email('bob')} }\n`)
    await world.apply()
    world.remove('ada.yaml')
    const found = await world.export({ scope: 'managed' })
    expect(found.written.documents.map(({ key }) => key)).toEqual(['the-key'])
    expect(read(world, 'the-key.yaml')).toBe(
      `schema_id: person\ntraits:\n  email: ${world.email('ada')}\nidctl:\n  key: the-key\n  protect: true\n`,
    )
    expect(steps(await world.plan()).filter((step) => !step.startsWith('update'))).toEqual([])
    await world.apply()
    await expectNothingToDo(world)
  })

  story(
    'a value that came from a reference is written nowhere',
    async (world) => {
      world.write(
        'ada.yaml',
        `traits: { email: ${world.email('ada')} }\nmetadata_admin: { pin: "\${env:IDCTL_DOC_PIN}" }\n`,
      )
      await world.apply()
      world.remove('ada.yaml')
      const found = await world.export({ scope: 'managed' })
      expect(found.files).toEqual([])
      expect(found.left).toMatchObject([{ key: world.email('ada'), code: 'IDC241' }])
      expect(existsSync(join(world.root, 'identities', `${world.email('ada')}.yaml`))).toBe(false)
    },
    { variables: { IDCTL_DOC_PIN: 'secret-pin' } },
  )

  story(
    'a key that is in no output is not made of what is sensitive',
    async (world) => {
      const id = await create(world, 'ada')
      const found = await world.export(own(world))
      expect(found.files).toEqual([])
      const named = await world.export({ patterns: [id] })
      expect(named.files.map(({ file }) => file)).toEqual([`identities/${id}.yaml`])
      expect(planIn(await world.planned()).changes.map(({ key }) => key)).toContain(id)
    },
    { settings: 'sensitive: [/traits/email]\n' },
  )
})
