import assert from 'node:assert/strict'
import test from 'node:test'
import { createSandbox } from 'idctl/sandbox'
import { invite } from './invite.js'
import { person } from './person.js'

test('somebody is invited once, and no port is opened', async () => {
  // Its `fetch` is called like the real one; the URL only says which of Kratos' two APIs is meant.
  const kratos = await createSandbox({ schemas: { person }, ids: 'ascending' })
  assert.equal(await invite('ada@example.com', kratos), 'invited')

  const answer = await kratos.fetch(`${kratos.adminUrl}/admin/identities`)
  const [ada] = await answer.json()
  assert.equal(ada.id, '00000001-0000-4000-8000-000000000000')
  await kratos.stop()
})
