import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compareFloats, isMultipleOf } from '../../../src/go/big-float.ts'
import { NumberText } from '../../../src/go/json-number.ts'
import { formatS } from '../../../src/go/print.ts'
import { createSandbox, type Sandbox } from '../../../src/sandbox/index.ts'
import { jsonEqual } from '../../../src/sandbox/schema/json-type.ts'
import { openSandbox } from './support.ts'

const open = {
  properties: {
    traits: {
      properties: {
        id: { 'ory.sh/kratos': { credentials: { password: { identifier: true } } } },
        set: { uniqueItems: true },
      },
    },
  },
}

/** The text of the answer: what JavaScript would make of it is not the question. */
async function send(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: string,
): Promise<{ status: number; text: string }> {
  const answer = await sandbox.fetch(`${sandbox.adminUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body, headers: { 'Content-Type': 'application/json' } }),
  })
  return { status: answer.status, text: await answer.text() }
}

function nested(depth: number, isObject: boolean): string {
  return isObject ? '{"a":'.repeat(depth) + 1 + '}'.repeat(depth) : '['.repeat(depth) + ']'.repeat(depth)
}

test.each([
  ['arrays', false],
  ['objects', true],
])('%s nested 9,000 deep are written, read, listed, patched and compared', async (_, isObject) => {
  const sandbox = await openSandbox({ schemas: { open } })
  const deep = nested(9000, isObject)
  const created = await send(
    sandbox,
    'POST',
    '/admin/identities',
    `{"traits":{"x":${deep}},"metadata_admin":[${deep}]}`,
  )
  expect(created.status).toBe(201)
  const path = `/admin/identities/${JSON.parse(created.text).id}`
  for (const [method, target, body] of [
    ['GET', path],
    ['GET', '/admin/identities'],
    ['PATCH', path, `[{"op":"add","path":"/metadata_public","value":{"y":${deep}}}]`],
    ['PUT', path, `{"traits":{"id":${deep},"x":${deep}}}`],
  ] as const) {
    const answer = await send(sandbox, method, target, body)
    expect(answer.status, method).toBe(200)
    expect(answer.text, method).toContain(`"x":${deep}`)
  }
  const twice = await send(sandbox, 'POST', '/admin/identities', `{"traits":{"set":[${deep},${deep}]}}`)
  expect(twice).toMatchObject({ status: 400, text: expect.stringContaining('items at index 0 and 1 are equal') })
})

test('what is nested deeper than Kratos reads is refused with its words', async () => {
  const sandbox = await openSandbox({ schemas: { open } })
  const answer = await send(sandbox, 'POST', '/admin/identities', `{"traits":{"x":${nested(10_001, false)}}}`)
  expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('exceeded max depth') })
})

test('a state file keeps numbers as they were written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'idctl-exact-'))
  const options = { schemas: { open }, file: join(folder, 'state.json') }
  try {
    const first = await createSandbox(options)
    const body = '{"traits":{"n":[1e400,9007199254740993,1.0,-0]}}'
    const { id } = JSON.parse((await send(first, 'POST', '/admin/identities', body)).text)
    await first.stop()
    const second = await createSandbox(options)
    const { text } = await send(second, 'GET', `/admin/identities/${id}`)
    await second.stop()
    expect(text).toContain('"traits":{"n":[1e400,9007199254740993,1.0,-0]}')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.each([
  ['1', '1.0', 0],
  ['-0', '0', 0],
  ['1e-400', '1000', -1],
  ['1e400', '1000', 1],
  ['-1e400', '1e-400', -1],
  ['9007199254740993', '9007199254740992', 1],
  ['18446744073709551616', '18446744073709551617', 0],
  ['1e9999', '10e9998', 0],
  ['1e999999999', '1e999999998', 1],
  ['0.1', '1e-1', 0],
  [`1${'0'.repeat(2000)}`, '1e2000', 0],
])('%s against %s', (left, right, expected) => {
  expect(Math.sign(compareFloats(left, right))).toBe(expected)
  expect(Math.sign(compareFloats(right, left)) + expected).toBe(0)
})

test.each([
  ['0.30', '0.1', true],
  ['1e400', '0.1', true],
  ['1e-400', '0.1', false],
  ['1e999999999', '7', false],
  ['0e5', '7', true],
])('%s as a multiple of %s: %s', (value, divisor, expected) => {
  expect(isMultipleOf(value, divisor)).toBe(expected)
})

test('numbers are equal by what they stand for', () => {
  expect(jsonEqual([new NumberText('1.0')], [1])).toBe(true)
  expect(jsonEqual([new NumberText('1.0')], [2])).toBe(false)
  expect(jsonEqual(new NumberText('1.0'), 'x')).toBe(false)
})

test('an identifier of any type prints as Go prints it', () => {
  expect(formatS([new NumberText('1.50'), true, null, { b: 'x', a: [] }])).toBe(
    '[1.50 %!s(bool=true) <nil> map[a:[] b:x]]',
  )
})
