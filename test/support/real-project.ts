import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { findKratos, startKratos, type TestServer } from './kratos.ts'

/** A Kratos of its own can be started for a test. One that runs already is left alone: it may have people. */
export const canStartKratos = 'command' in (findKratos() ?? {})

const schema = fileURLToPath(new URL('../e2e/base/identities/person.schema.json', import.meta.url))

/** A real Kratos for the project of the end-to-end tests, which ends with the test. */
export async function realKratos(): Promise<TestServer> {
  const server = await startKratos({ person: JSON.parse(readFileSync(schema, 'utf8')) })
  onTestFinished(() => server.stop())
  return server
}

/** Lets the project in a folder be about a server instead of the sandbox, of whatever version: not each has an `external_id`. */
export function pointAt({ adminUrl, publicUrl }: TestServer, folder: string): void {
  const urls = `admin_url: ${adminUrl}\n  public_url: ${publicUrl}`
  edit(join(folder, 'idctl.yaml'), /sandbox: .*/, urls)
  edit(join(folder, 'identities', 'people.yaml'), /^external_id: (.*)$/gm, 'idctl: { key: $1 }')
}

function edit(file: string, old: RegExp, now: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace(old, now))
}

/** Changes a name behind idctl's back. */
export async function renameLive(
  { adminUrl }: Pick<TestServer, 'adminUrl'>,
  email: string,
  name: string,
): Promise<void> {
  const identities = `${adminUrl}/admin/identities`
  const found = await fetch(`${identities}?credentials_identifier=${encodeURIComponent(email)}`)
  const [{ id }] = (await found.json()) as [{ id: string }]
  const body = JSON.stringify([{ op: 'replace', path: '/traits/name', value: name }])
  const headers = { 'content-type': 'application/json' }
  const { status } = await fetch(`${identities}/${id}`, { method: 'PATCH', headers, body })
  if (status !== 200) throw new Error(`${email} was not renamed: ${status}`)
}
