import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestServer } from '../support/kratos.ts'
import { servers } from '../support/servers.ts'
import { createWorld, expectNothingToDo, type World } from '../support/world.ts'

const variables = { IDCTL_DOC_FIRST: 'CANARY-first', IDCTL_DOC_ROLE: 'CANARY-role' }

for (const server of servers) {
  describe.runIf(server.available)(`references on ${server.name}`, () => {
    let running: TestServer
    let world: World
    beforeAll(async () => {
      running = await server.start()
      world = await createWorld(running, {
        variables,
        settings: 'ownership: { /traits/roles: merge, /traits/phone: seed }\n',
      })
    })
    afterAll(async () => {
      await world.close()
      await running.stop()
    })

    const document = (last: string) =>
      [
        'traits:',
        `  email: ${world.email('ada')}`,
        `  name: { first: "\${env:IDCTL_DOC_FIRST}", last: ${last} }`,
        '  roles: [plain, "${env:IDCTL_DOC_ROLE}"]',
        '  phone: "${env:IDCTL_DOC_FIRST}"',
        'idctl: { key: ada }',
        '',
      ].join('\n')

    test('a change beside referenced leaves leaves nothing for the next plan', async () => {
      world.write('ada.yaml', document('Byron'))
      await world.apply()
      await expectNothingToDo(world)

      world.write('ada.yaml', document('Lovelace'))
      const { plan, report } = await world.apply()
      expect(JSON.stringify([plan, report])).not.toContain('CANARY')
      expect(report.counts).toMatchObject({ done: 1 })
      expect(await world.find(world.email('ada'))).toMatchObject({
        traits: { name: { first: 'CANARY-first', last: 'Lovelace' }, roles: ['plain', 'CANARY-role'] },
      })
      await expectNothingToDo(world)
    })

    test('a merge list from references keeps the elements of others', async () => {
      const id = (await world.find(world.email('ada')))?.['id']
      await world.request('PATCH', `/identities/${id}`, [{ op: 'replace', path: '/traits/roles', value: ['theirs'] }])
      const { report } = await world.apply()
      expect(report.counts).toMatchObject({ done: 1 })
      expect(await world.find(world.email('ada'))).toMatchObject({
        traits: { roles: ['theirs', 'plain', 'CANARY-role'] },
      })
      await expectNothingToDo(world)
    })

    const bob = (line: string, settings = '') =>
      `traits: { email: ${world.email('bob')} }\nmetadata_admin: { plain: open${line} }\nidctl: { key: bob${settings} }\n`
    const token = ', token: "${env:IDCTL_DOC_FIRST}"'

    test.each([
      { becomes: 'nothing', line: '', live: { plain: 'open' } },
      { becomes: 'another literal', line: ', token: literal', live: { token: 'literal' } },
      { becomes: 'an object', line: ', token: { of: literal }', live: { token: { of: 'literal' } } },
    ])('a value from a reference whose line becomes $becomes is in no plan', async ({ line, live }) => {
      world.write('bob.yaml', bob(token))
      await world.apply()
      expect(await world.find(world.email('bob'))).toMatchObject({ metadata_admin: { token: 'CANARY-first' } })

      world.write('bob.yaml', bob(line))
      const { plan, report } = await world.apply()
      expect(JSON.stringify([plan, report])).not.toContain('CANARY')
      expect(report.counts).toMatchObject({ done: 1 })
      expect(await world.find(world.email('bob'))).toMatchObject({ metadata_admin: live })
      await expectNothingToDo(world)
    })

    test('nor when the leaf was let go of in between', async () => {
      world.write('bob.yaml', bob(token))
      await world.apply()
      world.write('bob.yaml', bob(token, ', ownership: { /metadata_admin/token: ignore }'))
      await world.apply()
      world.write('bob.yaml', bob(', token: literal'))
      const { plan, report } = await world.apply()
      expect(JSON.stringify([plan, report])).not.toContain('CANARY')
      expect(report.counts).toMatchObject({ done: 1 })
      await expectNothingToDo(world)
    })
  })
}
