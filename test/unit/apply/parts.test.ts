import { describe, expect, test } from 'vitest'
import { batchesOf } from '../../../src/apply/create/batch.ts'
import type { Creation } from '../../../src/apply/create/creation.ts'
import { executeChanges } from '../../../src/apply/executor.ts'
import { withVerified } from '../../../src/apply/update/verified.ts'
import { divergingPaths, lostAddresses } from '../../../src/apply/write/check-written.ts'
import { oneLine } from '../../../src/apply/write/rejection.ts'
import { identifiersAgree } from '../../../src/identity/held-identifiers.ts'
import { inParallel } from '../../../src/live/in-parallel.ts'
import type { Change } from '../../../src/model/change.ts'
import { digestOf } from '../../../src/model/digest.ts'
import { todoItem } from '../../../src/model/todo.ts'
import { apply, contextFor, create, managed, markOf, update } from '../../support/apply-harness.ts'
import { MemoryLive, personSchema } from '../../support/memory-live.ts'

async function sizes(items: readonly Partial<Creation>[]): Promise<number[]> {
  async function* stream() {
    yield* items as Creation[]
  }
  const found: number[] = []
  for await (const batch of batchesOf(stream(), { count: 3, bytes: 1000, plaintext: 2 })) found.push(batch.length)
  return found
}

test.each([
  ['by count', Array.from({ length: 7 }, () => ({ bytes: 1, plaintext: false })), [3, 3, 1]],
  ['by bytes', [400, 400, 400, 10].map((bytes) => ({ bytes, plaintext: false })), [2, 2]],
  ['one that is too large stands alone', [10, 5000, 10].map((bytes) => ({ bytes, plaintext: false })), [1, 1, 1]],
  ['by plain passwords', Array.from({ length: 3 }, () => ({ bytes: 1, plaintext: true })), [2, 1]],
  ['nothing', [], []],
])('batches %s', async (_, items, expected) => {
  expect(await sizes(items)).toEqual(expected)
})

test.each([
  ['plain words', [], 'plain words'],
  ['I[#] S[#] validation failed\n  I[#/traits/a] S[#] too short\n', [], 'I[#/traits/a] S[#] too short'],
  ['the first\nthe second', [], 'the first'],
  ['says "secret" and "secret-2"', ['secret', 'secret-2', ''], 'says "•••" and "•••"'],
  ['bell\u0007 and \u202eback', [], 'bell and back'],
  ['', [], ''],
  ['x'.repeat(400), [], `${'x'.repeat(300)}…`],
])('a reason is one printable line: %j', (text, hidden, expected) => {
  expect(oneLine(text, hidden)).toBe(expected)
})

describe('verification', () => {
  const live = new MemoryLive()
  const ada = managed(live, 'ada')

  test.each([
    [['ada@example.com'], true],
    [[' ADA@example.com '], true],
    [['ada@example.com', 'old@example.com'], false],
    [[], false],
  ])('login identifiers %j', (password, expected) => {
    expect(identifiersAgree({ ...ada, credentials: { password, oidc: ['google:1'] } }, personSchema)).toBe(expected)
  })

  test.each([
    ['once: one more write repairs it', 1, 'done'],
    ['for good: a failure', 99, 'failed'],
  ])('identifiers that another writer left behind %s', async (_, times, expected) => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    const change = update(ada, { '/traits/email': 'new@example.com' })
    let spoilt = 0
    live.faults = (call) => (call === 1 ? { kind: 'lost', effect: true } : undefined)
    live.meddle = () => {
      const now = live.identities.get(ada.id)
      if (now?.traits['email'] !== 'new@example.com' || live.calls.at(-1)?.kind !== 'read') return
      if (live.requests.length === 1 || spoilt++ < times - 1) {
        const credentials = { password: ['new@example.com', 'ada@example.com'] }
        live.identities.set(ada.id, { ...now, credentials })
      }
    }
    const report = await apply(live, [change])
    expect(report.outcomes).toMatchObject([{ outcome: expected }])
    expect(live.requests.at(-1)).toEqual({ kind: 'patch', id: ada.id, operations: [] })
  })

  test.each([
    ['an address that counts as verified and comes back, is verified', 'ada@example.com', true],
    ['another one is not', 'bea@example.com', undefined],
  ])('%s', (_, owed, expected) => {
    const item = todoItem({ kind: 'verify', via: 'email', digest: digestOf(owed) })
    const mark = { ...markOf('ada'), todo: [item] }
    const aside = { ...ada, verifiable_addresses: [], mark: { kind: 'mark', mark } } as const
    const change = update(aside, { '/traits/email': 'ada@example.com' })
    const edits = withVerified(
      change,
      [{ path: '/traits/email', after: 'ada@example.com' }],
      aside,
      personSchema,
      contextFor(live),
    )
    expect(edits.find(({ path }) => path === '/verifiable_addresses/email:ada@example.com/verified')?.after).toBe(
      expected,
    )
  })

  test('declared addresses that Kratos dropped', () => {
    const change = create(
      'ada',
      {},
      {
        verifiable_addresses: [
          { via: 'email', value: 'Ada@Example.com' },
          { via: 'email', value: 'ada@example.com', verified: true },
          { via: 'email', value: 'other@example.com' },
        ],
        recovery_addresses: [{ via: 'sms', value: '+1' }],
      },
    )
    expect(lostAddresses(ada, change)).toEqual(['/verifiable_addresses/2', '/recovery_addresses/0'])
    const edits = [{ path: '/verifiable_addresses/email:ada@example.com/verified', after: true }]
    expect(divergingPaths(ada, { edits, mark: undefined, schema: undefined })).toContain(
      '/verifiable_addresses/email:(sensitive)/verified',
    )
  })
})

test('work in parallel: all that is under way ends before an error is thrown', async () => {
  const ended: number[] = []
  const work = async (item: number) => {
    await new Promise((resolve) => setImmediate(resolve))
    if (item === 1) throw new Error('one')
    ended.push(item)
  }
  await expect(inParallel([1, 2, 3, 4], 2, work)).rejects.toThrow('one')
  expect(ended).toContain(2)
  expect(ended).not.toContain(4)
})

test('the plan is read as it is executed, not collected', async () => {
  const live = new MemoryLive()
  const people = Array.from({ length: 300 }, (_, index) => managed(live, `p${index}`))
  let read = 0
  let ahead = 0
  async function* changes(): AsyncGenerator<Change> {
    for (const person of people) {
      read += 1
      yield update(person, { '/traits/name': 'N' })
    }
    for (let index = 0; index < 300; index += 1) {
      read += 1
      yield create(`c${index}`, { '/traits/email': `c${index}@x.org` })
    }
  }
  let ended = 0
  const onOutcome = () => {
    ended += 1
    ahead = Math.max(ahead, read - ended)
  }
  await executeChanges(changes(), contextFor(live, { onOutcome, batchSize: 20 }))
  expect(ended).toBe(600)
  expect(ahead).toBeLessThanOrEqual(70)
})
