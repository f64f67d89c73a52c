import { expect, test } from 'vitest'
import { isExactNumber } from '../../../src/model/exact-number.ts'

test.each([
  ['0', true],
  ['-0', true],
  ['007', true],
  ['1.0', true],
  ['1.50e2', true],
  ['0.1', true],
  ['100000000000000000000000', true],
  ['1e21', true],
  ['5e-324', true],
  ['9007199254740992', true],
  ['9007199254740993', false],
  ['3.14159265358979323846', false],
  ['12345678901234567890', false],
  ['1e400', false],
  ['1e-400', false],
  ['0x1F', true],
  ['0x20000000000001', false],
])('%s survives: %s', (source, expected) => {
  expect(isExactNumber(source, Number(source))).toBe(expected)
})
