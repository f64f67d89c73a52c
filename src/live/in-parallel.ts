/**
 * Works through a stream, a few items at once; takes an item only when a worker is free. When the stream or an item throws, it
 * waits for the work under way, then throws the first error.
 */
export async function inParallel<T>(
  items: Iterable<T> | AsyncIterable<T>,
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = toAsync(items)
  let failed = false
  const worker = async (): Promise<void> => {
    while (!failed) {
      try {
        const next = await iterator.next()
        if (next.done === true) return
        await work(next.value)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const results = await Promise.allSettled(Array.from({ length: Math.max(1, concurrency) }, worker))
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

async function* toAsync<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
  yield* items
}
