import { expect, test } from 'vitest'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import { watchWaysIn } from '../../../src/reconcile/plan/access.ts'
import { decideAll } from '../../../src/reconcile/plan/decide-all.ts'
import { decideByKeys } from '../../../src/reconcile/plan/decide-by-keys.ts'
import type { Watcher } from '../../../src/reconcile/plan/watcher.ts'
import { desired, live, policy, testWorkspace } from '../../support/builders.ts'

const markOf = (key: string, id?: string): Mark => ({
  v: 1,
  workspace: testWorkspace,
  key,
  origin: `identities/${key}.yaml`,
  named: true,
  ...(id !== undefined && { id }),
  made: 'created',
  fields: {},
})

const person = (key: string, id = `id-${key}`): LiveIdentity =>
  live({ id, traits: { email: `${key}@example.com` }, mark: markOf(key, id) })

const document = (key: string): DesiredIdentity => desired({ key, traits: { email: `${key}@example.com` } })

/** In pages of one. */
async function* pagesOf(identities: readonly LiveIdentity[]) {
  for (const identity of identities) yield [identity]
}

function witness(): Watcher & { readonly told: string[] } {
  const told: string[] = []
  return {
    told,
    see: ({ id }, own) => told.push(`see ${id} ${own?.key}`),
    sawAll: () => told.push('saw all'),
    take: (pair) => told.push(`take ${'desired' in pair ? pair.desired.key : pair.mark.key}`),
    withdraw: (id) => told.push(`withdraw ${id}`),
  }
}

test('everybody is seen before it is said that all were, and each pair is told once', async () => {
  const documents = [document('ada'), document('new')]
  const people = [person('ada'), person('gone'), live({ id: 'stranger', traits: { email: 's@example.com' } })]
  for (const decide of [
    (watcher: Watcher) => decideAll(documents, pagesOf(people), policy(), [watcher]),
    (watcher: Watcher) =>
      decideByKeys(
        documents,
        { pages: pagesOf(people), again: () => pagesOf(people) },
        policy(),
        { command: 'release', keys: ['gone'] },
        [watcher],
      ),
  ]) {
    const watcher = witness()
    await decide(watcher)
    expect(watcher.told.filter((line) => line.startsWith('see') || line === 'saw all')).toEqual([
      'see id-ada ada',
      'see id-gone undefined',
      'see stranger undefined',
      'saw all',
    ])
    expect(watcher.told.filter((line) => line.startsWith('take')).sort()).toEqual(['take ada', 'take gone', 'take new'])
    expect(watcher.told.indexOf('take ada')).toBeLessThan(watcher.told.indexOf('saw all'))
    expect(watcher.told.indexOf('take new')).toBeGreaterThan(watcher.told.indexOf('saw all'))
  }
})

test('an account that was joined and is in question after all is withdrawn, and is among no ways in', async () => {
  const documents = [document('ada')]
  const twins = [person('ada', 'first'), person('ada', 'second')]
  const [watcher, ways] = [witness(), watchWaysIn(policy())]
  const { changes } = await decideAll(documents, pagesOf(twins), policy(), [watcher, ways])
  expect(watcher.told).toContain('withdraw first')
  expect(changes.map(({ action, blocked }) => `${action} ${blocked?.code}`)).toContain('none copied-mark')
  expect(ways.found().map(({ id }) => id)).not.toContain('first')
})

test('ways in come in the order of keys, of creations too', async () => {
  const ways = watchWaysIn(policy())
  await decideAll([document('zoe'), document('bob')], pagesOf([person('zoe'), person('ada')]), policy(), [ways])
  expect(ways.found().map(({ key, id }) => `${key} ${id}`)).toEqual(['ada id-ada', 'bob undefined', 'zoe id-zoe'])
})

test('the ways in name people as their changes do, and also those who do not change', async () => {
  const named = (key: string, name: string) => desired({ key, traits: { email: `${key}@example.com`, name } })
  const documents = [named('ada', 'Ada Byron'), named('new', 'Nora Neu'), named('mute', '')]
  const people = documents
    .filter(({ key }) => key !== 'new')
    .map((one) =>
      live({ id: `id-${one.key}`, traits: { email: `${one.key}@example.com`, name: one.key === 'ada' ? 'Ada' : '' } }),
    )
  const ways = watchWaysIn(policy({ adopt: 'any' }))
  const { changes } = await decideAll(documents, pagesOf(people), policy({ adopt: 'any' }), [ways])
  const names = Object.fromEntries(ways.found().map(({ key, display }) => [key, display]))
  expect(names).toEqual({ ada: 'Ada Byron', new: 'Nora Neu', mute: 'mute@example.com' })
  expect(Object.fromEntries(changes.map(({ key, display }) => [key, display]))).toMatchObject(names)
})
