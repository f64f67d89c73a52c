import { expect, test } from 'vitest'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import { declaredNames } from '../../../src/reconcile/diff/declared-names.ts'

const traits = (properties: object) => ({ properties: { traits: { type: 'object', properties } } }) as never
const { schemas } = compileIdentitySchemas([
  { id: 'a', schema: traits({ email: {}, name: { properties: { first: {} } }, free: { additionalProperties: {} } }) },
  { id: 'b', schema: traits({ phone: {} }) },
])

test.each([
  [
    ['/traits/email', '/traits/phone'],
    ['/traits/email', '/traits/phone'],
  ],
  [['/traits/name/first'], ['/traits/name', '/traits/name/first']],
  [['/traits/free/ada'], ['/traits/free']],
  [['/traits/ada/email'], []],
  [['/metadata_admin/email', '/state', '/traits'], []],
])('of %j some schema declares %j', (paths, declared) => {
  expect(declaredNames(paths, schemas)).toEqual(declared)
})
