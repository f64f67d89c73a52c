import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/index.ts'
import { project } from '../support/temp-project.ts'
import type { CliRun } from './cli-run.ts'
import { runCli } from './run-cli.ts'

const schemaOf = (traits: Readonly<Record<string, object>>) => ({
  $id: 'person',
  type: 'object',
  properties: { traits: { type: 'object', properties: traits } },
})
const before = schemaOf({ email: { type: 'string' } })
const after = schemaOf({ email: { type: 'string' }, nick: { type: 'string' } })
const file = 'identities/person.schema.json'

/** A server whose identity schemas are these, and a folder without any. */
async function served(schemas: Readonly<Record<string, object>>) {
  const sandbox = await startSandbox({ schemas: schemas as never })
  onTestFinished(() => sandbox.stop())
  return sandbox.adminUrl
}

function folder() {
  const root = project({ 'idctl.yaml': 'version: 1\nworkspace: acme\nschema_id: person\n', 'identities/.keep': '' })
  const run = (url: string, ...flags: string[]): Promise<CliRun> =>
    runCli(['schema', '--admin-url', url, '--json', ...flags], { cwd: root })
  const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'))
  return { root, run, read }
}

function outcomes({ stdout }: CliRun): Record<string, string> {
  const { files } = JSON.parse(stdout) as { files: { file: string; outcome: string }[] }
  return Object.fromEntries(files.map((one) => [one.file, one.outcome]))
}

test('a schema of the server is pulled, and renewed once it has changed there', async () => {
  const { run, read } = folder()
  const [old, renewed] = [await served({ person: before }), await served({ person: after })]
  const first = await run(old)
  expect(first.exit, first.stderr).toBe(0)
  expect(outcomes(first)[file]).toBe('created')
  expect(read(file)).toEqual(before)

  expect((await run(old, '--check')).exit).toBe(0)
  const behind = await run(renewed, '--check')
  expect([behind.exit, outcomes(behind)[file]]).toEqual([2, 'updated'])
  expect(read(file)).toEqual(before)

  expect(outcomes(await run(renewed))[file]).toBe('updated')
  expect(read(file)).toEqual(after)
  expect(JSON.stringify(read('.idctl-editor/document.json'))).toContain('nick')
})

test('a schema that somebody changed is kept until --overwrite, and the editor follows the server', async () => {
  const { root, run, read } = folder()
  const [old, renewed] = [await served({ person: before }), await served({ person: after })]
  await run(old)
  writeFileSync(join(root, file), JSON.stringify({ ...before, title: 'Ours' }))
  const kept = await run(renewed)
  expect([kept.exit, outcomes(kept)[file]]).toEqual([0, 'kept'])
  expect(read(file)).toMatchObject({ title: 'Ours' })
  expect(JSON.stringify(read('.idctl-editor/document.json'))).toContain('nick')
  expect((await run(renewed, '--check')).exit).toBe(2)
  expect(outcomes(await run(renewed, '--overwrite'))[file]).toBe('updated')
  expect(read(file)).toEqual(after)
})

test('an id that is no name of a file needs an alias', async () => {
  const { root, run } = folder()
  const url = await served({ person: before, 'preset://email': after })
  const found = await run(url)
  expect(JSON.parse(found.stdout).notes.join('\n')).toContain('"preset://email" is in no file')
  const config = 'version: 1\nworkspace: acme\nschema_id: person\nschema_aliases: { email: "preset://email" }\n'
  writeFileSync(join(root, 'idctl.yaml'), config)
  expect(outcomes(await run(url))['identities/email.schema.json']).toBe('created')
})

test('a server that does not answer is an error, and nothing is written', async () => {
  const { run, read } = folder()
  const found = await run('http://127.0.0.1:9')
  expect(found.exit).toBe(6)
  expect(() => read('.idctl-editor/document.json')).toThrow()
})
