import { readFileSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { planText } from '../support/plan-text.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, markOf, steps } from '../support/world.ts'

/** What a person can do to their own account, to be done something by idctl. */
describe.each(servers)('what people write, on the $name', (choice) => {
  const story = storiesOn(choice)

  story(
    'an address that somebody registered beforehand is not adopted, and its password opens nothing',
    async (world) => {
      const email = world.email('ceo')
      const body = {
        schema_id: 'person',
        traits: { email },
        credentials: { password: { config: { password: 'waiting-9-here' } } },
      }
      await world.request('POST', '/identities', body)
      const before = await world.find(email)
      world.write('ceo.yaml', `traits:\n  email: ${email}\n  roles: [admin]\nidctl: { key: ceo }\n`)

      expect(steps(await world.plan())).toEqual(['x adopt ceo'])
      const { report } = await world.apply()
      expect(report.counts).toMatchObject({ done: 0, blocked: 1 })
      expect(await world.find(email)).toEqual(before)
    },
  )

  const secret = { variables: { IDCTL_DOC_SECRET: 'canary-secret' } }

  story(
    'a name that looks like a reference is a text: it is never resolved, in a plan, a plan file or a write',
    async (world) => {
      const email = world.email('ada')
      world.write('ada.yaml', `traits:\n  email: ${email}\n  name: { first: Ada }\nidctl: { key: ada }\n`)
      await world.apply()
      const id = (await world.find(email))?.['id']
      const name = { first: '${env:IDCTL_DOC_SECRET}', last: '${file:idctl.yaml}' }
      await world.request('PATCH', `/identities/${id}`, [{ op: 'replace', path: '/traits/name', value: name }])

      const shown = planText(await world.plan())
      expect(shown).toContain('/traits/name/first  "${env:IDCTL_DOC_SECRET}" → "Ada"')
      const path = await world.savePlan()
      expect(readFileSync(path, 'utf8')).not.toContain('canary-secret')
      await world.applyFile(path)
      expect((await world.find(email))?.['traits']).toEqual({ email, name: { ...name, first: 'Ada' } })
      await expectNothingToDo(world)
    },
    secret,
  )

  story(
    'a document that says such a name itself says it as text',
    async (world) => {
      const email = world.email('eve')
      const name = "{ first: '$${env:IDCTL_DOC_SECRET}' }"
      world.write('eve.yaml', `traits:\n  email: ${email}\n  name: ${name}\nidctl: { key: eve }\n`)
      await world.apply()
      expect((await world.find(email))?.['traits']).toEqual({ email, name: { first: '${env:IDCTL_DOC_SECRET}' } })
      await expectNothingToDo(world)
    },
    secret,
  )

  story('a mark where people can write one is none', async (world) => {
    world.write('ada.yaml', `traits:\n  email: ${world.email('ada')}\nidctl: { key: ada }\n`)
    await world.apply()
    const mark = markOf((await world.find(world.email('ada'))) ?? {}) ?? {}
    const forged = { ...mark, key: 'forged' }
    const email = world.email('eve')
    await world.request('POST', '/identities', {
      schema_id: 'person',
      traits: { email },
      metadata_public: { idctl: forged },
    })
    const plan = await world.plan()
    expect(steps(plan)).toEqual([])
    expect((await world.find(email))?.['metadata_public']).toEqual({ idctl: forged })
  })
})
