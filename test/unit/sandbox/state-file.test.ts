import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SandboxError } from '../../../src/sandbox/index.ts'
import { call, createPerson, listEmails, openSandbox } from './support.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'idctl-sandbox-'))
  file = join(folder, 'state.json')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

test('a later sandbox on the same file goes on where the first one stopped', async () => {
  const first = await openSandbox({ file })
  const ann = await createPerson(first, 'ann@example.org', { metadata_admin: { team: 'a' } })
  await createPerson(first, 'bob@example.org')
  await first.addSession(ann)
  await first.stop()

  const second = await openSandbox({ file })
  expect(await listEmails(second)).toEqual(['ann@example.org', 'bob@example.org'])
  expect((await call(second, 'DELETE', `/admin/identities/${ann}/sessions`)).status).toBe(204)
  expect((await call(second, 'POST', '/admin/identities', { traits: { email: 'ann@example.org' } })).status).toBe(409)
  const carl = await createPerson(second, 'carl@example.org')
  expect(carl > ann).toBe(true)
  await second.stop()
})

test('the file, and a folder made for it, are for their owner only, whatever the umask', async () => {
  const below = join(folder, 'made', 'state.json')
  const umask = process.umask(0)
  try {
    const sandbox = await openSandbox({ file: below })
    await createPerson(sandbox, 'ann@example.org')
    await sandbox.stop()
  } finally {
    process.umask(umask)
  }
  const modes = await Promise.all([join(folder, 'made'), below].map(async (path) => (await stat(path)).mode & 0o777))
  expect(modes).toEqual([0o700, 0o600])
})

test('answers of simultaneous writes come when all of them are in the file', async () => {
  const sandbox = await openSandbox({ file })
  const emails = Array.from({ length: 20 }, (_, index) => `p${index}@example.org`)
  await Promise.all(emails.map((email) => createPerson(sandbox, email)))
  const stored = JSON.parse(await readFile(file, 'utf8')) as { identities: unknown[] }
  expect(stored.identities).toHaveLength(20)
  await sandbox.stop()
})

test('a kill in the middle of writing loses nothing that was answered', async () => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('write-until-killed.ts', import.meta.url)), file],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  // Its output can end before the process is gone, and until then the file is in its use.
  const gone = once(child, 'exit')
  const answered: string[] = []
  for await (const email of createInterface({ input: child.stdout })) {
    answered.push(email)
    if (answered.length === 30) child.kill('SIGKILL')
  }
  await gone
  const after = await openSandbox({ file })
  expect(await listEmails(after)).toEqual(expect.arrayContaining(answered))
  expect(answered.length).toBeGreaterThanOrEqual(30)
  await after.stop()
})

test('what a killed write left behind is not looked at', async () => {
  const first = await openSandbox({ file })
  await createPerson(first, 'ann@example.org')
  await first.stop()
  await writeFile(`${file}.new`, '{"format":"idctl-sandbox","iden')
  const second = await openSandbox({ file })
  expect(await listEmails(second)).toEqual(['ann@example.org'])
  await second.stop()
})

test('two sandboxes never share a file', async () => {
  const first = await openSandbox({ file })
  await expect(openSandbox({ file })).rejects.toMatchObject({
    message: `The sandbox file ${file} is in use by process ${process.pid}`,
    hint: expect.stringMatching(/^one process has it at a time: .* delete .*\.lock$/),
  })
  await first.stop()
  const second = await openSandbox({ file })
  await second.stop()
  expect(await readdir(folder)).toEqual([])
})

test('the lock of a process that is gone is taken over', async () => {
  // The highest id that Linux and macOS give out is far below.
  await writeFile(`${file}.lock`, '999999999 gone')
  const sandbox = await openSandbox({ file })
  await sandbox.stop()
  expect(await readdir(folder)).toEqual([])
})

test.each([
  ['no JSON', 'nonsense'],
  ['JSON of something else', '{"identities":[]}'],
  ['a newer format', '{"format":"idctl-sandbox","format_version":2,"identities":[],"sessions":[]}'],
])('a file that holds %s is refused and stays as it is', async (_, content) => {
  await writeFile(file, content)
  await expect(openSandbox({ file })).rejects.toThrow(SandboxError)
  expect(await readFile(file, 'utf8')).toBe(content)
  expect(await readdir(folder)).toEqual(['state.json'])
})

test('a missing folder is made; one that cannot be is an error that names the file', async () => {
  const deep = join(folder, 'new', 'folder', 'state.json')
  await (await openSandbox({ file: deep })).stop()
  await writeFile(join(folder, 'plain'), '')
  const impossible = join(folder, 'plain', 'state.json')
  await expect(openSandbox({ file: impossible })).rejects.toThrow(impossible)
})

test('a write that cannot be saved is answered with an error', async () => {
  const sandbox = await openSandbox({ file })
  await mkdir(`${file}.new`)
  const answer = await call(sandbox, 'POST', '/admin/identities', { traits: { email: 'ann@example.org' } })
  expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('Cannot write the sandbox file')])
  await sandbox.stop()
})
