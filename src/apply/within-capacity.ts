import { inParallel } from '../live/in-parallel.ts'
import type { Run } from './run.ts'

/**
 * Carries out changes of single identities: as many at once as the user allows, and no more than the server has room for. An item waits
 * before its work begins, so nothing that it has read grows old.
 */
export async function withinCapacity<T>(
  run: Run,
  items: AsyncIterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const { target, concurrency } = run.context
  let underWay = 0
  let waiting: (() => void)[] = []
  await inParallel(items, concurrency, async (item) => {
    while (underWay >= Math.max(1, target.capacity?.() ?? concurrency)) {
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    underWay += 1
    try {
      await work(item)
    } finally {
      underWay -= 1
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    }
  })
}
