import { EventEmitter } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listeningWhileWaiting } from '../../../src/cli/listening-source.ts'
import { listenForSignals } from '../../../src/cli/signals.ts'
import type { Pause } from '../../../src/in-pieces.ts'
import type { LiveSource } from '../../../src/live/ports.ts'

const counts = (emitter: EventEmitter) => ['SIGINT', 'SIGTERM'].map((name) => emitter.listenerCount(name))

/** A source that notes who listens while it is asked; nothing else of it is used. */
function stage(over: Partial<LiveSource> = {}) {
  const emitter = new EventEmitter()
  const { stop } = listenForSignals(emitter, () => undefined)
  const heard: number[][] = []
  const note = async <T>(value: T): Promise<T> => {
    heard.push(counts(emitter))
    return value
  }
  const source = {
    version: () => note('v26.2.0'),
    count: () => note(3),
    async *list() {
      yield await note([])
      yield await note([])
      await note(undefined)
    },
    serverTime: () => undefined,
    ...over,
  } as unknown as LiveSource
  const run = <T>(work: (source: LiveSource, pause: Pause) => Promise<T>) =>
    listeningWhileWaiting(emitter, stop, source, work)
  return { emitter, stop, heard, run }
}

test('nobody listens while it computes, and everybody while it waits', async () => {
  const { emitter, heard, run, stop } = stage()
  const computing: number[][] = []
  await run(async (source) => {
    computing.push(counts(emitter))
    await source.version(stop)
    computing.push(counts(emitter))
    for await (const _ of source.list(stop)) computing.push(counts(emitter))
    computing.push(counts(emitter))
  })
  expect(computing).toEqual(Array.from({ length: 5 }, () => [0, 0]))
  expect(heard).toEqual(Array.from({ length: 4 }, () => [1, 1]))
  expect(counts(emitter)).toEqual([1, 1])
})

test('several waits at once: everybody listens until the last of them is over', async () => {
  const opens: (() => void)[] = []
  const held = () => new Promise<never>((resolve) => opens.push(resolve as () => void))
  const { emitter, run, stop } = stage({ version: held, count: held })
  await run(async (source) => {
    const waits = [source.version(stop), source.count(stop)]
    opens[0]?.()
    await waits[0]
    expect(counts(emitter)).toEqual([1, 1])
    opens[1]?.()
    await waits[1]
    expect(counts(emitter)).toEqual([0, 0])
  })
  expect(counts(emitter)).toEqual([1, 1])
})

test('a signal that comes as a wait ends is heard, and ends the work', async () => {
  const { emitter, run, stop } = stage({
    version: async () => {
      setImmediate(() => emitter.emit('SIGTERM'))
      return 'v26.2.0'
    },
  })
  const steps: string[] = []
  const work = run(async (source) => {
    steps.push('asks')
    await source.version(stop)
    steps.push('goes on')
  })
  await expect(work).rejects.toMatchObject({ name: 'AbortError' })
  expect(stop.aborted).toBe(true)
  expect(steps).toEqual(['asks'])
  expect(counts(emitter)).toEqual([1, 1])
})

test('a signal that has come before the work is heard, and nothing is done', async () => {
  const { emitter, run } = stage()
  setImmediate(() => setImmediate(() => emitter.emit('SIGINT')))
  const steps: string[] = []
  await expect(run(async () => void steps.push('computes'))).rejects.toMatchObject({ name: 'AbortError' })
  expect(steps).toEqual([])
})

test('a signal that comes beside a request, in the last part of the work, is heard after it', async () => {
  const { emitter, run, stop } = stage({ version: () => new Promise(() => {}) })
  const work = run(async (source) => {
    void source.version(stop)
    setImmediate(() => emitter.emit('SIGTERM'))
    return 'a folder with mistakes'
  })
  await expect(work).rejects.toMatchObject({ name: 'AbortError' })
  expect(counts(emitter)).toEqual([1, 1])
})

test('in the first process of a container a signal that comes while it computes is heard after the work', async () => {
  const pid = vi.spyOn(process, 'pid', 'get').mockReturnValue(1)
  onTestFinished(() => pid.mockRestore())
  const { emitter, run } = stage()
  const work = run(async () => {
    setImmediate(() => emitter.emit('SIGTERM'))
    return 'a plan'
  })
  await expect(work).rejects.toMatchObject({ name: 'AbortError' })
})

test('a pause lets a signal be heard, and ends the work, also while a request is under way', async () => {
  const { emitter, run, stop } = stage({ version: () => new Promise(() => {}) })
  const steps: string[] = []
  const work = run(async (source, pause) => {
    await pause()
    steps.push(`computes, heard by ${counts(emitter)}`)
    void source.version(stop)
    await pause()
    steps.push(`computes beside a request, heard by ${counts(emitter)}`)
    setImmediate(() => emitter.emit('SIGINT'))
    await pause()
    steps.push('goes on')
  })
  await expect(work).rejects.toMatchObject({ name: 'AbortError' })
  expect(steps).toEqual(['computes, heard by 0,0', 'computes beside a request, heard by 1,1'])
})

test('everybody listens from the beginning of a listing until its first page is taken', async () => {
  const list = () => ({
    begin: () => undefined,
    async *[Symbol.asyncIterator]() {
      yield []
    },
  })
  const { emitter, run, stop } = stage({ list })
  const seen: number[][] = []
  await run(async (source, pause) => {
    const pages = source.list(stop)
    pages.begin?.()
    seen.push(counts(emitter))
    await pause()
    seen.push(counts(emitter))
    for await (const _ of pages) seen.push(counts(emitter))
  })
  expect(seen).toEqual([
    [1, 1],
    [1, 1],
    [0, 0],
  ])
})

test('everybody listens again after work that failed, also while something of it is still waited for', async () => {
  let open = () => {}
  const { emitter, run, stop } = stage({ version: () => new Promise((resolve) => (open = () => resolve(undefined))) })
  let wait: Promise<unknown> | undefined
  const work = run(async (source) => {
    wait = source.version(stop)
    throw new TypeError('broken')
  })
  await expect(work).rejects.toThrow('broken')
  open()
  await wait
  expect(counts(emitter)).toEqual([1, 1])
})

test('a listing that is left early is closed', async () => {
  let isClosed = false
  const { run, stop } = stage({
    async *list() {
      try {
        yield []
        yield []
      } finally {
        isClosed = true
      }
    },
  })
  await run(async (source) => {
    for await (const _ of source.list(stop)) break
  })
  expect(isClosed).toBe(true)
})
