import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Sandbox, SandboxError } from '../../../src/sandbox/index.ts'
import { call, createPerson, openSandbox } from './support.ts'

let sandbox: Sandbox
let ann: string

beforeEach(async () => {
  sandbox = await openSandbox()
  ann = await createPerson(sandbox, 'ann@example.org', { metadata_admin: { secret: 'CANARY-metadata' } })
})

afterEach(() => sandbox.stop())

type Session = { id: string; active: boolean; identity: Record<string, unknown> | null }

async function read(path: string): Promise<Session[]> {
  return (await (await call(sandbox, 'GET', path)).json()) as Session[]
}

test('sessions of an identity are listed newest first, with it but without its admin metadata', async () => {
  const [first, second] = [await sandbox.addSession(ann), await sandbox.addSession(ann)]
  const sessions = await read(`/admin/identities/${ann}/sessions`)
  expect(sessions.map(({ id, active }) => [id, active])).toEqual([
    [second, true],
    [first, true],
  ])
  expect(sessions[0]?.identity).toMatchObject({ id: ann })
  expect(JSON.stringify(sessions)).not.toContain('CANARY')
})

test('deleting them is 204 once, and 404 when there are none', async () => {
  await sandbox.addSession(ann)
  const statuses: number[] = []
  for (let count = 0; count < 2; count++) {
    statuses.push((await call(sandbox, 'DELETE', `/admin/identities/${ann}/sessions`)).status)
  }
  expect(statuses).toEqual([204, 404])
  expect(await read('/admin/sessions')).toEqual([])
})

test('revoking one keeps it in the list, as not active', async () => {
  const id = await sandbox.addSession(ann)
  expect((await call(sandbox, 'DELETE', `/admin/sessions/${id}`)).status).toBe(204)
  expect((await call(sandbox, 'DELETE', `/admin/sessions/${id}`)).status).toBe(204)
  expect(await read(`/admin/identities/${ann}/sessions?active=true`)).toEqual([])
  expect(await read(`/admin/identities/${ann}/sessions?active=false`)).toMatchObject([{ id, active: false }])
})

test('state inactive leaves sessions alone; they are only shown as not active', async () => {
  await sandbox.addSession(ann)
  await call(sandbox, 'PATCH', `/admin/identities/${ann}`, [{ op: 'replace', path: '/state', value: 'inactive' }])
  expect(await read(`/admin/identities/${ann}/sessions?active=true`)).toMatchObject([{ active: false }])
})

test('they go with their identity', async () => {
  await sandbox.addSession(ann)
  await call(sandbox, 'DELETE', `/admin/identities/${ann}`)
  expect(await read('/admin/sessions')).toEqual([])
})

test('all sessions are paged by keyset', async () => {
  const ids: string[] = []
  for (let count = 0; count < 5; count++) ids.unshift(await sandbox.addSession(ann))
  const seen: string[] = []
  let path: string | undefined = '/admin/sessions?page_size=2'
  while (path !== undefined) {
    const answer: Response = await call(sandbox, 'GET', path)
    seen.push(...((await answer.json()) as Session[]).map(({ id }) => id))
    path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('Link') ?? '')?.[1]
  }
  expect(seen).toEqual(ids)
})

test('extending moves the end', async () => {
  const id = await sandbox.addSession(ann)
  const answer = await call(sandbox, 'PATCH', `/admin/sessions/${id}/extend`)
  expect([answer.status, await answer.json()]).toMatchObject([200, { id, active: true, identity: { id: ann } }])
})

test('nobody signs in without an identity', async () => {
  await expect(sandbox.addSession('11111111-1111-4111-8111-111111111111')).rejects.toThrow(SandboxError)
})
