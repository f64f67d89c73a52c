import { startSandbox } from 'idctl/sandbox'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { invite } from './invite.js'
import { person } from './person.js'

/** @type {import('idctl/sandbox').Sandbox} */
let kratos

beforeEach(async () => {
  kratos = await startSandbox({ schemas: { person } })
})
afterEach(() => kratos.stop())

test('somebody is invited once', async () => {
  expect(await invite('ada@example.com', kratos)).toBe('invited')
  expect(await invite('ada@example.com', kratos)).toBe('known')
})

test('a Kratos that is away is no reason to call somebody known', async () => {
  kratos.setFaults([{ method: 'POST', effect: { kind: 'status', status: 503 } }])
  await expect(invite('ada@example.com', kratos)).rejects.toThrow('503')
})
