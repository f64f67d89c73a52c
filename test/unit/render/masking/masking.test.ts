import { expect, test } from 'vitest'
import { pseudonymOf } from '../../../../src/model/pseudonym.ts'
import { createMasking } from '../../../../src/render/masking/masking.ts'

const privacyKey = Buffer.from('a key of the tests')
const masking = createMasking(privacyKey)

test('a pseudonym says its kind and is the keyed one of the journal and the inventory', () => {
  expect(masking.key('ada')).toBe(`key-${pseudonymOf(privacyKey, 'key', 'ada')}`)
  expect(masking.id('ada')).toBe(`id-${pseudonymOf(privacyKey, 'id', 'ada')}`)
  expect(masking.file('ada')).toMatch(/^file-[0-9a-z]{16}$/)
})

test('equal values have equal pseudonyms, and an added element of a list shows', () => {
  expect(masking.value({ a: 1, b: 2 })).toBe(masking.value({ b: 2, a: 1 }))
  const [admin] = masking.value(['admin']) as string[]
  expect(masking.value(['admin', 'engineer'])).toEqual([admin, masking.value('engineer')])
  expect(masking.value(1)).not.toBe(masking.value('1'))
})

test.each([[null], [[]], [{}]])('%j says nothing about anybody and stays', (value) => {
  expect(masking.value(value)).toEqual(value)
})

test('another key gives other pseudonyms: nothing can be looked up without it', () => {
  expect(createMasking(Buffer.from('another key')).key('ada')).not.toBe(masking.key('ada'))
})
