import { describe, expect, test } from 'vitest'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import { decideAll } from '../../../src/reconcile/plan/decide-all.ts'
import { judgeGuards } from '../../../src/reconcile/plan/guard.ts'
import { summarise } from '../../../src/reconcile/plan/summary.ts'
import { watchInventory } from '../../../src/reconcile/plan/watch-inventory.ts'
import { desired, live, policy, testWorkspace } from '../../support/builders.ts'
import { configFor } from '../../support/config.ts'
import { inventoryAt } from '../../support/inventory.ts'
import { project } from '../../support/temp-project.ts'

const gone = '00000000-0000-4000-8000-0000000000aa'

const markOf = (key: string): Mark => ({
  v: 1,
  workspace: testWorkspace,
  key,
  origin: `identities/${key}.yaml`,
  made: 'created',
  fields: {},
})

/** The change of the one document, where the inventory has `entries` (key → id) and the listing shows `listed`. */
async function decide(
  document: DesiredIdentity,
  entries: Readonly<Record<string, string>>,
  listed: readonly LiveIdentity[] = [],
) {
  const known = await inventoryAt(`${project({})}/inventory`, { workspace: testWorkspace })
  for (const [key, id] of Object.entries(entries)) known.enter(key, id, [])
  async function* pages() {
    yield listed
  }
  const { changes } = await decideAll([document], pages(), policy({ known }), [watchInventory(known, testWorkspace)])
  return changes.find(({ key }) => key === document.key)
}

describe('a document without a live identity', () => {
  test('whose key the inventory knows is a recreation', async () => {
    const change = await decide(desired({ key: 'ada' }), { ada: gone })
    expect(change).toMatchObject({
      action: 'create',
      recreates: true,
      former_id: gone,
      counts: { recreations: 1 },
      consequences: [{ code: 'recreated', text: expect.stringContaining(`(${gone}) is gone`) }],
    })
  })

  test.each([
    ['a former key', { key: 'lovelace', previously: ['ada'] }, { ada: gone }],
    [
      'a former login identifier, however it is written',
      { key: 'x', previously: ['Ada@Example.com'] },
      { 'ada@example.com': gone },
    ],
  ])('is one by %s, too', async (_name, document, entries) => {
    expect(await decide(desired(document), entries)).toMatchObject({ recreates: true, former_id: gone })
  })

  test.each([
    ['nobody knows', desired({ key: 'ada' }), { bob: gone }],
    ['is new, with a former key that nobody knows', desired({ key: 'ada', previously: ['bob'] }), {}],
  ])('that %s is a plain creation', async (_name, document, entries) => {
    const change = await decide(document, entries)
    expect(change).toMatchObject({ action: 'create', counts: {}, consequences: [] })
    expect(change).not.toHaveProperty('recreates')
  })

  test('whose former key is managed under another external_id is that person: so an external_id changes', async () => {
    const other = live({ external_id: 'e-1', mark: markOf('ada') })
    const document = desired({ key: 'bob', external_id: 'e-2', traits: { email: 'bob@x.com' }, previously: ['ada'] })
    expect(await decide(document, { ada: other.id }, [other])).toMatchObject({
      action: 'update',
      key: 'bob',
      fields: expect.arrayContaining([expect.objectContaining({ path: '/external_id', after: 'e-2' })]),
    })
  })

  test('whose identity is there without the mark, and matches no more, is said to become a second account', async () => {
    const stripped = live({ id: gone, traits: { email: 'married@example.com' } })
    expect(await decide(desired({ key: 'ada' }), { ada: gone }, [stripped])).toMatchObject({
      counts: { recreations: 1 },
      consequences: [{ text: expect.stringContaining('second account') }],
    })
  })
})

test('an identity that lost its mark and still matches is adopted by the ordinary rules', async () => {
  const stripped = live({ id: gone, verified: true })
  const change = await decide(desired({ key: 'ada' }), { ada: gone }, [stripped])
  expect(change).toMatchObject({ action: 'adopt', id: gone, counts: { adoptions: 1 } })
})

test('a managed identity is none of this', async () => {
  const document = desired({ key: 'ada' })
  const managed = live({ mark: markOf('ada') })
  expect(await decide(document, { ada: gone }, [managed])).toMatchObject({ action: 'update', id: managed.id })
})

test('one recreation trips the guard, consent by number lifts it, and it is drift', async () => {
  const change = await decide(desired({ key: 'ada' }), { ada: gone })
  const changes = change === undefined ? [] : [change]
  const { guards } = configFor('/')
  const verdict = (consents: { recreations?: number }) =>
    judgeGuards(changes, 1000, guards, consents).find(({ guard }) => guard === 'recreations')
  expect(verdict({})).toMatchObject({ count: 1, limit: 0, tripped: true })
  expect(verdict({ recreations: 1 })).toMatchObject({ tripped: false })
  expect(summarise(changes, 0, 0)).toMatchObject({ create: 1, drifted: 1 })
})
