import { expect, test } from 'vitest'
import type { Blocked, DisableChange } from '../../../src/model/change.ts'
import { apply, disable, kinds, managed, remove } from '../../support/apply-harness.ts'
import { MemoryLive } from '../../support/memory-live.ts'

const refused: Blocked = { code: 'schema', reason: 'Kratos refuses it', hint: 'repair it', still: 'revoke_sessions' }

function world() {
  const live = new MemoryLive()
  const ada = managed(live, 'ada')
  return { live, ada, change: { ...disable(ada), blocked: refused } satisfies DisableChange }
}

test('a blocked disable ends the sessions, writes nothing, and stays blocked', async () => {
  const { live, ada, change } = world()
  const { outcomes, counts } = await apply(live, [change])
  expect(live.requests.map(({ kind }) => kind)).toEqual(['revoke-sessions'])
  expect(live.sessions.has(ada.id)).toBe(false)
  expect(live.identities.get(ada.id)).toEqual(ada)
  expect(counts).toMatchObject({ blocked: 1, done: 0, failed: 0 })
  expect(outcomes).toMatchObject([
    {
      key: 'ada',
      outcome: 'blocked',
      reason: 'Kratos refuses it; its sessions were ended all the same',
      hint: 'repair it',
    },
  ])
})

test.each<[string, (scene: ReturnType<typeof world>) => void, string]>([
  ['it is gone', ({ live, ada }) => live.identities.delete(ada.id), 'moved'],
  ['somebody has repaired and changed it', ({ live, ada }) => edit(live, ada.id, { state: 'inactive' }), 'moved'],
  ['it is ours no more', ({ live, ada }) => edit(live, ada.id, { mark: { kind: 'none' } }), 'moved'],
  ['the revocation fails', ({ live }) => spoil(live), 'failed'],
])('where %s, nobody is signed out unawares', async (_, change, outcome) => {
  const scene = world()
  change(scene)
  expect(kinds(await apply(scene.live, [scene.change]))).toEqual({ ada: outcome })
  expect(scene.live.sessions.has(scene.ada.id)).toBe(true)
})

function edit(live: MemoryLive, id: string, more: object): void {
  const identity = live.identities.get(id)
  if (identity) live.identities.set(id, { ...identity, ...more })
}

function spoil(live: MemoryLive): void {
  live.faults = () => ({ kind: 'rejected', status: 400, reason: 'no' })
}

test('no other change does anything while it is blocked, whatever a plan file says', async () => {
  const { live, ada } = world()
  expect(kinds(await apply(live, [{ ...remove('delete', ada), blocked: refused }]))).toEqual({ ada: 'blocked' })
  expect(live.requests).toEqual([])
})

test('once a limit of failures is reached, its sessions stay as they are', async () => {
  const { live, change } = world()
  const bob = managed(live, 'bob')
  live.faults = (call) => (call === 1 ? { kind: 'rejected', status: 400 } : undefined)
  const report = await apply(live, [remove('release', bob), change], { maxFailures: 1, concurrency: 1 })
  expect(kinds(report)).toEqual({ bob: 'failed', ada: 'skipped' })
})

test('a disable that Kratos refuses unforeseen ends the sessions, and says both', async () => {
  const { live, ada } = world()
  live.faults = (_, { kind }) =>
    kind === 'patch' ? { kind: 'rejected', status: 400, reason: 'no such phone' } : undefined
  const { outcomes } = await apply(live, [disable(ada)])
  expect(outcomes).toMatchObject([{ outcome: 'failed', reason: 'no such phone; its sessions were ended all the same' }])
  expect(live.sessions.has(ada.id)).toBe(false)
})

test('where they cannot be ended either, the first failure is told', async () => {
  const { live, ada } = world()
  spoil(live)
  expect((await apply(live, [disable(ada)])).outcomes).toMatchObject([{ outcome: 'failed', reason: 'no' }])
})
