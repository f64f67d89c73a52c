import { expect, test } from 'vitest'
import { agoText, durationText } from '../../../src/render/human/duration.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

test.each([
  [-5, '0.0 s'],
  [0, '0.0 s'],
  [999, '0.9 s'],
  [second, '1 s'],
  [59 * second + 999, '59 s'],
  [minute, '1 min'],
  [3 * minute + 20 * second, '3 min 20 s'],
  [hour - 1, '59 min 59 s'],
  [hour, '1 h'],
  [26 * hour + 5 * minute, '26 h 5 min'],
])('%d ms took %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text)
})

const now = new Date('2026-11-28T12:00:00Z')

test.each([
  [-hour, 'just now'],
  [0, 'just now'],
  [minute - 1, 'just now'],
  [minute, '1 min ago'],
  [hour - 1, '59 min ago'],
  [hour, '1 h ago'],
  [day - 1, '23 h ago'],
  [day, '1 day ago'],
  [30 * day, '30 days ago'],
  [31 * day, '2026-10-28'],
])('%d ms before was %s', (past, text) => {
  expect(agoText(new Date(now.getTime() - past), now)).toBe(text)
})
