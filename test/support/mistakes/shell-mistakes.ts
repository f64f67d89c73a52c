import type { ConfigRequest } from '../../../src/config/load.ts'

/** How idctl was called: files of the folder, flags and variables. */
export interface Call extends Partial<Omit<ConfigRequest, 'cwd' | 'variables'>> {
  readonly files: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, string>>
}

/** A call that is wrong, and the ways that its hint (or, without one, its summary) offers. */
export interface ShellMistake {
  readonly code: string
  readonly call: Call
  readonly ways: readonly Call[]
}

const base = 'version: 1\nworkspace: acme\n'
const right = { 'idctl.yaml': base, 'identities/.keep': '' }
const elsewhere = { 'conf/own.yaml': base, 'conf/identities/.keep': '' }
const environments = `${base}environments:\n  prod: { kratos: { admin_url: http://127.0.0.1:2 } }\n  test: { workspace: test }\n`
const withServer = (more: string) => ({
  ...right,
  'idctl.yaml': `${base}kratos: { admin_url: http://127.0.0.1:1${more} }\n`,
})
const withEnvironments = { ...right, 'idctl.yaml': environments }
const url = 'http://127.0.0.1:1'
const other = 'http://127.0.0.1:3'

export const shellMistakes: readonly ShellMistake[] = [
  {
    code: 'IDC101',
    call: { files: elsewhere },
    ways: [{ files: { ...elsewhere, ...right } }, { files: elsewhere, config: 'conf/own.yaml' }],
  },
  { code: 'IDC101', call: { files: right, config: 'idctl.yml' }, ways: [{ files: right, config: 'idctl.yaml' }] },
  {
    code: 'IDC101',
    call: { files: { ...elsewhere, 'more/idctl.yaml': base, 'more/identities/.keep': '' }, config: 'conf' },
    ways: [
      { files: elsewhere, config: 'conf/own.yaml' },
      { files: { 'more/idctl.yaml': base, 'more/identities/.keep': '' }, config: 'more' },
    ],
  },
  {
    code: 'IDC104',
    call: { files: withEnvironments, env: 'prd' },
    ways: [{ files: withEnvironments, env: 'prod' }],
  },
  {
    code: 'IDC104',
    call: { files: withEnvironments, env: 'staging' },
    ways: [
      { files: withEnvironments, env: 'prod' },
      { files: withEnvironments, env: 'test' },
    ],
  },
  { code: 'IDC104', call: { files: right, env: 'prod' }, ways: [{ files: right }] },
  {
    code: 'IDC107',
    call: { files: right, adminUrl: 'kratos:admin' },
    ways: [{ files: right, adminUrl: 'http://127.0.0.1:4434' }],
  },
  {
    code: 'IDC107',
    call: { files: right, adminUrl: 'ftp://127.0.0.1' },
    ways: [
      { files: right, adminUrl: 'http://127.0.0.1' },
      { files: right, adminUrl: 'https://127.0.0.1' },
    ],
  },
  {
    code: 'IDC107',
    call: { files: right, variables: { IDCTL_ADMIN_URL: 'http://ada:secret@127.0.0.1' } },
    ways: [{ files: right, variables: { IDCTL_ADMIN_URL: 'http://127.0.0.1' } }],
  },
  {
    code: 'IDC107',
    call: { files: right, variables: { ORY_SDK_URL: 'http://127.0.0.1/?a=b' } },
    ways: [{ files: right, variables: { ORY_SDK_URL: 'http://127.0.0.1/' } }],
  },
  {
    code: 'IDC108',
    call: { files: withEnvironments, env: 'prod', variables: { IDCTL_ADMIN_URL: other } },
    ways: [
      { files: withEnvironments, env: 'prod' },
      { files: withEnvironments, env: 'prod', adminUrl: other, variables: { IDCTL_ADMIN_URL: other } },
    ],
  },
  {
    code: 'IDC110',
    call: { files: withServer(''), variables: { IDCTL_API_KEY: 'key' } },
    ways: [
      {
        files: withServer(', api_key: "${env:IDCTL_API_KEY}"'),
        variables: { IDCTL_API_KEY: 'key' },
      },
    ],
  },
  {
    code: 'IDC110',
    call: { files: withServer(', api_key: "${env:KEY}"'), adminUrl: other, variables: { KEY: 'key' } },
    ways: [
      {
        files: withServer(', api_key: "${env:KEY}"'),
        variables: { KEY: 'key', IDCTL_ADMIN_URL: other, IDCTL_API_KEY: 'other' },
      },
      {
        files: withServer(', api_key: "${env:KEY}"'),
        adminUrl: other,
        variables: { KEY: 'key', IDCTL_API_KEY: 'other' },
      },
    ],
  },
  {
    code: 'IDC110',
    call: {
      files: { ...right, 'idctl.yaml': `${environments}kratos: { admin_url: ${url}, api_key: "\${env:KEY}" }\n` },
      env: 'prod',
      variables: { KEY: 'key' },
    },
    ways: [
      {
        files: {
          ...right,
          'idctl.yaml': `${environments.replace(':2', ':2, api_key: "${env:KEY}"')}kratos: { admin_url: ${url}, api_key: "\${env:KEY}" }\n`,
        },
        env: 'prod',
        variables: { KEY: 'key' },
      },
    ],
  },
  {
    code: 'IDC111',
    call: { files: right, adminUrl: url, variables: { IDCTL_API_KEY: 'a key' } },
    ways: [{ files: right, adminUrl: url, variables: { IDCTL_API_KEY: 'key' } }],
  },
  {
    code: 'IDC111',
    call: { files: right, variables: { ORY_SDK_URL: url, ORY_PROJECT_API_KEY: 'k\u00e9y' } },
    ways: [{ files: right, variables: { ORY_SDK_URL: url, ORY_PROJECT_API_KEY: 'key' } }],
  },
]
