import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mostBytesOf } from '../../src/reconcile/decide/checks/body-size.ts'
import { runsOf } from '../support/depth.ts'

test('no JSON text has more bytes than its value may have', () => {
  const texts = fc.string({ unit: 'binary' })
  const numbers = fc.constantFrom(-1.2345678901234567e-308, -Number.MAX_VALUE, 0, -0.1)
  const leaves = fc.oneof(
    texts,
    numbers,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, leaves, fc.array(tie('value')), fc.dictionary(texts, tie('value'))),
  }))
  fc.assert(
    fc.property(value, (any) => {
      expect(mostBytesOf(any)).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(any)))
    }),
    { numRuns: runsOf({ quick: 300, deep: 10_000 }) },
  )
})
