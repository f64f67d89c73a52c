import { expect, test } from 'vitest'
import { inexactRows } from '../../../../src/live/kratos/inexact-numbers.ts'

test.each<[string, number[]]>([
  ['[]', []],
  ['[{"id":1},{"id":2.5},{"id":-0},{"n":1e3}]', []],
  ['[{"id":9007199254740993}]', [0]],
  ['[{"a":1},{"traits":{"deep":[{"id":12345678901234567890}]}},{"a":1}]', [1]],
  ['[{"a":[1,2,3]},{"a":0.1000000000000000055511151231257827}]', [1]],
  ['[{"a":1e400}, {"b":1},\n{"c": -1.7976931348623157e309}]', [0, 2]],
  ['[{"a":12345678901234500000}]', []],
  ['[{"a":"12345678901234567890","b":"x: 1e5, {[\\"9007199254740993"}]', []],
  ['[{"id":"3e4d5f60-0000-4000-8000-000000000000","at":"2026-01-01T00:00:00.123456789Z"}]', []],
])('rows with numbers that JavaScript does not hold: %s', (text, rows) => {
  expect([...inexactRows(text)]).toEqual(rows)
})
