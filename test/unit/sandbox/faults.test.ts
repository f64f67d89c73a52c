import { afterEach, describe, expect, test } from 'vitest'
import { type FaultRule, parseFaults, type Sandbox, SandboxError, startSandbox } from '../../../src/sandbox/index.ts'
import { call, createPerson, listEmails, openSandbox, personSchema } from './support.ts'

let sandbox: Sandbox

afterEach(() => sandbox.stop())

const post = (path = '/admin/identities'): Promise<Response> =>
  call(sandbox, 'POST', path, { traits: { email: 'ann@example.org' } })

describe('what a fault does', () => {
  test('status: answered at once, with headers, without effect', async () => {
    const effect = { kind: 'status', status: 429, headers: { 'Retry-After': '7' } } as const
    sandbox = await openSandbox({ faults: [{ method: 'POST', effect }] })
    const answer = await post()
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([429, '7'])
    expect(await listEmails(sandbox)).toEqual([])
  })

  test('reset-before: no answer, no effect', async () => {
    sandbox = await openSandbox({ faults: [{ method: 'POST', effect: { kind: 'reset-before' } }] })
    await expect(post()).rejects.toThrow('fetch failed')
    expect(await listEmails(sandbox)).toEqual([])
  })

  test('reset-after: no answer, but the effect', async () => {
    sandbox = await openSandbox({ faults: [{ method: 'POST', effect: { kind: 'reset-after' } }] })
    await expect(post()).rejects.toThrow('fetch failed')
    expect(await listEmails(sandbox)).toEqual(['ann@example.org'])
  })

  test('truncate: the answer ends in the middle', async () => {
    sandbox = await openSandbox({ faults: [{ method: 'POST', effect: { kind: 'truncate' } }] })
    const answer = await post()
    expect(answer.status).toBe(201)
    await expect(answer.text()).rejects.toThrow('terminated')
    expect(await listEmails(sandbox)).toEqual(['ann@example.org'])
  })

  test('html: a page with status 200 instead of JSON', async () => {
    sandbox = await openSandbox({ faults: [{ method: 'GET', effect: { kind: 'html' } }] })
    const answer = await call(sandbox, 'GET', '/admin/identities')
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await answer.text()).toMatch(/^<!doctype html>/)
  })

  test('empty-page: a list without rows and without Link', async () => {
    sandbox = await openSandbox({ faults: [{ method: 'GET', effect: { kind: 'empty-page' } }] })
    const answer = await call(sandbox, 'GET', '/admin/identities')
    expect([await answer.json(), answer.headers.get('Link')]).toEqual([[], null])
  })

  test('slow: the real answer, later', async () => {
    sandbox = await openSandbox({ faults: [{ effect: { kind: 'slow', ms: 1 } }] })
    expect((await post()).status).toBe(201)
  })
})

describe('when a fault happens', () => {
  const fault = { kind: 'status', status: 503 } as const

  test('on the calls that are chosen, counted from 1', async () => {
    sandbox = await openSandbox({ faults: [{ method: 'GET', path: '/admin/identities', nth: [2, 4], effect: fault }] })
    const seen: number[] = []
    for (let count = 0; count < 5; count++)
      seen.push((await call(sandbox, 'GET', '/admin/identities?page_size=1')).status)
    expect(seen).toEqual([200, 503, 200, 503, 200])
  })

  test.each([
    ['/admin/identities/*', '/admin/identities/x', true],
    ['/admin/identities/*', '/admin/identities', false],
    ['/admin/identities/*', '/admin/identities/x/sessions', false],
    ['/admin/identities/**', '/admin/identities/x/sessions', true],
    ['/admin/*/x', '/admin/identities/x', true],
  ])('path %s and call %s: %s', async (path, called, hit) => {
    sandbox = await openSandbox({ faults: [{ path, effect: fault }] })
    expect((await call(sandbox, 'GET', called)).status === 503).toBe(hit)
  })

  test('setFaults starts counting anew; the first rule that fits decides', async () => {
    sandbox = await openSandbox({ faults: [{ nth: 1, effect: fault }] })
    const first: FaultRule = { nth: 1, effect: { kind: 'status', status: 500 } }
    expect((await post()).status).toBe(503)
    sandbox.setFaults([first, { nth: [1, 2], effect: fault }])
    expect([(await post()).status, (await post()).status, (await post()).status]).toEqual([500, 503, 201])
    sandbox.setFaults([])
  })
})

test('on a real port a reset breaks the connection, and half an answer is no answer', async () => {
  const faults: FaultRule[] = [
    { method: 'POST', nth: 1, effect: { kind: 'reset-after' } },
    { method: 'GET', nth: 1, effect: { kind: 'truncate' } },
  ]
  sandbox = await startSandbox({ schemas: { person: personSchema }, faults })
  const url = `${sandbox.adminUrl}/admin/identities`
  const body = JSON.stringify({ traits: { email: 'ann@example.org' } })
  await expect(fetch(url, { method: 'POST', body })).rejects.toThrow('fetch failed')
  await expect(fetch(url).then((answer) => answer.json())).rejects.toThrow('terminated')
  expect(await (await fetch(url)).json()).toHaveLength(1)
})

describe('rules from a file', () => {
  test('are taken as they are', async () => {
    sandbox = await openSandbox()
    await createPerson(sandbox, 'ann@example.org')
    const rules = parseFaults([{ method: 'DELETE', path: '/admin/**', nth: 3, effect: { kind: 'slow', ms: 5 } }])
    sandbox.setFaults(rules)
    expect(rules[0]?.nth).toBe(3)
  })

  test.each([
    ['no list', {}, 'expected array'],
    ['an unknown effect', [{ effect: { kind: 'explode' } }], '0.effect.kind'],
    ['an unknown member', [{ effect: { kind: 'html' }, often: true }], 'often'],
    ['a status that is no error', [{ effect: { kind: 'status', status: 200 } }], '0.effect.status'],
    ['a path that is none', [{ path: 'admin', effect: { kind: 'html' } }], '0.path'],
  ])('%s is a mistake that is named', async (_, rules, named) => {
    sandbox = await openSandbox()
    expect(() => parseFaults(rules)).toThrow(SandboxError)
    expect(() => parseFaults(rules)).toThrow(named)
  })
})
