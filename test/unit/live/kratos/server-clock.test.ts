import { expect, test } from 'vitest'
import { timeOfDate } from '../../../../src/live/kratos/http-date.ts'
import type { Answer } from '../../../../src/live/kratos/reply.ts'
import { createServerClock } from '../../../../src/live/kratos/server-clock.ts'

const here = Date.parse('2026-01-01T00:00:07Z')
const date = 'Thu, 01 Jan 2026 00:00:05 GMT'
const server = Date.parse('2026-01-01T00:00:05Z')

function answer(given: string | undefined, status = 200, origin = 'http://kratos.test:4434'): Answer {
  const header = (name: string) => (name === 'date' ? given : undefined)
  const request = { label: 'GET /', origin, id: '1', key: 'none' } as const
  return {
    kind: 'answer',
    request,
    status,
    text: () => '',
    size: 0,
    release: () => undefined,
    header,
    wasSent: () => false,
    withoutApiKey: String,
  }
}

test('the newest good answer of the admin API counts', () => {
  const clock = createServerClock('http://kratos.test:4434/prefix', { now: () => here })
  expect(clock.latest()).toBeUndefined()
  clock.note(answer('Thu, 01 Jan 2026 00:00:01 GMT'))
  clock.note(answer(date, 204))
  expect(clock.latest()).toEqual({ here, server })
  clock.note(answer('Thu, 01 Jan 2015 00:00:00 GMT', 502))
  clock.note(answer('Thu, 01 Jan 2015 00:00:00 GMT', 404))
  clock.note(answer('Thu, 01 Jan 2015 00:00:00 GMT', 200, 'http://kratos.test:4433'))
  expect(clock.latest()).toEqual({ here, server })
})

test('an answer without a Date tells that the time is not known', () => {
  const clock = createServerClock('http://kratos.test:4434', { now: () => here })
  clock.note(answer(date))
  clock.note(answer(undefined))
  expect(clock.latest()).toEqual({ here })
})

test.each(['', 'now', '2026-01-01T00:00:05Z', 'Thu, 1 Jan 2026 00:00:05 GMT', 'Thu, 01 Jan 2026 00:00:05 +0100', '0'])(
  '%j is no Date',
  (text) => expect(timeOfDate(text)).toBeUndefined(),
)

test('a Date is read to the second', () => expect(timeOfDate(date)).toBe(server))
