import { expect, test } from 'vitest'
import { maskPath } from '../../../../src/render/masking/mask-path.ts'
import { createMasking } from '../../../../src/render/masking/masking.ts'

const masking = createMasking(Buffer.from('a key of the tests'))
const declared = new Set(['/traits/name', '/traits/name/first'])

test.each([
  ['/traits/name/first', '/traits/name/first'],
  ['/state', '/state'],
  ['/traits', '/traits'],
  ['', ''],
  ['/traits/ada', `/traits/${masking.name('ada')}`],
  ['/traits/name/ada', `/traits/name/${masking.name('ada')}`],
  ['/metadata_admin/by/ada@example.com', `/metadata_admin/${masking.name('by')}/${masking.name('ada@example.com')}`],
  ['/metadata_public/name', `/metadata_public/${masking.name('name')}`],
  ['/ada/name', `/${masking.name('ada')}/${masking.name('name')}`],
  [
    '/verifiable_addresses/email:ada@example.com/verified',
    `/verifiable_addresses/email:${masking.address('ada@example.com')}/verified`,
  ],
  ['/traits/a~1b', `/traits/${masking.name('a/b')}`],
])('%s is shown as %s', (path, shown) => {
  expect(maskPath(path, declared, masking)).toBe(shown)
})

test('a declared child of something undeclared does not show its parent', () => {
  expect(maskPath('/traits/ada/first', new Set(['/traits/ada/first']), masking)).toBe(
    `/traits/${masking.name('ada')}/first`,
  )
})
