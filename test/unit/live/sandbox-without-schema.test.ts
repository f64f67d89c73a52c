import { expect, test } from 'vitest'
import { connect } from '../../../src/live/connect.ts'

test('an embedded sandbox without an identity schema says where one belongs', async () => {
  await expect(connect({ kind: 'sandbox', target: 'sandbox' }, { schemas: {} })).rejects.toMatchObject({
    exit: 'invalid',
    message: 'the embedded sandbox has no identity schema',
    hint: expect.stringContaining('identities/person.schema.json'),
  })
})
