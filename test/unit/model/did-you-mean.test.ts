import { expect, test } from 'vitest'
import { didYouMean } from '../../../src/model/did-you-mean.ts'

test('did you mean', () => {
  expect(didYouMean('plna', ['plan', 'apply'])).toBe('plan')
  expect(didYouMean('frobnicate', ['plan', 'apply'])).toBeUndefined()
  expect(didYouMean('x', [])).toBeUndefined()
})
