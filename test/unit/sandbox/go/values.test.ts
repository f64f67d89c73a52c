import { expect, test } from 'vitest'
import { formatDuration, parseDuration } from '../../../../src/sandbox/go/duration.ts'
import { encodeQuery, parseQuery } from '../../../../src/sandbox/go/query.ts'
import { parseTime } from '../../../../src/sandbox/go/time.ts'
import { parseUuid } from '../../../../src/sandbox/go/uuid.ts'

test.each([
  ['1h30m', '1h30m0s'],
  ['-1h', '-1h0m0s'],
  ['0', '0s'],
  ['1.5s', '1.5s'],
  ['300ms', '300ms'],
  ['90s', '1m30s'],
  ['-1ns', '-1ns'],
  ['+2us', '2\u00b5s'],
  ['1d', undefined],
  ['1', undefined],
  ['', undefined],
  ['1h-1m', undefined],
])('duration %s', (text, printed) => {
  const nanos = parseDuration(text)
  expect(nanos === undefined ? undefined : formatDuration(nanos)).toBe(printed)
})

test.each([
  ['2020-02-03T04:05:06Z', '2020-02-03T04:05:06Z'],
  ['2020-02-03T04:05:06.1200Z', '2020-02-03T04:05:06.12Z'],
  ['2020-02-03T04:05:06+00:00', '2020-02-03T04:05:06Z'],
  ['2020-02-03T04:05:06-07:30', '2020-02-03T04:05:06-07:30'],
])('time %s', (text, printed) => {
  expect(parseTime(text)).toBe(printed)
})

test.each([
  ['2020-02-03', 'cannot parse "" as "T"'],
  ['2020-13-03T04:05:06Z', 'month out of range'],
  ['2021-02-29T04:05:06Z', 'day out of range'],
  ['2020-02-03T04:05:06', 'cannot parse "" as "Z07:00"'],
  ['2020-02-03T04:05:06Z!', 'extra text: "!"'],
])('no time: %s', (text, problem) => {
  expect(() => parseTime(text)).toThrow(problem)
})

test.each([
  ['ABCDEF00-2222-4222-8222-222222222222', undefined],
  ['abcdef00222242228222222222222222', undefined],
  ['urn:uuid:abcdef00-2222-4222-8222-222222222222', undefined],
  ['', 'uuid: incorrect UUID length 0 in string ""'],
  [
    'abcdef00+2222-4222-8222-222222222222',
    'uuid: incorrect UUID format in string "abcdef00+2222-4222-8222-222222222222"',
  ],
  ['xbcdef00-2222-4222-8222-222222222222', 'uuid: invalid UUID format'],
])('UUID %s', (text, problem) => {
  if (problem === undefined) expect(parseUuid(text)).toMatch(/^abcdef00-2222-4222-8222-222222222222$/)
  else expect(() => parseUuid(text)).toThrow(expect.objectContaining({ message: problem }))
})

test.each([
  ['b=2&a=1', 'a=1&b=2'],
  ['q=a%20b+c@%C3%A4*', 'q=a+b+c%40%C3%A4%2A'],
  ["x=~!'()", 'x=~%21%27%28%29'],
  ['ids=2&ids=1&&flag', 'flag=&ids=2&ids=1'],
  ['a;b=1&x=%zz&c=3', 'c=3'],
])('query %s is written again as %s', (given, written) => {
  expect(encodeQuery(parseQuery(given))).toBe(written)
})
