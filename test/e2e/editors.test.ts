import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { writeFiles } from '../support/temp-project.ts'
import { type LanguageServer, startYamlLanguageServer } from '../support/yaml-language-server.ts'
import { runCli } from './run-cli.ts'

const person = {
  $id: 'person',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      additionalProperties: false,
      required: ['email'],
      properties: {
        email: {
          type: 'string',
          format: 'email',
          description: 'Where we write to.',
          'ory.sh/kratos': { credentials: { password: { identifier: true } } },
        },
        level: { type: 'string', enum: ['junior', 'senior'] },
        name: { type: 'object', properties: { first: { type: 'string' }, last: { type: 'string' } } },
      },
    },
  },
}

const robot = {
  type: 'object',
  properties: {
    traits: { type: 'object', additionalProperties: false, properties: { serial: { type: 'integer' } } },
  },
}

interface Editor {
  readonly server: LanguageServer
  close(): void
}

/** A project after `idctl schema`, opened by an editor with its settings, or by one that knows none. */
async function opened({ knowsSettings }: { knowsSettings: boolean }): Promise<Editor> {
  const root = mkdtempSync(join(tmpdir(), 'idctl-editors-'))
  writeFiles(root, {
    'idctl.yaml': 'version: 1\nworkspace: acme\nschema_id: person\n',
    'identities/person.schema.json': JSON.stringify(person),
    'identities/robot.schema.json': JSON.stringify(robot),
  })
  const { exit, stderr } = await runCli(['schema', '--offline'], { cwd: root })
  expect(exit, stderr).toBe(0)
  const settings = JSON.parse(readFileSync(join(root, '.vscode/settings.json'), 'utf8'))
  const basics = {
    'yaml.schemaStore.enable': false,
    'yaml.validate': true,
    'yaml.hover': true,
    'yaml.completion': true,
  }
  const server = await startYamlLanguageServer(root, { ...basics, ...(knowsSettings && settings) })
  const close = () => {
    server.stop()
    rmSync(root, { recursive: true, force: true })
  }
  return { server, close }
}

const line = '# yaml-language-server: $schema=../.idctl-editor/document.json\n'

describe.each([
  ['by the settings of VS Code', true, ''],
  ['by a line on top of the document', false, line],
])('%s', (_, knowsSettings, top) => {
  const down = top === '' ? 0 : 1
  const at = (row: number, character: number) => ({ line: row + down, character })
  let editor: LanguageServer
  beforeAll(async () => {
    const { server, close } = await opened({ knowsSettings })
    editor = server
    return close
  })

  test('a document that is right has no mistake', async () => {
    const text = `${top}traits:\n  email: ada@localhost\n  name: { first: Ada, last: "\${env:IDCTL_DOC_LAST}" }\n  level: null\nidctl: { protect: true }\n`
    expect(await editor.diagnostics('identities/right.yaml', text)).toEqual([])
  })

  test('what is wrong is marked', async () => {
    const text = `${top}traits:\n  email: 7\n  level: boss\n  nick: a\nidctl: { protect: often }\n`
    const messages = await editor.diagnostics('identities/wrong.yaml', text)
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "Incorrect type. Expected "boolean".
      Incorrect type. Expected "string | null".
      Value is not accepted. Valid values: "junior", "senior".
      the identity schema has no such trait"
    `)
  })

  test('traits, choices and settings are offered', async () => {
    await editor.diagnostics('identities/offered.yaml', `${top}traits:\n  \n  level: \nidctl:\n  \n  key: ada\n`)
    const traits = await editor.completions('identities/offered.yaml', at(1, 2))
    expect(traits).toEqual(expect.arrayContaining(['email', 'name']))
    expect(traits).not.toContain('serial')
    const levels = await editor.completions('identities/offered.yaml', at(2, 9))
    expect(levels).toEqual(expect.arrayContaining(['junior', 'senior']))
    const ours = await editor.completions('identities/offered.yaml', at(4, 2))
    expect(ours).toEqual(expect.arrayContaining(['previously', 'protect', 'expires']))
  })

  test('traits are those of the schema that the document names', async () => {
    await editor.diagnostics('identities/robot.yaml', `${top}schema_id: robot\ntraits:\n  \n`)
    const traits = await editor.completions('identities/robot.yaml', at(2, 2))
    expect(traits).toContain('serial')
    expect(traits).not.toContain('email')
  })

  test('a trait explains itself', async () => {
    await editor.diagnostics('identities/explained.yaml', `${top}traits:\n  email: ada@example.com\n`)
    const hover = await editor.hover('identities/explained.yaml', at(1, 4))
    expect(hover).toContain('Where we write to.')
    expect(hover).toContain('Login identifier: sign in with password.')
  })
})

test('defaults and idctl.yaml have schemas of their own', async () => {
  const { server: editor, close } = await opened({ knowsSettings: true })
  onTestFinished(close)
  const defaults = 'external_id: emp-1\ntraits: { level: junior }\n'
  expect(await editor.diagnostics('identities/_defaults.yaml', defaults)).toMatchInlineSnapshot(`
    [
      "Property external_id is not allowed.",
    ]
  `)
  const config = 'version: 1\nworkspace: acme\nadopt: sometimes\nremovals: keep\n'
  expect(await editor.diagnostics('idctl.yaml', config)).toMatchInlineSnapshot(`
    [
      "Value is not accepted. Valid values: "verified", "any", "never".",
      "Property removals is not allowed.",
    ]
  `)
})
