import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { project } from '../support/temp-project.ts'
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

/** A project after `idctl schema`, opened by an editor with its settings, or by one that knows none. */
async function opened({ knowsSettings }: { knowsSettings: boolean }): Promise<LanguageServer> {
  const root = project({
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
  return startYamlLanguageServer(root, { ...basics, ...(knowsSettings && settings) })
}

const line = '# yaml-language-server: $schema=../.idctl-editor/document.json\n'

describe.each([
  ['by the settings of VS Code', true, ''],
  ['by a line on top of the document', false, line],
])('%s', (_, knowsSettings, top) => {
  const down = top === '' ? 0 : 1
  const at = (row: number, character: number) => ({ line: row + down, character })

  test('a document that is right has no mistake', async () => {
    const editor = await opened({ knowsSettings })
    const text = `${top}traits:\n  email: ada@localhost\n  name: { first: Ada, last: "\${env:IDCTL_DOC_LAST}" }\n  level: null\nidctl: { protect: true }\n`
    expect(await editor.diagnostics('identities/ada.yaml', text)).toEqual([])
  })

  test('what is wrong is marked', async () => {
    const editor = await opened({ knowsSettings })
    const text = `${top}traits:\n  email: 7\n  level: boss\n  nick: a\nidctl: { protect: often }\n`
    const messages = await editor.diagnostics('identities/ada.yaml', text)
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "Incorrect type. Expected "boolean".
      Incorrect type. Expected "string | null".
      Value is not accepted. Valid values: "junior", "senior".
      the identity schema has no such trait"
    `)
  })

  test('traits, choices and settings are offered', async () => {
    const editor = await opened({ knowsSettings })
    await editor.diagnostics('identities/ada.yaml', `${top}traits:\n  \n  level: \nidctl:\n  \n  key: ada\n`)
    const traits = await editor.completions('identities/ada.yaml', at(1, 2))
    expect(traits).toEqual(expect.arrayContaining(['email', 'name']))
    expect(traits).not.toContain('serial')
    const levels = await editor.completions('identities/ada.yaml', at(2, 9))
    expect(levels).toEqual(expect.arrayContaining(['junior', 'senior']))
    const ours = await editor.completions('identities/ada.yaml', at(4, 2))
    expect(ours).toEqual(expect.arrayContaining(['previously', 'protect', 'expires']))
  })

  test('traits are those of the schema that the document names', async () => {
    const editor = await opened({ knowsSettings })
    await editor.diagnostics('identities/r2.yaml', `${top}schema_id: robot\ntraits:\n  \n`)
    const traits = await editor.completions('identities/r2.yaml', at(2, 2))
    expect(traits).toContain('serial')
    expect(traits).not.toContain('email')
  })

  test('a trait explains itself', async () => {
    const editor = await opened({ knowsSettings })
    await editor.diagnostics('identities/ada.yaml', `${top}traits:\n  email: ada@example.com\n`)
    const hover = await editor.hover('identities/ada.yaml', at(1, 4))
    expect(hover).toContain('Where we write to.')
    expect(hover).toContain('Login identifier: sign in with password.')
  })
})

test('defaults and idctl.yaml have schemas of their own', async () => {
  const editor = await opened({ knowsSettings: true })
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
