import { describe, expect } from 'vitest'
import type { Feature } from '../../src/model/abilities.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, refusals, type World } from '../support/world.ts'

describe.each(servers)('what the version of the $name can do', (choice) => {
  const story = storiesOn(choice)

  const organization = '7b0d34a9-8f0c-4f0e-9d35-1f2c8c9a6b11'
  const asked: readonly [Feature, string, (world: World) => JsonObject][] = [
    ['external_id', 'external_id: "{tag}-e1"', ({ workspace }) => ({ external_id: `${workspace}-e1` })],
    ['organization_id', `organization_id: ${organization}`, () => ({ organization_id: organization })],
    [
      'import_saml',
      'credentials: { saml: { config: { providers: [{ provider: okta, subject: "{tag}" }] } } }',
      ({ workspace }) => ({ credentials: { saml: { identifiers: [`okta:${workspace}`] } } }),
    ],
    [
      'oidc_organization',
      `credentials: { oidc: { config: { providers: [{ provider: google, subject: "{tag}", organization: ${organization} }] } } }`,
      ({ workspace }) => ({ credentials: { oidc: { identifiers: [`google:${workspace}`] } } }),
    ],
  ]
  for (const [feature, line, expected] of asked) {
    story(`${feature} is written, or refused with its line before anything is sent`, async (world) => {
      world.write(
        'ada.yaml',
        `traits: { email: ${world.email('ada')} }\nidctl: { key: ada }\n${line.replace('{tag}', world.workspace)}\n`,
      )
      if ((await world.abilities()).lacks[feature]) {
        expect(await refusals(world)).toEqual(['IDC560'])
        expect(await world.find(world.email('ada'))).toBeUndefined()
        return
      }
      expect((await world.apply()).report.counts).toMatchObject({ done: 1, failed: 0 })
      expect(await world.find(world.email('ada'))).toMatchObject(expected(world))
      await expectNothingToDo(world)
    })
  }

  story('who is reported as created is there, beside one who meets a conflict', async (world) => {
    const names = Array.from({ length: 6 }, (_, index) => `p${index}`)
    for (const name of names) world.write(`${name}.yaml`, `traits: { email: ${world.email(name)} }\n`)
    const plan = await world.savePlan()
    await world.request('POST', '/identities', { schema_id: 'person', traits: { email: world.email('p3') } })
    const { outcomes } = await world.applyFile(plan)
    const done = outcomes.filter(({ outcome }) => outcome === 'done').map(({ id }) => id)
    expect(done).toHaveLength(5)
    for (const id of done) expect((await world.request('GET', `/identities/${id}`)).status).toBe(200)
  })

  story('a whole top-level field can be taken away', async (world) => {
    const document = (rest: string) => `traits: { email: ${world.email('ada')} }\nidctl: { key: ada }\n${rest}`
    world.write('ada.yaml', document('metadata_public: { team: x }\n'))
    await world.apply()
    world.write('ada.yaml', document('metadata_public: null\n'))
    expect((await world.apply()).report.counts).toMatchObject({ done: 1, failed: 0 })
    expect(await world.find(world.email('ada'))).toMatchObject({ metadata_public: null })
    await expectNothingToDo(world)
  })
})
