import { expect, test } from 'vitest'
import { dayOf, isCalendarDay, isFarAway, isLastDay } from '../../../src/model/calendar-day.ts'

test.each(['2027-01-31', '2028-02-29', '0001-01-01', '9999-12-31'])('%s is a day', (text) => {
  expect(isCalendarDay(text)).toBe(true)
})

test.each([
  '2027-02-29',
  '2027-13-01',
  '2027-00-10',
  '2027-1-31',
  '27-01-31',
  '2027-01-31T00:00:00Z',
  ' 2027-01-31',
  '',
])('%j is none', (text) => {
  expect(isCalendarDay(text)).toBe(false)
})

test.each<[string, boolean]>([
  ['0227-01-31', false],
  ['1999-12-31', false],
  ['2000-01-01', true],
  ['2027-02-29', false],
  ['2027-01-31', true],
])('%s can be the last day of something: %s', (text, can) => expect(isLastDay(text)).toBe(can))

test.each<[string, string, boolean]>([
  ['2076-11-28', '2026-11-28', false],
  ['2076-11-29', '2026-11-28', true],
  ['2078-02-28', '2028-02-29', false],
  ['2078-03-01', '2028-02-29', true],
  ['2000-01-01', '2026-11-28', false],
])('%s is far from %s: %s', (day, today, isFar) => expect(isFarAway(day, today)).toBe(isFar))

test('a day ends in UTC, whatever the machine thinks', () => {
  expect(dayOf(new Date('2027-01-31T23:59:59.999+00:00'))).toBe('2027-01-31')
  expect(dayOf(new Date('2027-01-31T23:30:00-01:00'))).toBe('2027-02-01')
})
