/**
 * The pages, each as `pass` gives it on. No generator: one that waits for its next page holds on to the page before, so that it would be moved among the
 * old objects of the heap, which are rarely collected.
 */
export function eachPage<Page>(pages: AsyncIterable<Page>, pass: (page: Page) => Page): AsyncIterable<Page> {
  return {
    [Symbol.asyncIterator]() {
      const inner = pages[Symbol.asyncIterator]()
      return {
        async next() {
          const got = await inner.next()
          return got.done === true ? got : { done: false, value: pass(got.value) }
        },
        async return() {
          await inner.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}

/** Pages that can be taken one by one, and given up before the last. */
export type Pages<Page> = Required<Omit<AsyncIterableIterator<Page, undefined>, 'throw'>>

/** Takes the page of this step. */
export type Hand<Page> = (page: Page) => void

/** The pages of a generator that hands one over before each `yield`, so that it holds on to none while it waits. */
export function handedOver<Page>(run: (hand: Hand<Page>) => AsyncGenerator<void, void, undefined>): Pages<Page> {
  let handed: Page[] = []
  const steps = run((page) => {
    handed = [page]
  })
  const takeOver = (): IteratorResult<Page, undefined> => {
    const [value] = handed as [Page]
    handed = []
    return { done: false, value }
  }
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      const { done } = await steps.next()
      return done === true ? { done, value: undefined } : takeOver()
    },
    async return() {
      await steps.return()
      return { done: true, value: undefined }
    },
  }
}

/** Calls `see` with each page. Holds on to none while it waits for the next. */
export async function forEachPage<Page>(pages: AsyncIterable<Page>, see: (page: Page) => void): Promise<void> {
  const inner = pages[Symbol.asyncIterator]()
  const seeNext = async (): Promise<boolean> => {
    const got = await inner.next()
    if (got.done !== true) see(got.value)
    return got.done !== true
  }
  try {
    while (await seeNext());
  } catch (error) {
    await inner.return?.()
    throw error
  }
}
