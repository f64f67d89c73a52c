import { describe, expect, test } from 'vitest'
import { type Call, createPacer } from '../../../../src/live/kratos/pace.ts'

const never = new AbortController().signal
const write: Call = { bucket: 'write' }
const create: Call = { bucket: 'write', alone: true }
const list: Call = { bucket: 'list' }

/** A pacer whose time passes only in its own pauses. */
function paced(limited = false, onPause: () => void = () => undefined, most?: number) {
  const pauses: number[] = []
  const waits: object[] = []
  let time = 0
  const clock = {
    now: () => time,
    async sleep(milliseconds: number, signal: AbortSignal) {
      signal.throwIfAborted()
      pauses.push(milliseconds)
      onPause()
      signal.throwIfAborted()
      time += milliseconds
    },
  }
  const pacer = createPacer(clock, limited, (wait) => waits.push(wait), most)
  /** Rate headers of an answer. */
  const says = (remaining: number, reset: number, limit = 10) => {
    const headers: Record<string, string> = {
      'x-ratelimit-limit': `${limit}, ${limit};w=1, 300;w=60`,
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(reset),
    }
    return (name: string) => headers[name]
  }
  /** Whether each has its turn by now. */
  const started = async (turns: readonly Promise<void>[]) => {
    const done = turns.map(() => false)
    for (const [index, turn] of turns.entries()) void turn.then(() => (done[index] = true))
    for (let tick = 0; tick < 20; tick++) await Promise.resolve()
    return done
  }
  return { pacer, pauses, waits, says, started, pass: (milliseconds: number) => (time += milliseconds) }
}

describe('a server that says nothing of its rate', () => {
  test('is never waited for, and takes creations beside each other', async () => {
    const { pacer, pauses, started } = paced()
    const turns = Array.from({ length: 8 }, () => pacer.enter(create, never))
    expect(await started(turns)).toEqual(turns.map(() => true))
    for (const _ of turns) pacer.leave(create, () => undefined)
    await pacer.enter(list, never)
    expect(pauses).toEqual([])
  })
})

test('no more requests than wanted are under way, of whatever kind', async () => {
  const { pacer, started } = paced(false, undefined, 2)
  const turns = [write, list, create, { bucket: 'schemas' } as const].map((call) => pacer.enter(call, never))
  expect(await started(turns)).toEqual([true, true, false, false])
  pacer.leave(list)
  expect(await started(turns)).toEqual([true, true, true, false])
  pacer.leave(write)
  expect(await started(turns)).toEqual([true, true, true, true])
})

describe('a server that limits the rate', () => {
  test('is waited for once nothing is left, until the window is over', async () => {
    const { pacer, pauses, says } = paced()
    await pacer.enter(list, never)
    pacer.leave(list, says(0, 7))
    await pacer.enter(list, never)
    expect(pauses).toEqual([7000])
  })

  test('is waited for aloud', async () => {
    const { pacer, waits, says } = paced()
    await pacer.enter(list, never)
    pacer.leave(list, says(0, 7))
    await pacer.enter(list, never)
    expect(waits).toEqual([{ milliseconds: 7000, why: 'rate' }])
  })

  test('is not waited for once stopped; what need not wait is sent all the same', async () => {
    const stop = new AbortController()
    const reason = new Error('stopped')
    const { pacer, pauses, says } = paced(false, () => stop.abort(reason))
    await pacer.enter(write, never, stop.signal)
    pacer.leave(write, says(0, 7))
    await expect(pacer.enter(write, never, stop.signal)).rejects.toBe(reason)
    await expect(pacer.enter(write, never, stop.signal)).rejects.toBe(reason)
    expect(pauses).toEqual([7000])
    await pacer.enter(list, never, stop.signal)
  })

  test('each bucket has a limit of its own', async () => {
    const { pacer, pauses, says } = paced()
    await pacer.enter(list, never)
    pacer.leave(list, says(0, 7))
    await pacer.enter(write, never)
    expect(pauses).toEqual([])
  })

  test('what is under way is taken off what is left', async () => {
    const { pacer, pauses, says, started } = paced()
    await pacer.enter(write, never)
    pacer.leave(write, says(2, 30))
    const turns = [pacer.enter(write, never), pacer.enter(write, never), pacer.enter(write, never)]
    expect(await started(turns)).toEqual([true, true, false])
    pacer.leave(write, says(1, 30))
    expect(await started(turns)).toEqual([true, true, false])
    pacer.leave(write, says(1, 30))
    expect(await started(turns)).toEqual([true, true, true])
    expect(pauses).toEqual([])
  })

  test('after the window a burst goes at once, not everything', async () => {
    const { pacer, says, started, pass } = paced()
    await pacer.enter(write, never)
    pacer.leave(write, says(0, 1, 3))
    pass(1000)
    const turns = Array.from({ length: 5 }, () => pacer.enter(write, never))
    expect(await started(turns)).toEqual([true, true, true, false, false])
  })

  test('a lost answer frees its place', async () => {
    const { pacer, says, started } = paced()
    await pacer.enter(write, never)
    pacer.leave(write, says(1, 30))
    const turns = [pacer.enter(write, never), pacer.enter(write, never)]
    expect(await started(turns)).toEqual([true, false])
    pacer.leave(write)
    expect(await started(turns)).toEqual([true, true])
  })

  test('an absurd reset is not waited for: the answer says more', async () => {
    const { pacer, pauses, says } = paced()
    await pacer.enter(list, never)
    pacer.leave(list, says(0, 3600))
    await pacer.enter(list, never)
    expect(pauses).toEqual([])
  })

  test('an interrupt ends a wait', async () => {
    const { pacer, says } = paced()
    await pacer.enter(list, never)
    pacer.leave(list, says(0, 7))
    await expect(pacer.enter(list, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
  })

  test.each([
    ['known beforehand', true],
    ['seen in an answer', false],
  ])('creations go one by one: %s', async (_, limited) => {
    const { pacer, says, started } = paced(limited)
    if (!limited) {
      await pacer.enter(list, never)
      pacer.leave(list, says(9, 1))
    }
    const turns = [pacer.enter(create, never), pacer.enter(create, never), pacer.enter(write, never)]
    expect(await started(turns)).toEqual([true, false, true])
    pacer.leave(create)
    expect(await started(turns)).toEqual([true, true, true])
  })
})
