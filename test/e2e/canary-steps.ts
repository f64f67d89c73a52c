import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { type CanaryWorld, secretDigits, secretHash } from './canary-world.ts'
import type { CliOptions } from './run-cli.ts'

/** One run of the command line in a canary world. */
export interface CanaryStep {
  readonly about: string
  readonly args: readonly string[]
  readonly exit: number
  prepare?(world: CanaryWorld): Promise<Preparation | undefined> | Preparation | undefined
}

interface Preparation extends Partial<CliOptions> {
  /** Words of the command line that are known only then. */
  readonly more?: readonly string[]
}

/** An answer that quotes what the server was sent, as Kratos' own do. */
const refusal = (status: number, quoted: string) =>
  ({
    kind: 'status',
    status,
    body: JSON.stringify({ error: { code: status, reason: quoted, message: quoted } }),
  }) as const

const created = `canary-ada@example.com canary-sensitive-1 canary-secret-name ${secretHash}`
const people = 'identities/canary-team/canary-people.yaml'
const updated = 'canary-ada@example.com canary-sensitive-1 canary-secret-name'

const wrongInput: readonly CanaryStep[] = [
  {
    about: 'wrong documents',
    args: ['validate'],
    exit: 3,
    prepare: ({ write }) => {
      write({
        'identities/canary-bad.yaml': `traits:
  email: canary-no-address
  canary-trait: canary-value
  phone: [canary-sensitive-3]
  name: \${env:CANARY_NOT_ALLOWED}
canary-field: canary-value
external_id: canary-key-ada
credentials:
  password: { config: { hashed_password: canary-secret-no-hash } }
---
traits: { email: canary-bob@example.com, phone: canary-sensitive-4, phone: canary-sensitive-5 }
`,
      })
      return undefined
    },
  },
  {
    about: 'passwords and sensitive values that nobody quoted',
    args: ['validate'],
    exit: 3,
    prepare: ({ write }) => {
      const [password, phone] = secretDigits
      write({
        'identities/canary-bad.yaml': `traits: { email: canary-dan@example.com, phone: +${phone} }
credentials:
  password: { config: { password: 0${password} } }
---
traits: { email: canary-dee@example.com, phone: *${phone} }
`,
      })
      return undefined
    },
  },
  { about: 'formatting wrong documents', args: ['fmt', '--check'], exit: 3 },
  { about: 'a plan of wrong documents', args: ['plan'], exit: 3 },
  {
    about: 'text that is no YAML',
    args: ['validate'],
    exit: 3,
    prepare: ({ write }) => {
      write({ 'identities/canary-bad.yaml': 'credentials: { password: canary-secret-cut\ntraits: [canary-cut\n' })
      return undefined
    },
  },
  {
    about: 'a wrong address',
    args: ['plan', '--admin-url', 'http://canary:canary-secret-url@localhost'],
    exit: 3,
    prepare: ({ remove }) => {
      remove('identities/canary-bad.yaml')
      return undefined
    },
  },
  { about: 'an unknown environment', args: ['plan', '--env', 'canary-env'], exit: 3 },
  { about: 'an unknown flag', args: ['plan', '--canary=canary-secret-flag'], exit: 64 },
  { about: 'an unknown command', args: ['canary-command'], exit: 64 },
  { about: 'too many arguments', args: ['show', 'today.plan', 'canary-surplus'], exit: 64 },
  { about: 'a code that is none', args: ['explain', 'no-code'], exit: 64 },
  { about: 'a shell without a script', args: ['completion', 'tcsh'], exit: 64 },
  { about: 'what completion offers for nothing', args: ['complete', '--', 'nothing'], exit: 0 },
  { about: 'an unknown format', args: ['drift', '--format=canary'], exit: 64 },
  { about: 'no such plan', args: ['show', 'canary-missing.plan'], exit: 1 },
  {
    about: 'settings that are no JSON',
    args: ['sandbox', '--settings', 'idctl.yaml', '--port', '0'],
    exit: 64,
  },
]

/** Rules that ask for what they may not see, that everybody breaks, and whose messages name people. */
const rules = (level: 'deny' | 'warn'): string => `rules:
  - { name: everybody, each: document, level: ${level}, assert: 'doc.key == ""', message: 'canary-message {key} {file}' }
  - { name: changes, each: change, level: ${level}, assert: 'change.fields.all(f, f.path == "/state")', message: '{key}' }
`

const blindRules = `rules:
  - { name: sensitive, each: document, assert: 'doc.traits.phone.startsWith("+")', message: 'canary-message {key}' }
  - { name: reference, each: document, assert: 'doc.traits.name == doc.key', message: '{file}' }
  - { name: missing, each: document, assert: 'doc.traits.roles[0] == doc.metadata_admin.cost' }
  - { name: folder, each: plan, assert: 'docs.exists(d, d.traits.phone == d.traits.email)' }
`

const withRules = (text: string) => {
  return ({ read, write }: CanaryWorld) => {
    write({ 'idctl.yaml': `${read('idctl.yaml').replace(/^rules:[\s\S]*/m, '')}${text}` })
    return undefined
  }
}

const askedRules: readonly CanaryStep[] = [
  { about: 'documents that break rules', args: ['validate'], exit: 3, prepare: withRules(rules('deny')) },
  { about: 'a plan that breaks them', args: ['plan'], exit: 3 },
  { about: 'a plan that rules warn of', args: ['plan'], exit: 0, prepare: withRules(rules('warn')) },
  { about: 'rules about what they may not see', args: ['validate'], exit: 3, prepare: withRules(blindRules) },
  { about: 'a plan that they cannot judge', args: ['plan'], exit: 3 },
  { about: 'no rules any more', args: ['validate'], exit: 0, prepare: withRules('') },
]

const planAndApply: readonly CanaryStep[] = [
  {
    about: 'a plan with a self-registered address in it',
    args: ['plan', '--out', 'today.plan', '--ways-in'],
    exit: 0,
    prepare: async ({ request }) => {
      await request('POST', '', { schema_id: 'person', traits: { email: 'canary-eve@example.com' } })
      return undefined
    },
  },
  { about: 'a part of it', args: ['plan', '--only', 'canary-key-ada', '--detailed-exitcode'], exit: 2 },
  { about: 'a saved plan', args: ['show', 'today.plan'], exit: 0 },
  {
    about: 'an encrypted plan',
    args: ['plan', '--out', 'canary-sealed.plan'],
    exit: 0,
    prepare: async ({ write }) => {
      const key = await generateX25519Identity()
      write({ 'canary-keys.txt': key, 'canary-wrong-keys.txt': 'canary-secret-key-of-age' })
      return { more: ['--encrypt-to', await identityToRecipient(key)] }
    },
  },
  { about: 'the same, opened', args: ['show', 'canary-sealed.plan', '--decrypt-with', 'canary-keys.txt'], exit: 0 },
  {
    about: 'with what is no key',
    args: ['apply', 'canary-sealed.plan', '--decrypt-with', 'canary-wrong-keys.txt'],
    exit: 64,
  },
  { about: 'to what is no recipient', args: ['plan', '--out', 'no.plan', '--encrypt-to', 'canary-secret'], exit: 64 },
  { about: 'an invite without a file', args: ['apply', 'today.plan'], exit: 4 },
  { about: 'a question to nobody', args: ['apply', '--only', 'canary-key-bob'], exit: 64 },
  {
    about: 'refusals that quote what was sent',
    args: ['apply', '--yes', '--only', 'canary-key-ada', '--invites', 'canary-invites-1.ndjson'],
    exit: 5,
    prepare: ({ proxy }) => {
      proxy.setRules([
        { method: 'POST', fault: refusal(400, created) },
        { method: 'PATCH', path: /^\/admin\/identities$/, fault: refusal(400, created) },
      ])
      return undefined
    },
  },
  {
    about: 'an apply that keeps the adoption back',
    args: ['apply', 'today.plan', '--invites', 'canary-invites-2.ndjson', '--inventory', 'canary-inventory'],
    exit: 5,
    prepare: ({ proxy }) => {
      proxy.setRules([])
      return undefined
    },
  },
]

const later: readonly CanaryStep[] = [
  { about: 'a folder that is set up already', args: ['init', '--workspace', 'canary-space'], exit: 64 },
  { about: 'what is wrong with a server and a folder', args: ['doctor'], exit: 0 },
  {
    about: 'a server that is none',
    args: ['doctor', '--admin-url', 'http://canary:canary-secret-url@localhost'],
    exit: 1,
  },
  { about: 'schemas for editors', args: ['schema', '--check'], exit: 2 },
  { about: 'what is not formatted', args: ['fmt', '--check'], exit: 2 },
  { about: 'formatting what is not read', args: ['fmt', 'canary-elsewhere.yaml'], exit: 64 },
  { about: 'what was done', args: ['runs'], exit: 0 },
  { about: 'to whom', args: ['runs', '--last'], exit: 0 },
  { about: 'in no run', args: ['runs', 'canary-run'], exit: 64 },
  { about: 'an inventory that is none', args: ['drift', '--inventory', 'idctl.yaml'], exit: 4 },
  { about: 'adopting', args: ['adopt', 'canary-key-eve'], exit: 0 },
  {
    about: 'exporting, with a value from a reference among them',
    args: ['export', '--all', '--out', 'canary-exported', '--path', '{traits.roles}/{key}.yaml'],
    exit: 5,
  },
  { about: 'exporting again', args: ['export', '--managed', '--out', 'canary-exported', 'canary-key-bob'], exit: 0 },
  { about: 'exporting beside the documents', args: ['export', 'canary-*'], exit: 3 },
  { about: 'exporting into a list', args: ['export', '--all', '--file', 'canary-exported.ndjson'], exit: 5 },
  { about: 'exporting to adopt', args: ['export', '--adopt', '--yes', 'canary-dora'], exit: 3 },
  { about: 'exporting by a sensitive value', args: ['export', '--path', '{traits.phone}.yaml'], exit: 64 },
  { about: 'adopting nobody', args: ['adopt', 'canary-nobody'], exit: 3 },
  { about: 'adopting nobody by a glob', args: ['adopt', 'canary-nobody*'], exit: 3 },
  { about: 'adopting from a file that is not there', args: ['adopt', '--from', 'canary-nowhere'], exit: 64 },
  {
    about: 'inviting',
    args: ['invite', 'canary-key-ada', '--invites', 'canary-invites-3.ndjson', '--kind', 'recovery_code', '--yes'],
    exit: 0,
  },
  {
    about: 'drift, also of what is sensitive',
    args: ['drift'],
    exit: 2,
    prepare: async ({ request, idOf }) => {
      await request('PATCH', `/${await idOf('canary-ada@example.com')}`, [
        { op: 'replace', path: '/traits/phone', value: 'canary-sensitive-2' },
        { op: 'replace', path: '/metadata_admin/canary-metakey', value: 'canary-moved' },
      ])
      return undefined
    },
  },
  {
    about: 'a baseline',
    args: [
      ...['drift', '--baseline', 'canary-baseline.yaml', '--write-baseline', '--include-unmanaged'],
      ...['--owner', 'canary-owner', '--reason', 'canary-reason', '--expires', '2999-01-31'],
    ],
    exit: 0,
  },
  { about: 'what it accepts', args: ['drift', '--baseline', 'canary-baseline.yaml', '--include-unmanaged'], exit: 0 },
  { about: 'a wrong baseline', args: ['drift', '--baseline', 'identities/canary-team/canary-people.yaml'], exit: 3 },
  { about: 'no baseline', args: ['drift', '--baseline', 'canary-missing.yaml'], exit: 3 },
  {
    about: 'what was not seen often enough',
    args: ['drift', '--min-sightings', '2', '--sightings', 'canary-seen.json', '--include-unmanaged'],
    exit: 0,
  },
  { about: 'what was', args: ['drift', '--min-sightings', '2', '--sightings', 'canary-seen.json'], exit: 2 },
  {
    about: 'sightings that are none',
    args: ['drift', '--min-sightings', '2', '--sightings', 'identities/canary-team/canary-people.yaml'],
    exit: 3,
  },
  {
    about: 'sightings that cannot be kept',
    args: ['drift', '--min-sightings', '2', '--sightings', 'canary-nowhere/canary-seen.json'],
    exit: 1,
  },
  { about: 'a wrong pointer', args: ['accept', 'canary-key-ada', 'canary-pointer'], exit: 64 },
  { about: 'accepting', args: ['accept', 'canary-key-ada', '/metadata_admin/canary-metakey'], exit: 0 },
  { about: 'accepting nothing', args: ['accept', 'canary-nobody', '/traits/canary-trait'], exit: 3 },
  { about: 'the way back', args: ['plan', '--out', 'moved.plan'], exit: 0 },
  {
    about: 'a plan that live has left behind',
    args: ['apply', 'moved.plan'],
    exit: 5,
    prepare: async ({ request, idOf }) => {
      await request('PATCH', `/${await idOf('canary-ada@example.com')}`, [
        { op: 'replace', path: '/traits/phone', value: 'canary-sensitive-6' },
      ])
      return undefined
    },
  },
  {
    about: 'a reference whose line left the file',
    args: ['plan', '--out', 'left.plan'],
    exit: 0,
    prepare: ({ read, write }) => {
      write({ [people]: read(people).replace(/^ *name: \$.*\n/m, '') })
      return undefined
    },
  },
  { about: 'the plan of that', args: ['show', 'left.plan'], exit: 0 },
  {
    about: 'one that became a literal',
    args: ['plan'],
    exit: 0,
    prepare: ({ read, write }) => {
      write({ [people]: read(people).replace(/^( *)phone:/m, '$1name: canary-literal\n$1phone:') })
      return undefined
    },
  },
  {
    about: 'drift beside it',
    args: ['drift'],
    exit: 2,
    prepare: ({ read, write }) => {
      write({ [people]: read(people).replace('canary-literal', '${env:IDCTL_DOC_NAME}') })
      return undefined
    },
  },
  {
    about: 'a refused update',
    args: ['apply', '--yes'],
    exit: 5,
    prepare: ({ proxy }) => {
      proxy.setRules([{ method: 'PATCH', fault: refusal(400, updated) }])
      return undefined
    },
  },
  {
    about: 'a key that may not write',
    args: ['apply', '--yes'],
    exit: 5,
    prepare: ({ proxy }) => {
      proxy.setRules([{ method: 'PATCH', fault: refusal(403, updated) }])
      return undefined
    },
  },
  {
    about: 'a server that does not list',
    args: ['plan'],
    exit: 6,
    prepare: ({ proxy }) => {
      proxy.setRules([{ path: /^\/admin\/identities\?/, fault: refusal(403, 'canary-ada@example.com') }])
      return undefined
    },
  },
  {
    about: 'half an answer',
    args: ['drift'],
    exit: 6,
    prepare: ({ proxy }) => {
      proxy.setRules([{ path: /^\/admin\/identities\?/, fault: { kind: 'cut-json' } }])
      return undefined
    },
  },
  {
    about: 'an interrupt',
    args: ['plan'],
    exit: 130,
    prepare: ({ proxy }) => {
      proxy.setRules([{ path: /^\/admin\/identities\?/, fault: { kind: 'slow', milliseconds: 300_000 } }])
      const seen = proxy.requests.length
      return {
        interruptAfter: until(() => proxy.requests.slice(seen).some(({ path }) => path.includes('/identities?'))),
      }
    },
  },
]

const crashes: readonly CanaryStep[] = [
  {
    about: 'a bug that throws what was in hand',
    args: ['plan'],
    exit: 1,
    prepare: ({ proxy }) => {
      proxy.setRules([])
      return preload(throwing)
    },
  },
  { about: 'a bug that nobody catches', args: ['drift'], exit: 1, prepare: () => preload(uncaught) },
  {
    about: 'updating documents, also with what is sensitive and beside a reference',
    args: ['export', '--update', '--all', '--out', 'identities/canary-team'],
    exit: 0,
    prepare: async ({ request, idOf }) => {
      await request('PATCH', `/${await idOf('canary-ada@example.com')}`, [
        { op: 'replace', path: '/traits/name', value: 'canary-secret-live-name' },
        { op: 'add', path: '/metadata_public', value: { 'canary-unmanaged': 'canary-value' } },
      ])
      return undefined
    },
  },
  { about: 'updating nobody', args: ['export', '--update', 'canary-nobody'], exit: 3 },
  {
    about: 'releasing',
    args: ['release', 'canary-key-bob'],
    exit: 0,
  },
  {
    about: 'adopting by id for nobody',
    args: ['adopt', 'canary-nobody', '--id'],
    exit: 3,
    prepare: async ({ idOf }) => ({ more: [await idOf('canary-bob@example.com')] }),
  },
  {
    about: 'adopting by id',
    args: ['adopt', 'canary-key-bob', '--id'],
    exit: 0,
    prepare: async ({ idOf }) => ({ more: [await idOf('canary-bob@example.com')] }),
  },
  {
    about: 'releasing a copy by id',
    args: ['release', '--id'],
    exit: 0,
    prepare: async ({ idOf, request }) => {
      const eve = await idOf('canary-eve@example.com')
      const { metadata_admin } = (await request('GET', `/${eve}`)) as { metadata_admin: unknown }
      const traits = { email: 'canary-twin@example.com', phone: 'canary-sensitive-6' }
      await request('POST', '', { schema_id: 'person', traits, metadata_admin })
      return { more: [await idOf('canary-twin@example.com')] }
    },
  },
  {
    about: 'releasing by id who carries no mark',
    args: ['release', '--id'],
    exit: 3,
    prepare: async ({ idOf }) => ({ more: [await idOf('canary-twin@example.com')] }),
  },
  { about: 'an id that is none', args: ['release', '--id', 'canary-secret-id'], exit: 64 },
  {
    about: 'a file that was emptied',
    args: ['plan'],
    exit: 3,
    prepare: ({ write }) => {
      write({ 'identities/canary-team/canary-people.yaml': '' })
      return undefined
    },
  },
  {
    about: 'a guard',
    args: ['plan'],
    exit: 4,
    prepare: ({ write }) => {
      write({ 'identities/canary-team/canary-people.yaml': null })
      return undefined
    },
  },
  {
    about: 'a comment with a token that the platform refuses',
    args: ['comment', 'canary-report.md'],
    exit: 1,
    prepare: ({ write }) => {
      write({ 'canary-report.md': '<!-- idctl: canary -->\ncanary-secret-report' })
      return { env: jobWithoutPlatform }
    },
  },
  {
    about: 'an issue of what is no report',
    args: ['issue', 'idctl.yaml', '--state', 'open', '--title', 'canary-secret-title'],
    exit: 64,
    prepare: () => ({ env: jobWithoutPlatform }),
  },
  {
    about: 'a reviewed plan of what is no commit',
    args: ['reviewed-plan', '--commit', 'canary-secret-commit', '--out', 'canary-new.plan'],
    exit: 64,
    prepare: () => ({ env: jobWithoutPlatform }),
  },
  {
    about: 'serving a sandbox',
    args: ['sandbox', '--port', '0', '--api-key', 'canary-secret-sandbox-key'],
    exit: 0,
    prepare: () => ({ signalWhenReady: 'SIGTERM' }),
  },
]

/** Nobody listens at port 1. */
const jobWithoutPlatform = {
  GITHUB_ACTIONS: 'true',
  GITHUB_TOKEN: 'canary-secret-token',
  GITHUB_API_URL: 'http://127.0.0.1:1',
  GITHUB_GRAPHQL_URL: 'http://127.0.0.1:1/graphql',
  GITHUB_REPOSITORY: 'acme/people',
  GITHUB_REF: 'refs/pull/7/merge',
}

/** Breaks a built-in that every reading of live identities goes through: a bug of ours that needs no hook for tests. */
const throwing = `const { toLowerCase } = String.prototype
String.prototype.toLowerCase = function () {
  if (this.includes('canary-')) throw new TypeError(this + ' canary-secret-name\\n    at canary (src/canary.ts:1:2)')
  return toLowerCase.call(this)
}`

const uncaught = `const timer = setInterval(() => {
  if (process.listenerCount('uncaughtException') === 0) return
  clearInterval(timer)
  throw new Error('canary-secret-name of canary-ada')
}, 1)`

function preload(source: string): Partial<CliOptions> {
  return { env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(source)}` } }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
}

export const canarySteps: readonly CanaryStep[] = [...wrongInput, ...askedRules, ...planAndApply, ...later, ...crashes]
