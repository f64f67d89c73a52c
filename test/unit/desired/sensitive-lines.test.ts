import { expect, test } from 'vitest'
import { parse } from '../../support/config.ts'

const config = { sensitive: ['/traits/phone', '/traits/address'] }

/** Line by line: whether what is said about it may show it. */
function hidden(text: string, file = 'a.yaml'): boolean[] {
  const { secretLines } = parse({ [file]: text }, { config })
  const lines = secretLines.get(`identities/${file}`) ?? new Set()
  return text.split('\n').map((_, index) => lines.has(index + 1))
}

test('the lines of sensitive values and of everything below them', () => {
  const text = `traits:
  email: ada@example.com
  phone: "+49"
  address:
    street: [1, 2,
      3]
  name: Ada`
  expect(hidden(text)).toEqual([false, false, true, true, true, true, false])
})

test('also where they stand at a wrong place', () => {
  expect(hidden('email: ada@example.com\nphone: "+49"')).toEqual([false, true])
  expect(hidden('identities:\n- traits:\n    phone: "+49"')).toEqual([false, false, true])
  expect(hidden('traits:\n  name: Ada\npassword: secret\nhashed_password: x')).toEqual([false, false, true, true])
})

test('in defaults and in JSON, too', () => {
  expect(hidden('traits:\n  phone: "+49"', '_defaults.yaml')).toEqual([false, true])
  expect(hidden('{"traits": {\n"phone": "+49",\n"name": "Ada"}}', 'a.json')).toEqual([false, true, false])
})

test.each([
  ['a second value', 'traits:\n  phone: "+49"\n  phone: "+50"'],
  ['a missing bracket', 'traits:\n  phone: [ "+49"\n'],
])('nothing of a file with %s is shown, since no tree tells where it ends', (_, text) => {
  expect(parse({ 'a.yaml': text }, { config }).diagnostics).toMatchObject([{ secret: true }])
})

test('a broken file that names nothing sensitive is shown', () => {
  const { diagnostics } = parse({ 'a.yaml': 'traits:\n  name: Ada\n  name: Ida' }, { config })
  expect(diagnostics.map(({ secret }) => secret)).toEqual([undefined])
})
