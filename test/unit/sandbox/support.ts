import { createSandbox, type JsonObject, type Sandbox, type SandboxOptions } from '../../../src/sandbox/index.ts'
import { emailTrait, traitSchema } from '../../support/schemas.ts'

/** The smallest schema with a login: one e-mail address, and a nickname. */
export const personSchema = traitSchema({ email: emailTrait(), nickname: { type: 'string' } })

export function openSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  return createSandbox({ schemas: { person: personSchema }, ids: 'ascending', ...options })
}

/** Calls the admin port; an object is sent as JSON. */
export function call(sandbox: Sandbox, method: string, path: string, body?: unknown): Promise<Response> {
  const json = { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
  return sandbox.fetch(new Request(sandbox.adminUrl + path, { method, ...(body === undefined ? {} : json) }))
}

/** Creates an identity and gives its id. */
export async function createPerson(sandbox: Sandbox, address: string, more: JsonObject = {}): Promise<string> {
  const answer = await call(sandbox, 'POST', '/admin/identities', { traits: { email: address }, ...more })
  if (answer.status !== 201) throw new Error(await answer.text())
  return ((await answer.json()) as { id: string }).id
}

/** E-mail addresses in the list, in its order. */
export async function listEmails(sandbox: Sandbox): Promise<string[]> {
  const answer = await call(sandbox, 'GET', '/admin/identities?page_size=500')
  return ((await answer.json()) as { traits: { email: string } }[]).map(({ traits }) => traits.email)
}
