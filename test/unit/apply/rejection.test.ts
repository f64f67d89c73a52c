import { expect, test } from 'vitest'
import { oneLine, shownRequestId } from '../../../src/apply/write/rejection.ts'

const secret = 'd2719c2c-1d4f-4d3a-9f53-5f8c2a3e7b11'
const idFor = (requestId: string, ...hidden: string[]) =>
  shownRequestId({ hidden: new Set(hidden) }, { status: 400, message: 'no', requestId })

test.each([secret, `req-${secret}`, '0042'])('an id that is a secret, or has one in it, is not told: %s', (given) => {
  expect(idFor(given, secret, '0042')).toEqual({})
})

test.each(['5b1c0042-0f0a-4c53-8a0e-2b6f6d1c7e11', 'req-1'])(
  'any other is, also one with a few of the same digits: %s',
  (given) => {
    expect(idFor(given, secret, '0042', '')).toEqual({ request_id: given })
  },
)

test.each([
  ['no: Geheim99\nwort', 'Geheim99\nwort', 'no: •••'],
  ['"Geheim99\\"wort" is not valid "email"', 'Geheim99"wort', '"•••" is not valid "email"'],
  ['in body "Geheim99\\u0026wort"', 'Geheim99&wort', 'in body "•••"'],
  ['identifier geheim99wort', 'Geheim99Wort', 'identifier •••'],
  ['must be >= 50000000 but found 47114711', 47114711, 'must be >= 50000000 but found •••'],
])('what a refusal quotes in a spelling of its own is hidden: %s', (text, hidden, expected) => {
  expect(oneLine(text, [hidden])).toBe(expected)
})
