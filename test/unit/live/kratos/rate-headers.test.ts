import { expect, test } from 'vitest'
import { readRateLimit } from '../../../../src/live/kratos/rate-headers.ts'

const now = Date.parse('2026-06-01T12:00:00Z')

function read(limit?: string, remaining?: string, reset?: string) {
  const headers: Record<string, string | undefined> = {
    'x-ratelimit-limit': limit,
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset': reset,
  }
  return readRateLimit((name) => headers[name], now)
}

test.each([
  ['as Ory documents them', '10, 10;w=1, 300;w=60', '8', '1', { remaining: 8, reset: 1000, burst: 10 }],
  ['named windows', '10, 10;w=1;name="burst", 300;w=60', '0', '1', { remaining: 0, reset: 1000, burst: 10 }],
  ['a single limit', '5', '4', '30', { remaining: 4, reset: 30_000, burst: 5 }],
  ['a window per place', '10, 300', '9, 0', '1, 43', { remaining: 0, reset: 43_000, burst: 10 }],
  ['two used up: the longer wait', '10, 300', '0, 0', '1, 43', { remaining: 0, reset: 43_000, burst: 10 }],
  ['fewer resets than remainders', '10, 300', '10, 0', '7', { remaining: 0, reset: 7000, burst: 10 }],
  ['reset 0: less than a second', '10', '0', '0', { remaining: 0, reset: 1000, burst: 10 }],
  ['reset as a moment', '10', '0', String(now / 1000 + 9), { remaining: 0, reset: 9000, burst: 10 }],
  ['a moment that has passed', '10', '0', String(now / 1000 - 9), { remaining: 0, reset: 1000, burst: 10 }],
  ['no limit', undefined, '0', '3', { remaining: 0, reset: 3000, burst: Number.MAX_SAFE_INTEGER }],
  ['a limit of nothing', '0', '0', '3', { remaining: 0, reset: 3000, burst: 1 }],
])('%s', (_, limit, remaining, reset, expected) => {
  expect(read(limit, remaining, reset)).toEqual(expected)
})

test.each([
  ['none', undefined, undefined, undefined],
  ['only a limit', '10', undefined, undefined],
  ['no reset', '10', '3', undefined],
  ['words', '10', 'few', 'soon'],
  ['negative', '10', '-1', '3'],
])('%s: nothing is known', (_, limit, remaining, reset) => {
  expect(read(limit, remaining, reset)).toBeUndefined()
})
