import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { shown } from '../../support/config.ts'
import { project } from '../../support/temp-project.ts'

type Request = Partial<Parameters<typeof loadConfig>[0]>

/** `URL key target` of the server that is chosen, and the codes of what is said. */
function choose(kratos: string, variables: Request['variables'] = {}, request: Request = {}) {
  const text = `version: 1\nworkspace: w\n${kratos}`
  const root = project({ 'idctl.yaml': text, 'identities/.keep': '' })
  const { config, diagnostics } = loadConfig({ cwd: root, variables, ...request })
  const server = config?.server
  const words =
    server === undefined
      ? undefined
      : server.kind === 'kratos'
        ? [server.adminUrl, server.apiKey ?? '-', server.target].join(' ')
        : [server.file?.replace(root, '.') ?? 'memory', server.target].join(' ')
  return [words, ...diagnostics.map(({ code, severity }) => `${severity} ${code}`)]
}

const file = 'kratos: { admin_url: http://file/admin, api_key: file-key }'
const bare = 'kratos: { admin_url: http://file }'

describe('which server', () => {
  test.each<[string, string, Request['variables'], Request, unknown[]]>([
    ['nothing names one', '', {}, {}, [undefined]],
    ['idctl.yaml', bare, {}, {}, ['http://file - http://file']],
    ['the variable beats the file', bare, { IDCTL_ADMIN_URL: 'http://var/' }, {}, ['http://var - http://var']],
    [
      'the flag beats both',
      bare,
      { IDCTL_ADMIN_URL: 'http://var' },
      { adminUrl: 'http://flag/admin/' },
      ['http://flag - http://flag'],
    ],
    ['an empty variable is none', bare, { IDCTL_ADMIN_URL: '' }, {}, ['http://file - http://file']],
    ["Ory's variable where nothing else is", '', { ORY_SDK_URL: 'http://ory' }, {}, ['http://ory - http://ory']],
    ["Ory's variable never beats", bare, { ORY_SDK_URL: 'http://ory' }, {}, ['http://file - http://file']],
    [
      "Ory's variable never beats the sandbox",
      'kratos: { sandbox: s.json }',
      { ORY_SDK_URL: 'http://ory' },
      {},
      ['./s.json sandbox:s.json'],
    ],
    [
      '--sandbox beats variables',
      bare,
      { IDCTL_ADMIN_URL: 'http://var' },
      { sandbox: true },
      ['./.idctl/sandbox.json sandbox:.idctl/sandbox.json'],
    ],
    [
      '--sandbox means the one of idctl.yaml',
      'kratos: { sandbox: s.json, target: t }',
      {},
      { sandbox: true },
      ['./s.json t'],
    ],
    ['both flags', bare, {}, { sandbox: true, adminUrl: 'http://x' }, [undefined, 'error IDC106']],
    [
      'a target names every URL',
      'kratos: { admin_url: http://file, target: prod }',
      { IDCTL_ADMIN_URL: 'http://127.0.0.1:1' },
      {},
      ['http://127.0.0.1:1 - prod'],
    ],
    [
      'but not the sandbox of a flag',
      'kratos: { admin_url: http://file, target: prod }',
      {},
      { sandbox: true },
      ['./.idctl/sandbox.json sandbox:.idctl/sandbox.json'],
    ],
    [
      'nor has a URL the target of a sandbox',
      'kratos: { sandbox: s.json, target: t }',
      {},
      { adminUrl: 'http://x' },
      ['http://x - http://x'],
    ],
    [
      'sandbox and URL in one place',
      'kratos: { sandbox: s.json, admin_url: http://x }',
      {},
      {},
      [undefined, 'error IDC106'],
    ],
    ['a URL with a password', 'kratos: { admin_url: "http://u:p@x" }', {}, {}, [undefined, 'error IDC102']],
    ['a variable that is no URL', bare, { IDCTL_ADMIN_URL: 'prod' }, {}, [undefined, 'error IDC107']],
    ['a URL from an unset variable', 'kratos: { admin_url: "${env:U}" }', {}, {}, [undefined, 'error IDC109']],
    ['the same, overruled', 'kratos: { admin_url: "${env:U}" }', {}, { adminUrl: 'http://x' }, ['http://x - http://x']],
    ['the same, offline', 'kratos: { admin_url: "${env:U}" }', {}, { offline: true }, [undefined]],
  ])('%s', (_, kratos, variables, request, expected) => {
    expect(choose(kratos, variables, request)).toEqual(expected)
  })

  test('--sandbox FILE is relative to the working directory', () => {
    const root = project({ 'idctl.yaml': 'version: 1\nworkspace: w', 'identities/.keep': '' })
    const { config } = loadConfig({ cwd: join(root, 'identities'), sandbox: 's.json', variables: {} })
    expect(config?.server).toEqual({
      kind: 'sandbox',
      file: join(root, 'identities/s.json'),
      target: 'sandbox:identities/s.json',
    })
  })
})

describe('with --env an exported variable cannot redirect', () => {
  const kratos =
    'kratos: { sandbox: s.json }\nenvironments: { prod: { kratos: { admin_url: "http://prod" } }, dev: {} }'

  test.each<[string, Request['variables'], Request, unknown[]]>([
    ['another URL', { IDCTL_ADMIN_URL: 'http://var' }, { env: 'prod' }, [undefined, 'error IDC108']],
    ['another URL than the sandbox', { IDCTL_ADMIN_URL: 'http://var' }, { env: 'dev' }, [undefined, 'error IDC108']],
    [
      'the same URL with its key',
      { IDCTL_ADMIN_URL: 'http://prod/admin', IDCTL_API_KEY: 'k' },
      { env: 'prod' },
      ['http://prod k http://prod'],
    ],
    [
      'a flag decides',
      { IDCTL_ADMIN_URL: 'http://var' },
      { env: 'prod', adminUrl: 'http://flag' },
      ['http://flag - http://flag'],
    ],
    ['without --env it may', { IDCTL_ADMIN_URL: 'http://var' }, {}, ['http://var - http://var']],
  ])('%s', (_, variables, request, expected) => {
    expect(choose(kratos, variables, request)).toEqual(expected)
  })
})

describe('a key is sent only to the URL of its own layer', () => {
  test.each<[string, string, Request['variables'], Request, unknown[]]>([
    ['file and file', file, {}, {}, ['http://file file-key http://file']],
    [
      'variable and variable',
      file,
      { IDCTL_ADMIN_URL: 'http://var', IDCTL_API_KEY: 'k' },
      {},
      ['http://var k http://var', 'warning IDC110'].slice(0, 1),
    ],
    ['flag and variable', bare, { IDCTL_API_KEY: 'k' }, { adminUrl: 'http://flag' }, ['http://flag k http://flag']],
    [
      'not the key of the file to a variable',
      file,
      { IDCTL_ADMIN_URL: 'http://var' },
      {},
      ['http://var - http://var', 'warning IDC110'],
    ],
    [
      'not the key of the file to a flag',
      file,
      {},
      { adminUrl: 'http://flag' },
      ['http://flag - http://flag', 'warning IDC110'],
    ],
    [
      'not the key of a variable to the file',
      bare,
      { IDCTL_API_KEY: 'k' },
      {},
      ['http://file - http://file', 'warning IDC110'],
    ],
    [
      'not the key of one variable to the flag beside it',
      bare,
      { IDCTL_ADMIN_URL: 'http://var', IDCTL_API_KEY: 'k' },
      { adminUrl: 'http://flag' },
      ['http://flag - http://flag', 'warning IDC110'],
    ],
    [
      'the file may name that variable',
      'kratos: { admin_url: http://file, api_key: "${env:IDCTL_API_KEY}" }',
      { IDCTL_API_KEY: 'k' },
      {},
      ['http://file k http://file'],
    ],
    [
      'the same URL in both layers',
      file,
      { IDCTL_ADMIN_URL: 'http://file/' },
      {},
      ['http://file file-key http://file'],
    ],
    [
      'the same URL, two keys',
      file,
      { IDCTL_ADMIN_URL: 'http://file', IDCTL_API_KEY: 'k' },
      {},
      ['http://file k http://file'],
    ],
    ["Ory's pair", '', { ORY_SDK_URL: 'http://ory', ORY_PROJECT_API_KEY: 'o' }, {}, ['http://ory o http://ory']],
    [
      "not Ory's key to the file",
      bare,
      { ORY_SDK_URL: 'http://ory', ORY_PROJECT_API_KEY: 'o' },
      {},
      ['http://file - http://file'],
    ],
    [
      "not Ory's key to a flag",
      '',
      { ORY_PROJECT_API_KEY: 'o' },
      { adminUrl: 'http://flag' },
      ['http://flag - http://flag'],
    ],
    [
      'no key from an unset variable',
      'kratos: { admin_url: http://file, api_key: "${env:K}" }',
      {},
      {},
      [undefined, 'error IDC109'],
    ],
    [
      'which offline does not matter',
      'kratos: { admin_url: http://file, api_key: "${env:K}" }',
      {},
      { offline: true },
      ['http://file - http://file'],
    ],
    ['a key with a line break', '', { IDCTL_API_KEY: 'k\n' }, { adminUrl: 'http://flag' }, [undefined, 'error IDC111']],
  ])('%s', (_, kratos, variables, request, expected) => {
    expect(choose(kratos, variables, request)).toEqual(expected)
  })

  test('an environment with another server takes no key and no target from the base', () => {
    const kratos =
      'kratos: { admin_url: http://base, api_key: base-key, target: base }\nenvironments: { prod: { kratos: { admin_url: "http://prod" } }, same: { kratos: { admin_url: "http://base/admin" } } }'
    expect(choose(kratos, {}, { env: 'prod' })).toEqual(['http://prod - http://prod', 'warning IDC110'])
    expect(choose(kratos, {}, { env: 'same' })).toEqual(['http://base base-key base'])
  })

  test('a base without server may hold the key for all environments', () => {
    const kratos = 'kratos: { api_key: k }\nenvironments: { prod: { kratos: { admin_url: "http://prod" } } }'
    expect(choose(kratos, {}, { env: 'prod' })).toEqual(['http://prod k http://prod'])
  })
})

describe('keys of digests', () => {
  const [one, two, three] = ['1'.repeat(32), '2'.repeat(32), '3'.repeat(32)]
  const keysOf = (kratos: string, variables = {}, request: Request = {}) => {
    const root = project({ 'idctl.yaml': `version: 1\nworkspace: w\n${kratos}`, 'identities/.keep': '' })
    const { config, diagnostics } = loadConfig({ cwd: root, variables, ...request })
    return [config?.server?.digestKeys, ...diagnostics.map(({ code }) => code)]
  }
  const here = 'admin_url: http://file'

  test('are the current one, and former ones with commas between them', () => {
    expect(keysOf(`kratos: { ${here} }`)).toEqual([undefined])
    expect(keysOf(`kratos: { ${here}, digest_key: "${one}" }`)).toEqual([{ current: one, former: [] }])
    const former = `former_digest_keys: "${two}, ${three}"`
    expect(keysOf(`kratos: { ${here}, ${former} }`)).toEqual([{ former: [two, three] }])
    expect(keysOf(`kratos: { ${here}, digest_key: "${one}", ${former} }`)).toEqual([
      { current: one, former: [two, three] },
    ])
  })

  test('hold for whatever server is chosen, also by an environment', () => {
    const base = `kratos: { ${here}, digest_key: "${one}" }\nenvironments: { prod: { kratos: { admin_url: "http://prod" } } }`
    expect(keysOf(base, {}, { env: 'prod' })).toEqual([{ current: one, former: [] }])
    expect(keysOf(base, {}, { adminUrl: 'http://flag' })).toEqual([{ current: one, former: [] }])
    expect(keysOf(base, {}, { sandbox: true })).toEqual([{ current: one, former: [] }])
    const own = base.replace('"http://prod"', `"http://prod", digest_key: "${two}"`)
    expect(keysOf(own, {}, { env: 'prod' })).toEqual([{ current: two, former: [] }])
  })

  test('are missed where marks would be read, and not offline or in a sandbox of a flag', () => {
    const text = `kratos: { ${here}, digest_key: "\${env:KEY}" }`
    expect(keysOf(text, { KEY: one })).toEqual([{ current: one, former: [] }])
    expect(keysOf(text)).toEqual([undefined, 'IDC109'])
    expect(keysOf(text, {}, { offline: true })).toEqual([undefined])
    expect(keysOf(text, {}, { sandbox: true })).toEqual([undefined])
  })

  test('that are too short or no plain text are refused and not shown', () => {
    for (const key of ['digest_key', 'former_digest_keys']) {
      const root = project({
        'idctl.yaml': `version: 1\nworkspace: w\nkratos: { ${here}, ${key}: "CANARY-too-short" }`,
        'identities/.keep': '',
      })
      const { diagnostics } = loadConfig({ cwd: root, variables: {} })
      expect(diagnostics).toMatchObject([{ code: 'IDC102', secret: true }])
      expect(JSON.stringify(diagnostics)).not.toContain('CANARY')
    }
  })

  test('are in variables that no document may use', () => {
    const root = project({
      'idctl.yaml': `version: 1\nworkspace: w\nkratos: { ${here}, former_digest_keys: "\${env:OLD}" }`,
      'identities/.keep': '',
    })
    expect(loadConfig({ cwd: root, variables: { OLD: one } }).config?.reservedVariables).toContain('OLD')
  })
})

test('no message holds a key or a password', () => {
  const text = 'version: 1\nworkspace: w\nkratos: { admin_url: "http://u:CANARY-1@x", api_key: "CANARY 2" }'
  const root = project({ 'idctl.yaml': text, 'identities/.keep': '' })
  const variables = { IDCTL_ADMIN_URL: 'http://u:CANARY-3@x', IDCTL_API_KEY: 'CANARY 4' }
  const { diagnostics } = loadConfig({ cwd: root, variables })
  expect(shown(diagnostics)).toHaveLength(3)
  expect(JSON.stringify(diagnostics)).not.toContain('CANARY')
})
