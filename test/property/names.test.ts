import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordsOf } from '../../src/reconcile/match/names.ts'
import { runsOf } from '../support/depth.ts'

test('the words of a plain name are those that the rules for all scripts give', () => {
  const text = fc.string({ unit: fc.integer({ min: 0, max: 127 }).map((code) => String.fromCharCode(code)) })
  fc.assert(
    // With a sign that is not ASCII, and no part of a word, the short cut is not taken.
    fc.property(fc.oneof(text, fc.stringMatching(/^[A-Za-z '.-]{0,30}$/)), (name) => {
      expect(wordsOf(name)).toEqual(wordsOf(`${name} ·`))
    }),
    { numRuns: runsOf({ quick: 200, deep: 5000 }) },
  )
})
