import { expect, test } from 'vitest'
import { renderDriftJson } from '../../../src/render/json-drift.ts'
import { shownDrift } from '../../../src/render/masking/shown-drift.ts'
import { desired } from '../../support/builders.ts'
import { entriesOf, judged, person, planForDrift } from '../../support/drift.ts'

const roles = (...all: string[]) => ({ email: 'ada@example.com', roles: all })
const rules = { privileged: ['/traits/roles'] }

async function powerOf(
  was: Parameters<typeof person>[0],
  now: Parameters<typeof person>[1],
  options: Parameters<typeof judged>[1] = {},
) {
  const { document, there } = person({ key: 'ada', ...was }, now)
  const plan = await planForDrift([document], [there], rules)
  const view = judged(plan, options)
  return { plan, view, all: view.identities.flatMap(({ privileged = [] }) => privileged), counts: view.privileged }
}

test('who gave themselves a role has gained it; the change that undoes it says the opposite', async () => {
  const { plan, view, all, counts } = await powerOf({ traits: roles('dev') }, { traits: roles('dev', 'admin') })
  expect(all).toEqual([{ path: '/traits/roles', by: 'value', gained: ['admin'], cause: 'drift', sensitive: false }])
  expect(counts).toEqual({ gain: 1, lose: 0, keep: 0, held: 0 })
  expect(plan.changes[0]?.privileged).toMatchObject([{ lost: ['admin'] }])
  const document = JSON.parse(renderDriftJson(shownDrift({ plan, view })))
  expect(document).toMatchObject({ privileged: counts, changes: [{ key: 'ada', privileged: [{ gained: ['admin'] }] }] })
})

test('a role that the file alone gives or takes is no drift', async () => {
  const { there } = person({ key: 'ada', traits: roles('dev') })
  const document = desired({ key: 'ada', traits: roles('admin') })
  const view = judged(await planForDrift([document], [there], rules))
  expect([view.identities, view.privileged]).toEqual([[], undefined])
})

test('who was disabled in live has lost the access that the roles gave', async () => {
  const { all, counts } = await powerOf({ traits: roles('admin'), state: 'active' }, { state: 'inactive' })
  expect(all).toEqual([{ path: '/traits/roles', by: 'access', lost: ['admin'], sensitive: false }])
  expect(counts).toEqual({ gain: 0, lose: 1, keep: 0, held: 0 })
})

test('who was disabled by idctl and activated by somebody has the roles back', async () => {
  const { there } = person({ key: 'ada', traits: roles('admin') })
  const mark = there.mark.kind === 'mark' ? there.mark.mark : undefined
  const disabled = { at: '2026-05-01T00:00:00Z', state_before: 'active' } as const
  const back = { ...there, ...(mark && { mark: { kind: 'mark', mark: { ...mark, disabled } } as const }) }
  const view = judged(await planForDrift([], [back], rules))
  expect(view.identities.map(({ privileged }) => privileged)).toEqual([
    [{ path: '/traits/roles', by: 'access', gained: ['admin'], sensitive: false }],
  ])
})

test('what a baseline accepts, or the files only observe, is told apart from what counts', async () => {
  const entries = entriesOf(
    'version: 1\naccepted:\n  - { key: ada, path: /traits/roles, owner: ops, reason: r, expires: 2026-12-31 }\n',
  )
  const was = { traits: roles('dev') }
  const now = { traits: roles('admin') }
  const accepted = await powerOf(was, now, { entries })
  expect(accepted.all).toMatchObject([{ gained: ['admin'], lost: ['dev'], held: 'accepted' }])
  expect(accepted.counts).toEqual({ gain: 0, lose: 0, keep: 0, held: 1 })
  const mode = { ownership: { '/traits/roles': 'observe' } } as const
  const observed = await powerOf({ ...was, ...mode }, now)
  expect(observed.all).toMatchObject([{ gained: ['admin'], lost: ['dev'], held: 'observed' }])
  const counted = await powerOf({ ...was, ...mode }, now, { includeObserved: true })
  expect(counted.counts).toEqual({ gain: 1, lose: 1, keep: 0, held: 0 })
})
