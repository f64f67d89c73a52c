import { expect, test, vi } from 'vitest'
import { Chain, WaitingRoom } from '../../../../src/live/kratos/chain.ts'
import type { Arrived } from '../../../../src/live/kratos/page.ts'

test('pages that nobody takes any more leave their room to others, also one that is still to come', async () => {
  const room = new WaitingRoom()
  const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  const arrive: ((page: Arrived) => void)[] = []
  const fetch = vi.fn(() => new Promise<Arrived>((resolve) => arrive.push(resolve)))
  const chain = new Chain({ fetch, goesOn: () => true, room })
  const page = (number: number): Arrived =>
    ({ token: undefined, size: 500, length: 6 * 1024 * 1024, lastId: idOf(number) }) as unknown as Arrived
  void chain.readAhead()
  arrive[0]?.(page(0))
  await vi.waitFor(() => expect(fetch).toHaveBeenCalledTimes(2))
  chain.giveUp()
  arrive[1]?.(page(1))
  await new Promise(setImmediate)
  expect(fetch).toHaveBeenCalledTimes(2)
  const other = { length: 11.9 * 1024 * 1024 } as Arrived
  room.enter(other)
  expect(room.isFull).toBe(false)
})
