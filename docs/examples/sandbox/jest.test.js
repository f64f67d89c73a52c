/* global afterAll, beforeAll, describe, expect, test */
import { startSandbox } from 'idctl/sandbox'
import { invite } from './invite.js'
import { person } from './person.js'

describe.each(['v1.3.1', 'v25.4.0', 'v26.2.0'])('on Kratos %s', (profile) => {
  let kratos

  beforeAll(async () => {
    kratos = await startSandbox({ profile, schemas: { person } })
  })
  afterAll(() => kratos.stop())

  test('somebody is invited once', async () => {
    expect(await invite('ada@example.com', kratos)).toBe('invited')
    expect(await invite('ada@example.com', kratos)).toBe('known')
  })
})
