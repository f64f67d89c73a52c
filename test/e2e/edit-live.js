// Changes the sandbox file of the working directory as another tool would: `edit-live IDENTIFIER PATCH`, or `edit-live --create BODY`.
import { readFileSync } from 'node:fs'
import { createSandbox } from '../../dist/sandbox/index.js'

const [who, body] = process.argv.slice(2)
const schema = JSON.parse(readFileSync('identities/person.schema.json', 'utf8'))
const sandbox = await createSandbox({ schemas: { person: schema }, file: '.idctl/sandbox.json' })
try {
  if (who === '--create') await send('POST', '', body)
  else {
    const [{ id }] = await send('GET', `?credentials_identifier=${encodeURIComponent(who)}`)
    await send('PATCH', `/${id}`, body)
  }
} finally {
  await sandbox.stop()
}

async function send(method, path, text) {
  const content = text === undefined ? {} : { body: text, headers: { 'content-type': 'application/json' } }
  const request = new Request(`${sandbox.adminUrl}/admin/identities${path}`, { method, ...content })
  const answer = await sandbox.fetch(request)
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
