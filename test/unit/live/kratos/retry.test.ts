import { describe, expect, test } from 'vitest'
import { type Attempt, type Clock, retryAfterOf, retrying, systemClock } from '../../../../src/live/kratos/retry.ts'

const short = { firstPause: 100, longestPause: 300 }
const limited = { attempts: 3, firstPause: 1000, longestPause: 1500 }
const policy = { ...short, attempts: 4, limited, slow: { ...short, attempts: 2 }, longestRetryAfter: 60_000 }

function run(attempts: Attempt<string>[], random = 1) {
  const pauses: number[] = []
  const clock: Clock = {
    ...systemClock,
    now: () => 0,
    random: () => random,
    sleep: async (pause) => void pauses.push(pause),
  }
  const signal = new AbortController().signal
  const result = retrying(async () => attempts.shift() ?? { kind: 'final', value: 'none left' }, {
    clock,
    policy,
    signal,
  })
  return { result, pauses }
}

const again = (value: string, retryAfter?: number): Attempt<string> => ({
  kind: 'again',
  value,
  ...(retryAfter === undefined ? {} : { retryAfter }),
})

describe('retrying', () => {
  test('pauses double up to the longest, and the last value is given when tries run out', async () => {
    const { result, pauses } = run([again('1'), again('2'), again('3'), again('4'), again('5')])
    expect(await result).toBe('4')
    expect(pauses).toEqual([100, 200, 300])
  })

  test('jitter takes up to half of a pause away', async () => {
    const { result, pauses } = run([again('1'), { kind: 'final', value: 'ok' }], 0)
    expect(await result).toBe('ok')
    expect(pauses).toEqual([50])
  })

  test('what had no answer in time is tried less often', async () => {
    const slow = { ...again('1'), why: 'slow' } as Attempt<string>
    const { result, pauses } = run([slow, { ...slow, value: '2' }, again('3')])
    expect(await result).toBe('2')
    expect(pauses).toEqual([100])
  })

  test('a longer Retry-After is honoured, spread upwards', async () => {
    const { result, pauses } = run([again('1', 5000), { kind: 'final', value: 'ok' }])
    expect(await result).toBe('ok')
    expect(pauses).toEqual([5100])
  })

  test('a Retry-After beyond the limit ends the tries', async () => {
    const { result, pauses } = run([again('1', 60_001)])
    expect(await result).toBe('1')
    expect(pauses).toEqual([])
  })

  test('stops with the reason of the signal, between tries too', async () => {
    const controller = new AbortController()
    const clock: Clock = { ...systemClock, sleep: async () => controller.abort(new Error('stopped')) }
    const attempt = async () => again('1')
    await expect(retrying(attempt, { clock, policy, signal: controller.signal })).rejects.toThrow('stopped')
  })
})

describe('stop, the first interrupt,', () => {
  const stopped = new Error('stopped')

  test('comes in the place of a pause', async () => {
    const stop = new AbortController()
    const slept: AbortSignal[] = []
    const sleep: Clock['sleep'] = async (_, signal) => {
      slept.push(signal)
      stop.abort(stopped)
      signal.throwIfAborted()
    }
    const context = {
      clock: { ...systemClock, sleep },
      policy,
      signal: new AbortController().signal,
      stop: stop.signal,
    }
    await expect(retrying(async () => again('1'), context)).rejects.toBe(stopped)
    expect(slept).toHaveLength(1)
    await expect(retrying(async () => again('1'), context)).rejects.toBe(stopped)
    expect(slept).toHaveLength(1)
  })

  test('does not end a try', async () => {
    const stop = AbortSignal.abort(stopped)
    const context = { clock: systemClock, policy, signal: new AbortController().signal, stop }
    expect(await retrying(async () => ({ kind: 'final', value: 'ok' }), context)).toBe('ok')
  })
})

test('each wait is told, why, and since when the server fails', async () => {
  const waits: object[] = []
  let time = 0
  const sleep = async (milliseconds: number) => {
    time += milliseconds
  }
  const clock: Clock = { ...systemClock, now: () => time, random: () => 1, sleep }
  const attempts: Attempt<string>[] = [
    { ...again('1', 5000), why: 'limited' } as Attempt<string>,
    again('2'),
    { ...again('3'), isDown: true } as Attempt<string>,
  ]
  const context = { clock, policy, signal: new AbortController().signal, onWait: (wait: object) => waits.push(wait) }
  await retrying(async () => attempts.shift() ?? { kind: 'final', value: 'ok' }, context)
  expect(waits).toEqual([
    { milliseconds: 6000, why: 'rate' },
    { milliseconds: 200, why: 'retry', since: 6000 },
    { milliseconds: 300, why: 'down', since: 6000 },
  ])
})

test('the system clock wakes up with the reason of the signal', async () => {
  await expect(systemClock.sleep(60_000, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
})

test.each([
  ['3', 3000],
  [' 0 ', 0],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 9000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After: %s', (header, expected) => {
  expect(retryAfterOf(header, 1000)).toBe(expected)
})
