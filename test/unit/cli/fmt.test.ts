import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createContext } from '../../../src/cli/context.ts'
import { formatFiles } from '../../../src/cli/fmt.ts'
import { createOutput } from '../../../src/cli/output.ts'
import { configFor } from '../../support/config.ts'
import { project } from '../../support/temp-project.ts'
import { terminalOf } from '../../support/terminal.ts'

async function fmt(root: string) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const context = { ...createContext(), cwd: root, env: {}, stdout, stderr, terminal: terminalOf() }
  const output = createOutput(context, { json: true })
  const signal = new AbortController().signal
  const exit = await formatFiles({ context, output, config: configFor(root), named: [], check: false, signal })
  return { exit, result: JSON.parse(String(stdout.read())), stderr: String(stderr.read() ?? '') }
}

const settings = { 'idctl.yaml': 'version: 1\n' }
const messy = "schema_id: 'x'\n"

test('a file with the longest name is written as well', async () => {
  const file = `identities/${'\u00e9'.repeat(125)}.yaml`
  const root = project({ ...settings, [file]: messy })
  expect(await fmt(root)).toMatchObject({ exit: 'ok', result: { formatted: [file] } })
  expect(readFileSync(join(root, file), 'utf8')).toBe('schema_id: x\n')
})

test.skipIf(process.getuid?.() === 0)('a file that cannot be written does not keep the others from it', async () => {
  const root = project({
    ...settings,
    'identities/a.yaml': messy,
    'identities/b.yaml': messy,
    'identities/c.yaml': messy,
  })
  for (const name of ['a', 'b']) chmodSync(join(root, `identities/${name}.yaml`), 0o444)
  const { exit, result, stderr } = await fmt(root)
  expect(exit).toBe('error')
  expect(result).toMatchObject({ formatted: ['identities/c.yaml'], left: ['identities/a.yaml', 'identities/b.yaml'] })
  for (const name of ['a', 'b']) expect(stderr).toContain(`cannot write identities/${name}.yaml (EACCES)`)
})
