import { chmodSync, existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createContext } from '../../../src/cli/context.ts'
import { setUpFolder, writeFirstConfig } from '../../../src/cli/init.ts'
import type { InitChoice } from '../../../src/cli/init-answers.ts'
import { createOutput } from '../../../src/cli/output.ts'
import { runInit } from '../../../src/cli/run-init.ts'
import { setUpSchemas } from '../../../src/cli/schema.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { formatYaml } from '../../../src/documents/format/format-yaml.ts'
import { starterSchema } from '../../../src/sandbox/starter-schema.ts'
import { project } from '../../support/temp-project.ts'

/** Sets up the sandbox without questions; file → outcome. */
async function init(cwd: string, choice: InitChoice = { sandbox: '', yes: true, workspace: 'acme-1' }) {
  const terminal = { ...createContext().terminal, canAsk: false }
  const context = { ...createContext(), cwd, env: {}, terminal }
  const readConfig = async (offline: boolean) => loadConfig({ cwd, variables: {}, offline }).config
  const signal = new AbortController().signal
  const found = await runInit({ context, output: createOutput(context, {}), choice, signal, readConfig })
  return Object.fromEntries(found?.steps.map(({ file, outcome }) => [file, outcome]) ?? [])
}

const linked = (at: string, to: string, files: Readonly<Record<string, string>> = {}) => {
  const root = project({ '.keep': '', ...files })
  symlinkSync(join(root, to), join(root, at))
  return root
}

describe('what is there stays', () => {
  test('a link to nothing in place of idctl.yaml', async () => {
    const root = linked('idctl.yaml', 'gone.yaml')
    await expect(init(root)).rejects.toThrow('idctl.yaml is a link to nothing')
    expect(lstatSync(join(root, 'idctl.yaml')).isSymbolicLink()).toBe(true)
  })

  test.each(['.idctl-editor/config.json', '.vscode/settings.json', 'identities/ada.yaml'])(
    'a link to nothing in place of %s',
    async (file) => {
      const root = project({ [join(file, '..', '.keep')]: '' })
      symlinkSync(join(root, 'gone'), join(root, file))
      const outcomes = await init(root)
      expect([outcomes[file] ?? 'kept', lstatSync(join(root, file)).isSymbolicLink()]).toEqual(['kept', true])
    },
  )

  test('a link in place of .gitignore, which git would not follow', async () => {
    const root = linked('.gitignore', 'others', { others: 'node_modules\n' })
    expect(await init(root)).toMatchObject({ '.gitignore': 'kept', 'identities/ada.yaml': 'created' })
    expect(readFileSync(join(root, 'others'), 'utf8')).toBe('node_modules\n')
  })

  test('a file in place of the folder of documents, and nothing is written', async () => {
    const root = project({ identities: 'mine' })
    await expect(init(root)).rejects.toThrow(/cannot make the folder .*identities \(EEXIST\)/)
    expect(existsSync(join(root, 'idctl.yaml'))).toBe(false)
  })
})

test.skipIf(process.getuid?.() === 0)('a folder that cannot be read is told before anything is written', async () => {
  const root = project({ 'identities/private/.keep': '' })
  chmodSync(join(root, 'identities/private'), 0)
  onTestFinished(() => chmodSync(join(root, 'identities/private'), 0o700))
  await expect(init(root)).rejects.toThrow(/cannot read all of the folder .*identities \(EACCES\)/)
  expect(existsSync(join(root, 'idctl.yaml'))).toBe(false)
})

test.each([
  ['mine.json', '/mine.json'],
  ['data/my [1].json', '/data/my \\[1\\].json'],
  ['.idctl/other.json', undefined],
  ['/tmp/elsewhere.json', undefined],
])('git does not see the sandbox in %s', async (file, line) => {
  const root = project({ '.keep': '' })
  await init(root, { sandbox: file, yes: true, workspace: 'acme-1' })
  const lines = () => readFileSync(join(root, '.gitignore'), 'utf8').split('\n').slice(1, -1)
  expect(lines()).toEqual(['.idctl/', '*.plan', 'invites*.ndjson', ...(line === undefined ? [] : [line])])
  expect(await init(root, {})).toMatchObject({ '.gitignore': 'unchanged' })
})

test('a local schema that cannot be read is told', async () => {
  const root = project({ 'identities/person.schema.json': JSON.stringify(starterSchema.schema) })
  await init(root)
  writeFileSync(join(root, 'identities/broken.schema.json'), '{')
  const { config } = loadConfig({ cwd: root, variables: {} })
  if (config === undefined) throw new Error('no config')
  const { notes } = await setUpSchemas({ config, isCheck: true, overwrite: false })
  expect(notes).toEqual(['"identities/broken.schema.json" is no JSON Schema and left out; `idctl validate` says why.'])
})

test('a folder whose files another idctl.yaml reads is refused; others below it are not', async () => {
  const root = project({ '.keep': '', 'identities/sales/.keep': '', 'other/.keep': '' })
  await init(root)
  for (const folder of ['identities', 'identities/sales']) {
    await expect(init(join(root, folder))).rejects.toThrow('which reads it as documents')
    expect(existsSync(join(root, folder, 'idctl.yaml'))).toBe(false)
  }
  expect(await init(join(root, 'other'))).toMatchObject({ 'idctl.yaml': 'created' })
})

describe('what is written', () => {
  const ids = [
    'person',
    'preset://email',
    '${env:HOME}',
    'a b',
    'x\n#: y',
    '\u{1f600}',
    `${'long'.repeat(40)}`,
    '- a: [',
  ]

  test('is in the layout of fmt, and reads back the ids of the server, whatever they are', async () => {
    const cwd = project({ '.keep': '' })
    const url = 'http://127.0.0.1:4434'
    const server = { kind: 'kratos', adminUrl: url, target: url, publicUrl: `${url}/a,b` } as const
    await writeFirstConfig(cwd, { workspace: 'acme-1', server }, ids, 'preset://email')
    const { config, diagnostics } = loadConfig({ cwd, variables: { HOME: '/home/ada' } })
    expect(diagnostics).toEqual([])
    if (config === undefined) return
    const known = Object.values(config.schema_aliases).map(({ id }) => id)
    expect(['person', ...known]).toEqual(ids)
    const schemas = ids.map((id) => ({ id, schema: starterSchema.schema }))
    const { steps } = await setUpFolder(config, { schemas, hasPeople: false, workspaces: new Set() })
    expect(steps.filter(({ kind }) => kind === 'identity-schema')).toHaveLength(ids.length)
    for (const [file, content] of [
      ['idctl.yaml', 'settings'],
      ['identities/ada.yaml', 'documents'],
    ] as const) {
      const text = readFileSync(join(cwd, file), 'utf8')
      expect(formatYaml(text, content), file).toBe(text)
    }
  })

  test('the example is somebody who can get in, where a schema of the server says how', async () => {
    const cwd = project({ '.keep': '' })
    const url = 'http://127.0.0.1:4434'
    const server = { kind: 'kratos', adminUrl: url, target: url } as const
    const identifier = { 'ory.sh/kratos': { credentials: { password: { identifier: true } } } }
    const username = { type: 'string', ...identifier }
    const traits = { type: 'object', properties: { username }, required: ['username'] }
    const partner = { id: 'partner', schema: { type: 'object', properties: { traits } } }
    const schemas = [partner, { id: 'person', schema: starterSchema.schema }]
    await writeFirstConfig(cwd, { workspace: 'acme-1', server }, ['partner', 'person'], undefined)
    const { config } = loadConfig({ cwd, variables: {} })
    if (config === undefined) throw new Error('no config')
    await setUpFolder(config, { schemas, hasPeople: false, workspaces: new Set() })
    expect(readFileSync(join(cwd, 'identities/ada.yaml'), 'utf8')).toContain('schema_id: person\n')
  })
})
