import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { aliasesFor, type StarterAnswers, starterConfig, workspaceName } from '../../../src/config/starter-config.ts'
import { isFileName } from '../../../src/desired/schemas/pull-schemas.ts'
import { project } from '../../support/temp-project.ts'

const answers: readonly StarterAnswers[] = [
  { workspace: 'acme-7f3k', server: { sandbox: '.idctl/sandbox.json' }, schemaId: 'person', aliases: {} },
  { workspace: 'true', server: { adminUrl: 'http://127.0.0.1:4434' }, aliases: {} },
  {
    workspace: '2026',
    server: {
      adminUrl: 'https://x.projects.oryapis.com',
      publicUrl: 'https://y.example.com',
      keyVariable: 'IDCTL_API_KEY',
    },
    schemaId: 'email',
    aliases: { email: 'preset://email' },
  },
]

function load(text: string) {
  const variables = /^ +api_key/m.test(text) ? { IDCTL_API_KEY: 'key' } : {}
  const cwd = project({ 'idctl.yaml': text, 'identities/.keep': '' })
  return loadConfig({ cwd, variables })
}

describe.each(answers)('a first idctl.yaml for $workspace', (given) => {
  test('is valid, and says what was answered', () => {
    const { config, diagnostics } = load(starterConfig(given))
    expect(diagnostics).toEqual([])
    expect(config).toMatchObject({
      workspace: given.workspace,
      server: { kind: 'sandbox' in given.server ? 'sandbox' : 'kratos' },
    })
    expect(config?.schema_id).toBe(given.schemaId)
    expect(Object.keys(config?.schema_aliases ?? {})).toEqual(Object.keys(given.aliases))
  })

  test('what is commented out is valid as well', () => {
    const text = starterConfig(given)
    const whole = text.replaceAll(/^( *)# ([a-z_]+: )/gm, '$1$2')
    expect(whole).not.toBe(text)
    expect(load(whole).diagnostics).toEqual([])
  })
})

test('ids that are no file names get names of their own', () => {
  const ids = ['person', 'preset://email', 'other://email', 'preset://person', '///']
  expect(aliasesFor(ids, isFileName)).toEqual({
    email: 'preset://email',
    'email-2': 'other://email',
    'person-2': 'preset://person',
    schema: '///',
  })
})

test.each([
  ['Acme Corp', 'acme-corp-aaaa'],
  ['...', 'people-aaaa'],
  ['x'.repeat(90), `${'x'.repeat(50)}-aaaa`],
])('a workspace for the folder %j: %j', (folder, name) => {
  expect(workspaceName(folder, () => 0)).toBe(name)
})
