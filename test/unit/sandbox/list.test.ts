import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Sandbox } from '../../../src/sandbox/index.ts'
import { call, createPerson, openSandbox } from './support.ts'

let sandbox: Sandbox

beforeEach(async () => {
  sandbox = await openSandbox({ ids: 'random' })
})

afterEach(() => sandbox.stop())

async function readAll(path: string): Promise<string[]> {
  const ids: string[] = []
  let next: string | undefined = path
  while (next !== undefined) {
    const answer: Response = await call(sandbox, 'GET', next)
    ids.push(...((await answer.json()) as { id: string }[]).map(({ id }) => id))
    next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('Link') ?? '')?.[1]
  }
  return ids
}

test('pages follow each other in id order, whatever came and went in between', async () => {
  const made: string[] = []
  for (let count = 0; count < 23; count++) made.push(await createPerson(sandbox, `p${count}@example.org`))
  expect(await readAll('/admin/identities?page_size=5')).toEqual(made.toSorted())
  const [gone, ...left] = made as [string, ...string[]]
  await call(sandbox, 'DELETE', `/admin/identities/${gone}`)
  left.push(await createPerson(sandbox, 'late@example.org'))
  expect(await readAll('/admin/identities?page_size=5')).toEqual(left.toSorted())
})

test('ids are answered in id order, and paged', async () => {
  const made: string[] = []
  for (let count = 0; count < 7; count++) made.push(await createPerson(sandbox, `p${count}@example.org`))
  const query = made.map((id) => `ids=${id}`).join('&')
  expect(await readAll(`/admin/identities?page_size=3&${query}`)).toEqual(made.toSorted())
})

test('an identifier is found under its new value only, and free again', async () => {
  const id = await createPerson(sandbox, 'old@example.org')
  await call(sandbox, 'PATCH', `/admin/identities/${id}`, [
    { op: 'replace', path: '/traits/email', value: 'New@Example.org' },
  ])
  expect(await readAll('/admin/identities?credentials_identifier=OLD@example.org')).toEqual([])
  expect(await readAll('/admin/identities?credentials_identifier=new@example.org')).toEqual([id])
  await createPerson(sandbox, 'old@example.org')
})

test('a refused write leaves no trace in the indexes', async () => {
  await createPerson(sandbox, 'ann@example.org')
  const bob = await createPerson(sandbox, 'bob@example.org', { external_id: 'b' })
  const put = { traits: { email: 'ann@example.org' }, external_id: 'c' }
  expect((await call(sandbox, 'PUT', `/admin/identities/${bob}`, put)).status).toBe(409)
  expect((await call(sandbox, 'GET', '/admin/identities/by/external/c')).status).toBe(404)
  expect((await call(sandbox, 'GET', '/admin/identities/by/external/b')).status).toBe(200)
  expect(await readAll('/admin/identities?credentials_identifier=bob@example.org')).toEqual([bob])
})

test('simultaneous creates of one address make one identity', async () => {
  const body = { traits: { email: 'ann@example.org' }, credentials: { password: { config: { password: 'x' } } } }
  const answers = await Promise.all(Array.from({ length: 8 }, () => call(sandbox, 'POST', '/admin/identities', body)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409, 409, 409])
})
