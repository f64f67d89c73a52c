import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { defaultGuards } from '../../../src/config/guard-limits.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { shown } from '../../support/config.ts'
import { project } from '../../support/temp-project.ts'

type Request = Partial<Parameters<typeof loadConfig>[0]>

const minimal = 'version: 1\nworkspace: acme-7f3k\n'

function load(text: string, request: Request = {}) {
  const root = project({ 'idctl.yaml': text, 'identities/sub/.keep': '' })
  const { config, diagnostics } = loadConfig({ cwd: root, variables: {}, ...request })
  return { root, config, problems: shown(diagnostics), diagnostics }
}

test('the defaults', () => {
  const { root, config, problems } = load(minimal)
  expect(problems).toEqual([])
  expect(config).toEqual({
    root,
    file: join(root, 'idctl.yaml'),
    workspace: 'acme-7f3k',
    identities: ['identities'],
    wholeFolders: ['identities'],
    partialFolder: false,
    schemas: {},
    schema_aliases: {},
    server: undefined,
    adopt: 'verified',
    removal: { created: 'delete', adopted: 'release' },
    required: [],
    expiryNoticeMs: 14 * 86_400_000,
    git: true,
    ownership: {},
    pointers: [],
    sensitive: [],
    privileged: [],
    rules: [],
    references: { env: ['IDCTL_DOC_*'] },
    guards: defaultGuards,
    reservedVariables: [
      'IDCTL_ADMIN_URL',
      'IDCTL_API_KEY',
      'IDCTL_PRIVACY_KEY',
      'ORY_SDK_URL',
      'ORY_PROJECT_API_KEY',
      'GITHUB_TOKEN',
      'IDCTL_GITLAB_TOKEN',
    ],
  })
})

test('everything that can be said', () => {
  const { config, problems } = load(
    `${minimal}
identities: [identities]
schema_id: person
schemas: { "preset://email": ./idctl.yaml }
kratos: { admin_url: "https://Kratos.example.com:443/admin/", public_url: "http://x/", api_key: "\${env:KEY}", target: prod }
adopt: any
on_create: { send: recovery_code, lifetime: 24h }
required: [root, ada]
expiry_notice: 2w
git: false
removal: { created: disable, adopted: delete, grace: 30d }
ownership: { /traits/locale: seed }
sensitive: [/traits/phone]
references: { env: [A, B_*] }
guards: { removals: { percent: 0, cap: 9 }, updates: { floor: 1 }, swaps: 2 }
`,
    { variables: { KEY: 'k' } },
  )
  expect(problems).toEqual([])
  expect(config).toMatchObject({
    schema_id: 'person',
    schemas: { 'preset://email': 'idctl.yaml' },
    server: {
      kind: 'kratos',
      adminUrl: 'https://kratos.example.com',
      publicUrl: 'http://x',
      apiKey: 'k',
      target: 'prod',
    },
    adopt: 'any',
    on_create: { send: 'recovery_code', lifetime: '24h' },
    required: [
      { key: 'root', at: { file: 'idctl.yaml', line: 10, column: 12 } },
      { key: 'ada', at: { file: 'idctl.yaml', line: 10, column: 18 } },
    ],
    expiryNoticeMs: 14 * 86_400_000,
    git: false,
    removal: { created: 'disable', adopted: 'delete', graceMs: 30 * 86_400_000 },
    ownership: { '/traits/locale': 'seed' },
    sensitive: ['/traits/phone'],
    references: { env: ['A', 'B_*'] },
    guards: {
      removals: { percent: 0, floor: 3, cap: 9 },
      updates: { percent: 50, floor: 1 },
      swaps: { percent: 0, floor: 2 },
    },
    reservedVariables: expect.arrayContaining(['KEY']),
  })
})

describe('finding', () => {
  test('upwards from the working directory', () => {
    const { root } = load(minimal)
    const { config } = loadConfig({ cwd: join(root, 'identities/sub'), variables: {} })
    expect(config).toMatchObject({ root, identities: ['identities'] })
  })

  test('--config, also as a folder', () => {
    const { root } = load(minimal)
    for (const config of [root, 'idctl.yaml', join(root, 'idctl.yaml')]) {
      expect(loadConfig({ cwd: root, config, variables: {} }).config).toMatchObject({ root })
    }
  })

  test('nowhere', () => {
    const cwd = project({})
    expect(shown(loadConfig({ cwd, variables: {} }).diagnostics)).toEqual([
      'IDC101 - there is no idctl.yaml in this folder or above it',
    ])
    expect(shown(loadConfig({ cwd, config: 'x.yaml', variables: {} }).diagnostics)).toEqual([
      'IDC101 - the file that --config names does not exist',
    ])
    expect(loadConfig({ cwd, config: '.', variables: {} }).diagnostics).toMatchObject([
      {
        code: 'IDC101',
        summary: 'the folder that --config names has no idctl.yaml',
        hint: 'name the file itself, or the folder that it is in',
      },
    ])
  })

  test('a path that the system does not follow', () => {
    const root = project({ 'idctl.yaml': minimal, 'identities/.keep': '' })
    symlinkSync('loop', join(root, 'loop'))
    for (const path of ['loop', 'idctl.yaml/x', 'n'.repeat(5000)]) {
      expect(shown(loadConfig({ cwd: root, config: path, variables: {} }).diagnostics)).toEqual([
        'IDC101 - the file that --config names does not exist',
      ])
      const { diagnostics } = loadConfig({ cwd: root, identities: path, variables: {} })
      expect(diagnostics).toMatchObject([{ code: 'IDC105' }])
    }
  })

  test('--identities: relative to the working directory, and nothing is removed', () => {
    const root = project({ 'idctl.yaml': minimal, 'people/a/.keep': '' })
    const { config } = loadConfig({ cwd: join(root, 'people'), identities: 'a', variables: {} })
    expect(config).toMatchObject({ identities: ['people/a'], wholeFolders: [], partialFolder: true })
  })

  test('--identities: a part of what idctl.yaml names has the name that it has there', () => {
    const root = project({ 'idctl.yaml': minimal, 'people/a/.keep': '', 'people/_b/.keep': '' })
    symlinkSync('people', join(root, 'identities'))
    symlinkSync('_b', join(root, 'people/b'))
    const folderOf = (identities: string) => loadConfig({ cwd: root, identities, variables: {} }).config?.identities
    expect(['people/a', 'identities/a', 'identities/b', 'people', '.'].map(folderOf)).toEqual([
      ['identities/a'],
      ['identities/a'],
      ['identities/b'],
      ['identities'],
      ['.'],
    ])
  })
})

describe('mistakes', () => {
  test.each([
    ['no workspace', 'version: 1\n', 'IDC102 idctl.yaml:1:1 idctl.yaml has no workspace'],
    ['no version', 'workspace: x\n', 'IDC102 idctl.yaml:1:1 `version` is missing'],
    ['another version', 'version: 2\nworkspace: x', 'IDC102 idctl.yaml:1:10 `version` must be 1'],
    [
      'an odd workspace',
      'version: 1\nworkspace: "a b"',
      'IDC102 idctl.yaml:2:12 `workspace` must be letters, digits, dots, hyphens or underscores, at most 64',
    ],
    ['a typing error', `${minimal}adpot: any`, 'IDC103 idctl.yaml:3:1 unknown key `adpot`'],
    ['a word', `${minimal}adopt: all`, 'IDC102 idctl.yaml:3:8 `adopt` must be one of verified, any, never'],
    [
      'in an environment',
      `${minimal}environments: {prod: {removal: {created: drop}}}`,
      'IDC102 idctl.yaml:3:42 `environments.prod.removal.created` must be one of delete, disable, release, keep',
    ],
    [
      'environments in environments',
      `${minimal}environments: {a: {environments: {}}}`,
      'IDC103 idctl.yaml:3:20 unknown key `environments` in `environments.a`',
    ],
    ['a guard', `${minimal}guards: {removal: {}}`, 'IDC103 idctl.yaml:3:10 unknown key `removal` in `guards`'],
    [
      'a limit',
      `${minimal}guards: {removals: {floor: 1.5}}`,
      'IDC102 idctl.yaml:3:28 `guards.removals.floor` must be a whole number',
    ],
    [
      'a limit as a number',
      `${minimal}guards: {removals: -1}`,
      'IDC102 idctl.yaml:3:20 `guards.removals.floor` must be at least 0',
    ],
    [
      'a limit as a text',
      `${minimal}guards: {removals: "4"}`,
      'IDC102 idctl.yaml:3:20 `guards.removals` must be a map, not a text',
    ],
    [
      'a cap below the floor',
      `${minimal}guards: {removals: {cap: 2}}`,
      'IDC102 idctl.yaml:3:26 the cap of guards.removals is 2, but its floor is 3, and that many always pass',
    ],
    [
      'a duration',
      `${minimal}removal: {grace: 30}`,
      'IDC102 idctl.yaml:3:18 `removal.grace` must be a duration like 30d, 12h or 90m',
    ],
    [
      'a duration without effect',
      `${minimal}removal: {created: disable, grace: 3d}`,
      'IDC102 idctl.yaml:3:29 removal.grace has no effect, because nothing is deleted',
    ],
    ['a pointer', `${minimal}sensitive: [traits]`, 'IDC102 idctl.yaml:3:13 `sensitive[0]` must start with /'],
    [
      'a missing folder',
      `${minimal}identities: identitis`,
      'IDC105 idctl.yaml:3:13 the identities folder `identitis` does not exist',
    ],
    [
      'a file for a folder',
      `${minimal}identities: [idctl.yaml]`,
      'IDC105 idctl.yaml:3:14 the identities folder `idctl.yaml` is not a folder',
    ],
    [
      'folders in folders',
      `${minimal}identities: [identities, identities/sub]`,
      'IDC105 idctl.yaml:3:26 the identities folder `identities/sub` overlaps with `identities`',
    ],
    [
      'a missing schema',
      `${minimal}schemas: {a: a.json}`,
      'IDC105 idctl.yaml:3:14 the identity schema `a.json` is not a file',
    ],
    [
      'a duplicate key',
      `${minimal}workspace: y`,
      'IDC204 idctl.yaml:3:1 the key `workspace` is here for the second time',
    ],
    ['two documents', `${minimal}---\na: 1`, 'IDC102 idctl.yaml:4:1 idctl.yaml must have only one document'],
    ['no map', '- a', 'IDC102 idctl.yaml:1:1 idctl.yaml must be a map'],
    ['nothing', '', 'IDC102 idctl.yaml:1:1 idctl.yaml must be a map'],
    [
      'another reference',
      `${minimal}schema_id: \${file:x}`,
      'IDC301 idctl.yaml:3:12 ${ starts a reference, and idctl.yaml knows only ${env:NAME}',
    ],
    ['an unset variable', `${minimal}schema_id: \${env:NONE}`, 'IDC109 idctl.yaml:3:12 the variable `NONE` is not set'],
  ])('%s', (_, text, expected) => {
    const { config, problems } = load(text)
    expect(problems).toEqual([expected])
    expect(config).toBeUndefined()
  })

  test('all at once', () => {
    const { problems } = load('version: 1\nworkspace: 5\nkratos: {admin_url: ftp://x}\nadopt: no\nidentities: gone\n')
    expect(problems.map((line) => line.split(' ')[1])).toEqual([
      'idctl.yaml:2:12',
      'idctl.yaml:3:21',
      'idctl.yaml:4:8',
      'idctl.yaml:5:13',
    ])
  })

  test('an API key in the line is never shown', () => {
    const { diagnostics } = load(`${minimal}kratos: {api_key: CANARY-1, admin_url: "x y", target: 5}`)
    expect(diagnostics).toHaveLength(2)
    expect(diagnostics.every(({ secret }) => secret === true)).toBe(true)
    expect(JSON.stringify(diagnostics)).not.toContain('CANARY')
  })
})

describe('environments', () => {
  const text = `${minimal}
schema_id: person
guards: { removals: { percent: 1, floor: 1 } }
kratos: { sandbox: .idctl/sandbox.json }
schema_aliases: { person: "preset://email" }
environments:
  prod:
    guards: { removals: { floor: 9 } }
    schema_aliases: { robot: 9f86d081 }
    kratos: { admin_url: "https://prod", api_key: "\${env:PROD_KEY}" }
  staging: { schema_id: "\${env:NONE}" }
`

  test('are merged over the base; variables of others do not matter', () => {
    const { config, problems } = load(text, { env: 'prod', variables: { PROD_KEY: 'k' } })
    expect(problems).toEqual([])
    expect(config).toMatchObject({
      schema_id: 'person',
      schema_aliases: {
        person: { id: 'preset://email', at: { line: 7 } },
        robot: { id: '9f86d081', at: { line: 11 } },
      },
      guards: { removals: { percent: 1, floor: 9 } },
      server: { kind: 'kratos', adminUrl: 'https://prod', apiKey: 'k', target: 'https://prod' },
      reservedVariables: expect.arrayContaining(['PROD_KEY']),
    })
  })

  test.each([
    [
      'a number over a share',
      '{ removals: { percent: 9, floor: 1, cap: 8 } }',
      '{ removals: 0 }',
      { percent: 0, floor: 0, cap: 8 },
    ],
    ['a part over a number', '{ removals: 2 }', '{ removals: { cap: 7 } }', { percent: 0, floor: 2, cap: 7 }],
    ['a share over a number', '{ removals: 2 }', '{ removals: { percent: 1 } }', { percent: 1, floor: 2, cap: 25 }],
    ['a number over a number', '{ removals: 2 }', '{ removals: 30 }', { percent: 0, floor: 30, cap: 25 }],
  ])('limits of an environment: %s', (_, base, prod, removals) => {
    const { config, problems } = load(`${minimal}guards: ${base}\nenvironments: { prod: { guards: ${prod} } }`, {
      env: 'prod',
    })
    expect(problems).toEqual([])
    expect(config?.guards.removals).toEqual(removals)
  })

  test('without --env the base alone counts', () => {
    const { root, config } = load(text)
    expect(config?.server).toEqual({
      kind: 'sandbox',
      file: join(root, '.idctl/sandbox.json'),
      target: 'sandbox:.idctl/sandbox.json',
    })
  })

  test('an unknown one', () => {
    const { diagnostics, problems } = load(text, { env: 'prd' })
    expect(problems).toEqual(['IDC104 idctl.yaml:8:1 there is no environment `prd`'])
    expect(diagnostics[0]?.hint).toBe('did you mean prod?')
  })
})

describe('required keys and expiry', () => {
  test('an environment has its own', () => {
    const text = `${minimal}required: [root]\nenvironments:\n  prod: { required: [admin], git: false, expiry_notice: 3d }\n`
    expect(load(text).config).toMatchObject({ required: [{ key: 'root' }], git: true })
    expect(load(text, { env: 'prod' }).config).toMatchObject({
      required: [{ key: 'admin', at: { file: 'idctl.yaml', line: 5 } }],
      git: false,
      expiryNoticeMs: 3 * 86_400_000,
    })
  })

  test.each([
    ['required: root\n', 'IDC102 idctl.yaml:3:11 `required` must be a list, not a text'],
    ['required: [""]\n', 'IDC102 idctl.yaml:3:12 `required[0]` must not be empty'],
    ['expiry_notice: soon\n', 'IDC102 idctl.yaml:3:16 `expiry_notice` must be a duration like 30d, 12h or 90m'],
    ['git: sometimes\n', 'IDC102 idctl.yaml:3:6 `git` must be true or false, not a text'],
  ])('%j', (line, problem) => {
    expect(load(`${minimal}${line}`).problems).toEqual([problem])
  })
})
