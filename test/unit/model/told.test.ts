import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shown, textOf, textWithoutDetails, told, underMask, unlessMasked } from '../../../src/model/told.ts'

test('a text reads as its template does, however deep', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), fc.string(), (person, count, flag) => {
      const inner = told`of ${person} in ${shown(flag)}`
      expect(textOf(told`${count} ${inner}: ${person}`)).toBe(`${count} of ${person} in ${flag}: ${person}`)
    }),
  )
})

test('without details no text of a case is left, and all words, numbers and shown ones are', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), fc.string(), (person, count, flag) => {
      const what = told`${count} ${told`of ${person} in ${shown(flag)}`}: ${person}`
      expect(textWithoutDetails(what, '…')).toBe(`${count} of … in ${flag}: …`)
    }),
  )
})

test('a part that says nothing without its details goes, or is said otherwise', () => {
  const what = told`cannot read ${underMask('/home/ada', 'the file')}${unlessMasked` of ${'ada'} (${'ENOENT'})`}`
  expect(textOf(what)).toBe('cannot read /home/ada of ada (ENOENT)')
  expect(textWithoutDetails(what, '…')).toBe('cannot read the file')
})

test('what stands for a detail in brackets stands in one pair of them', () => {
  expect(textWithoutDetails(told`cannot read it (${'ada'})`, '(masked)')).toBe('cannot read it (masked)')
  expect(textWithoutDetails(told`cannot read it (${'ada'})`, '…')).toBe('cannot read it (…)')
})

test('a text that nobody told stays one', () => {
  expect(textOf('as it is')).toBe('as it is')
})
