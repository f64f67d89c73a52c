import { describe, expect, test } from 'vitest'
import { linkDigest } from '../../../src/identity/marked-credentials.ts'
import type { Change, UpdateChange } from '../../../src/model/change.ts'
import type { DesiredCredentials } from '../../../src/model/credentials.ts'
import type { LiveIdentity, Mark, MarkedCredentials } from '../../../src/model/identity.ts'
import { decideCreate } from '../../../src/reconcile/decide/decide-create.ts'
import { decideUpdate } from '../../../src/reconcile/decide/decide-update.ts'
import { type DesiredInput, desired, live, policy } from '../../support/builders.ts'

const email = 'ada@example.com'
const hash = (fingerprint?: string) => ({
  hashed_password: { from: 'a.yaml#/x', ...(fingerprint === undefined ? {} : { fingerprint }) },
})
const guessable = {
  hashed_password: { from: 'a.yaml#/credentials/password/hashed_password', guessable: true as const },
}
const unseen = { hashed_password: { reference: '${env:IDCTL_DOC_HASH}' } }
const plain = { password: { from: 'a.yaml#/x' } }
const hook = { use_password_migration_hook: true }
const google = { provider: 'google', subject: '1' }
const github = { provider: 'github', subject: '2' }
const digest = ({ provider, subject }: typeof google) => linkDigest(`${provider}:${subject}`)
const links = (...providers: (typeof google)[]) => ({ oidc: { providers } })

interface Case {
  readonly file?: DesiredCredentials
  readonly version?: number
  readonly marked?: MarkedCredentials
  readonly found?: Mark['found']
  readonly todo?: Mark['todo']
  readonly made?: Mark['made']
  readonly held?: Record<string, readonly string[]>
  readonly asked?: boolean
}

/** The decision about one identity of ours whose leaves all agree. */
function decide({ file, version, marked, found, todo, made = 'created', held, asked }: Case) {
  const input: DesiredInput = { key: 'ada', traits: { email }, ...(file && { credentials: file }) }
  const document = { ...desired(input), ...(version === undefined ? {} : { credentialsVersion: version }) }
  const fresh = decideCreate(desired({ key: 'ada', traits: { email } }), policy()).change as { mark: Mark }
  const entries = { ...(marked && { credentials: marked }), ...(found && { found }), ...(todo && { todo }) }
  const mark: Mark = { ...fresh.mark, made, ...entries }
  const there = live({ traits: { email }, mark })
  const identity: LiveIdentity = { ...there, credentials: { ...there.credentials, ...held } }
  const chosen = policy(asked ? { writeCredentials: new Set(['ada']) } : {})
  return decideUpdate({ kind: 'both', desired: document, live: identity, by: 'mark', mark }, chosen)
}

/** What is done, and what the mark keeps: `nothing` where there is no change at all. */
function outcome(input: Case) {
  const { change } = decide(input)
  if (change === undefined) return 'nothing'
  const { credential_changes = [], mark } = change as UpdateChange
  return { steps: credential_changes.map(({ step, type }) => `${step} ${type}`), mark: mark?.credentials }
}

describe('a password', () => {
  test.each<[string, Case, ReturnType<typeof outcome>]>([
    ['hash as written', { file: { password: hash('h') }, marked: { password: { digest: 'h' } } }, 'nothing'],
    [
      'another hash',
      { file: { password: hash('i') }, marked: { password: { digest: 'h' } } },
      { steps: ['set password'], mark: { password: { digest: 'i' } } },
    ],
    [
      'a hash that is new in the file',
      { file: { password: hash('h') } },
      { steps: ['set password'], mark: { password: { digest: 'h' } } },
    ],
    [
      'a hash that only apply will see',
      { file: { password: unseen }, marked: { password: { digest: 'h' } } },
      'nothing',
    ],
    [
      'the same, never written',
      { file: { password: unseen } },
      { steps: ['set password'], mark: { password: { version: 0 } } },
    ],
    [
      'the same, perhaps the guessable one that was written',
      { file: { password: unseen }, marked: { password: { version: 1 } } },
      'nothing',
    ],
    [
      'the same, with a higher version',
      { file: { password: unseen }, version: 2, marked: { password: { version: 1 } } },
      { steps: ['set password'], mark: { password: { version: 2 } } },
    ],
    [
      'a hash that leaves no digest, as at creation',
      { file: { password: guessable }, marked: { password: { version: 0 } } },
      'nothing',
    ],
    [
      'the same, with a higher version',
      { file: { password: guessable }, version: 1, marked: { password: { version: 0 } } },
      { steps: ['set password'], mark: { password: { version: 1 } } },
    ],
    ['the same, new in the file', { file: { password: guessable } }, 'nothing'],
    [
      'the same of an adopted person, asked for',
      { file: { password: guessable }, made: 'adopted', asked: true },
      { steps: ['set password'], mark: { password: { version: 0 } } },
    ],
    [
      'the same where an earlier idctl kept a digest: it goes',
      { file: { password: guessable }, marked: { password: { digest: 'h', version: 3 } } },
      { steps: [], mark: { password: { version: 3 } } },
    ],
    [
      'a hash in the place of one that leaves no digest',
      { file: { password: hash('h') }, marked: { password: { version: 2 } } },
      { steps: ['set password'], mark: { password: { digest: 'h' } } },
    ],
    ['plain, same version', { file: { password: plain }, version: 2, marked: { password: { version: 2 } } }, 'nothing'],
    [
      'plain, lower version',
      { file: { password: plain }, version: 1, marked: { password: { version: 2 } } },
      'nothing',
    ],
    [
      'plain, higher version',
      { file: { password: plain }, version: 3, marked: { password: { version: 2 } } },
      { steps: ['set password'], mark: { password: { version: 3 } } },
    ],
    [
      'plain without a version, as at creation',
      { file: { password: plain }, marked: { password: { version: 0 } } },
      'nothing',
    ],
    [
      'plain with a version in the place of a hash',
      { file: { password: plain }, version: 1, marked: { password: { digest: 'h' } } },
      { steps: ['set password'], mark: { password: { version: 1 } } },
    ],
    [
      'plain without a version in the place of a hash',
      { file: { password: plain }, marked: { password: { digest: 'h' } } },
      'nothing',
    ],
    ['the hook as written', { file: { password: hook }, marked: { password: { hook: true } } }, 'nothing'],
    [
      'the hook, switched on',
      { file: { password: hook }, marked: { password: { digest: 'h' } } },
      { steps: ['set password'], mark: { password: { hook: true } } },
    ],
    [
      'left the file',
      { marked: { password: { digest: 'h' } } },
      { steps: [], mark: { password: { digest: 'h', left: true } } },
    ],
    ['left the file before', { marked: { password: { digest: 'h', left: true } } }, 'nothing'],
    [
      'the same hash is back in the file: the person may have another one by now',
      { file: { password: hash('h') }, marked: { password: { digest: 'h', left: true } } },
      { steps: [], mark: { password: { digest: 'h' } } },
    ],
    [
      'another hash is back in the file',
      { file: { password: hash('i') }, marked: { password: { digest: 'h', left: true } } },
      { steps: ['set password'], mark: { password: { digest: 'i' } } },
    ],
    [
      'plain is back in the file, same version',
      { file: { password: plain }, version: 3, marked: { password: { version: 3, left: true } } },
      { steps: [], mark: { password: { version: 3 } } },
    ],
    [
      'plain in the place of a hash that was written for the same version',
      { file: { password: plain }, version: 2, marked: { password: { digest: 'h', version: 2 } } },
      'nothing',
    ],
    [
      'a hash remembers the version',
      { file: { password: hash('i') }, version: 2, marked: { password: { version: 2 } } },
      { steps: ['set password'], mark: { password: { digest: 'i', version: 2 } } },
    ],
    [
      'null, ours',
      { file: { password: null }, marked: { password: { digest: 'h' } }, held: { passkey: ['x'] } },
      { steps: ['delete password'], mark: { password: { left: true } } },
    ],
    ['null, done', { file: { password: null }, marked: { password: { left: true } } }, 'nothing'],
    [
      'null, after the lines had left the file',
      { file: { password: null }, marked: { password: { digest: 'h', left: true } } },
      'nothing',
    ],
    ['null, not ours', { file: { password: null } }, 'nothing'],
    [
      'null, still owed',
      { file: { password: null }, todo: ['delete_credential:password'], held: { passkey: ['x'] } },
      { steps: ['delete password'], mark: { password: { left: true } } },
    ],
    ['null taken back while it is owed', { todo: ['delete_credential:password'] }, { steps: [], mark: undefined }],
  ])('%s', (_, input, expected) => {
    expect(outcome(input)).toEqual(expected)
  })

  test('a plain one that was never written is said, with what to do', () => {
    const { diagnostics } = decide({ file: { password: plain }, marked: { password: { digest: 'h' } } })
    const unsalted = (marked?: MarkedCredentials) =>
      decide({ file: { password: guessable }, ...(marked && { marked }) })
    expect(unsalted().diagnostics).toMatchObject([{ severity: 'warning', code: 'IDC603', secret: true }])
    expect(unsalted({ password: { version: 0 } }).diagnostics).toEqual([])
    expect(diagnostics).toMatchObject([
      { severity: 'warning', code: 'IDC531', hint: expect.stringContaining('credentials_version') },
    ])
    expect(decide({ file: { password: plain }, marked: { password: { version: 0 } } }).diagnostics).toEqual([])
  })
})

test('null for what idctl never wrote is said, and only then', () => {
  const codes = (input: Case) => decide(input).diagnostics.map(({ code }) => code)
  expect(codes({ file: { password: null } })).toEqual(['IDC533'])
  expect(codes({ file: { password: null }, marked: { password: { left: true } } })).toEqual([])
  expect(codes({ file: { password: null }, marked: { password: { digest: 'h' } } })).toEqual([])
})

describe('whole types', () => {
  const secret = { from: 'a.yaml#/t' }
  const keys = { from: 'a.yaml#/w', fingerprint: 'w' }
  test.each<[string, Case, ReturnType<typeof outcome>]>([
    ['totp: only its version', { file: { totp: secret }, version: 1, marked: { totp: { version: 1 } } }, 'nothing'],
    [
      'totp, higher version',
      { file: { totp: secret }, version: 2, marked: { totp: { version: 1 } } },
      { steps: ['set totp'], mark: { totp: { version: 2 } } },
    ],
    [
      'other keys',
      { file: { webauthn: keys }, marked: { webauthn: { digest: 'v' } } },
      { steps: ['set webauthn'], mark: { webauthn: { digest: 'w' } } },
    ],
    [
      'null',
      { file: { totp: null }, marked: { totp: { version: 1 } }, held: { totp: ['id'] } },
      { steps: ['delete totp'], mark: { totp: { left: true } } },
    ],
    ['null, gone already', { file: { totp: null }, marked: { totp: { version: 1 } } }, { steps: [], mark: undefined }],
  ])('%s', (_, input, expected) => {
    expect(outcome(input)).toEqual(expected)
  })
})

describe('links', () => {
  const ours = (...providers: (typeof google)[]) => ({ oidc: providers.map(digest).sort() })
  const held = (...names: string[]) => ({ oidc: names })
  test.each<[string, Case, ReturnType<typeof outcome>]>([
    ['in the file, not in the mark, not live', { file: links(google) }, { steps: ['link oidc'], mark: ours(google) }],
    ['in all three', { file: links(google), marked: ours(google), held: held('google:1') }, 'nothing'],
    [
      'in the file and live, not in the mark',
      { file: links(google), held: held('google:1') },
      { steps: [], mark: ours(google) },
    ],
    [
      'in the mark and live, not in the file',
      { file: links(github), marked: ours(google, github), held: held('google:1', 'github:2') },
      { steps: ['unlink oidc'], mark: ours(github) },
    ],
    [
      'in the mark only',
      { file: links(github), marked: ours(google, github), held: held('github:2') },
      { steps: [], mark: ours(github) },
    ],
    ['live only', { file: links(github), marked: ours(github), held: held('github:2', 'apple:9') }, 'nothing'],
    [
      'null takes ours',
      { file: { oidc: null }, marked: ours(google), held: held('google:1', 'apple:9') },
      { steps: ['unlink oidc'], mark: undefined },
    ],
    ['left the file', { marked: ours(google), held: held('google:1') }, { steps: [], mark: undefined }],
    [
      'removal still owed',
      {
        file: links(github),
        marked: ours(github),
        todo: [`unlink:oidc:${digest(google)}`],
        held: held('google:1', 'github:2'),
      },
      { steps: ['unlink oidc'], mark: ours(github) },
    ],
  ])('%s', (_, input, expected) => {
    expect(outcome(input)).toEqual(expected)
  })

  test('one that was there without idctl is marked as found, and does not go with its line', () => {
    const both = { held: held('google:1', 'github:2') }
    const { mark } = decide({ file: links(google, github), marked: ours(github), ...both }).change as UpdateChange
    const at = [...ours(google, github).oidc].indexOf(digest(google))
    expect(mark.found).toEqual([`/credentials/oidc/${at}`])
    const gone = { marked: ours(google, github), found: mark.found, ...both }
    expect(outcome({ ...gone, file: links(github) })).toEqual({ steps: [], mark: ours(github) })
    expect(outcome({ ...gone, file: links(google) })).toEqual({ steps: ['unlink oidc'], mark: ours(google) })
    expect(outcome({ ...gone, file: { oidc: null } })).toEqual({ steps: ['unlink oidc'], mark: undefined })
  })

  test('one that the person has removed is observed each time, without its subject', () => {
    const { change } = decide({ file: links(google), marked: ours(google) })
    expect(change).toMatchObject({ action: 'none', observed: [{ path: '/credentials/oidc/google', cause: 'drift' }] })
    expect(JSON.stringify(change)).not.toContain('google:1')
  })

  test('a removal carries a digest and the provider', () => {
    const removal = decide({ file: { oidc: null }, marked: ours(google), held: held('google:1') }).change
    expect((removal as UpdateChange).credential_changes).toEqual([
      { step: 'unlink', type: 'oidc', provider: 'google', digest: digest(google) },
    ])
    expect(removal?.counts).toEqual({ removals: 1, credentials: 1, updates: 1 })
  })
})

describe('adopted identities', () => {
  const file = { password: hash('h'), oidc: { providers: [google] } }
  const held = { oidc: ['google:1'] }
  test.each<[string, Case, ReturnType<typeof outcome>]>([
    ['are left alone', { file, made: 'adopted', held }, 'nothing'],
    [
      'unless asked for',
      { file, made: 'adopted', held, asked: true },
      { steps: ['set password'], mark: { password: { digest: 'h' }, oidc: [digest(google)] } },
    ],
    [
      'once written they are as any other',
      { file, made: 'adopted', held, marked: { password: { digest: 'h' } } },
      'nothing',
    ],
    [
      'a plain password, asked for',
      { file: { password: plain }, made: 'adopted', asked: true },
      { steps: ['set password'], mark: { password: { version: 0 } } },
    ],
    ['null there is nobody’s', { file: { password: null }, made: 'adopted', asked: true }, 'nothing'],
  ])('%s', (_, input, expected) => {
    expect(outcome(input)).toEqual(expected)
  })
})

describe('the last first factor', () => {
  const removing = (held: Record<string, readonly string[]>, file: DesiredCredentials = { password: null }) =>
    decide({ file, marked: { password: { digest: 'h' }, oidc: [digest(google)] }, held }).change as Change
  const codes = (change: Change) => change.consequences.map(({ code }) => code)

  test('blocked where nothing else is there', () => {
    expect(removing({}).blocked).toMatchObject({ code: 'last-first-factor' })
  })

  test.each([
    ['sign-in by code', { code: ['ada@example.com'] }],
    ['WebAuthn keys', { webauthn: ['ada@example.com'] }],
  ])('said beforehand where it depends on %s', (_, held) => {
    const change = removing(held)
    expect(change.blocked).toBeUndefined()
    expect(codes(change)).toContain('last-first-factor')
  })

  test.each<[string, NonNullable<Mark['todo']>[number], DesiredCredentials]>([
    ['a password', 'delete_credential:password', { password: null }],
    ['a link', `unlink:oidc:${digest(google)}`, { oidc: { providers: [] } }],
  ])('%s that was tried before waits, until it is asked for or something can be seen', (_, item, file) => {
    const verdict = (more: Case) => {
      const marked = { password: { digest: 'h', left: true }, oidc: [digest(google)] } as const
      const held = { code: [email], oidc: ['google:1'], ...more.held }
      const { blocked, consequences } = decide({ file, marked, todo: [item], ...more, held }).change as Change
      return [blocked?.code, consequences.some(({ code }) => code === 'last-first-factor')]
    }
    const ours = { password: { digest: 'h' } }
    const alone = item.startsWith('unlink') ? {} : { held: { oidc: [] } }
    expect(verdict(alone)).toEqual(['last-first-factor', false])
    const first = { ...alone, todo: ['revoke_sessions'] as const, ...(file.password === null && { marked: ours }) }
    expect(verdict(first)).toEqual([undefined, true])
    expect(verdict({ ...alone, asked: true })).toEqual([undefined, true])
    expect(verdict({ held: { ...alone.held, passkey: ['handle'] } })[0]).toBeUndefined()
  })

  test.each<[string, Record<string, readonly string[]>, DesiredCredentials?]>([
    ['a link of the person', { oidc: ['apple:9'] }],
    ['a passkey', { passkey: ['handle'] }],
    ['a link that the same change adds', {}, { password: null, oidc: { providers: [github] } }],
  ])('no word with %s', (_, held, file) => {
    const change = removing(held, file)
    expect([change.blocked, codes(change)]).toEqual([undefined, expect.not.arrayContaining(['last-first-factor'])])
  })
})

describe('what the file has of an adopted identity', () => {
  const at = { file: 'identities/ada.yaml' }
  test.each<[string, Case, string[]]>([
    ['a hash', { made: 'adopted', file: { password: hash('h') } }, ['IDC534']],
    ['a plain password', { made: 'adopted', file: { password: plain } }, ['IDC534']],
    ['a link', { made: 'adopted', file: links(google) }, ['IDC534']],
    ['several', { made: 'adopted', file: { password: hash('h'), ...links(google) } }, ['IDC534', 'IDC534']],
    [
      'nothing of ours to take away',
      { made: 'adopted', file: { password: null }, held: { password: [email] } },
      ['IDC533'],
    ],
    ['asked for', { made: 'adopted', file: { password: hash('h') }, asked: true }, []],
    ['written since', { made: 'adopted', file: { password: hash('h') }, marked: { password: { digest: 'h' } } }, []],
    ['nothing', { made: 'adopted' }, []],
    ['of one that idctl made', { file: { password: hash('h') }, marked: { password: { digest: 'h' } } }, []],
  ])('is said, where it is not written: %s', (_, input, codes) => {
    const { diagnostics } = decide(input)
    expect(diagnostics.map(({ code }) => code)).toEqual(codes)
    for (const diagnostic of diagnostics) expect(diagnostic).toMatchObject({ severity: 'warning', at, secret: true })
  })

  test('the hint leads out: written when asked for, and quiet from then on; or taken out of the file', () => {
    const file = { password: hash('h') }
    const [notice] = decide({ made: 'adopted', file }).diagnostics
    expect(notice?.hint).toContain('--write-credentials=ada')
    const asked = outcome({ made: 'adopted', file, asked: true })
    if (asked === 'nothing' || asked.mark === undefined) throw new Error('it is written')
    expect(decide({ made: 'adopted', file, marked: asked.mark })).toMatchObject({ diagnostics: [] })
    expect(decide({ made: 'adopted' })).toMatchObject({ diagnostics: [] })
  })

  test('the hint about a plain one leads out, too: a version writes it once, and it is quiet', () => {
    const [notice] = decide({ file: { password: plain } }).diagnostics
    expect(notice).toMatchObject({ code: 'IDC531', hint: expect.stringContaining('credentials_version') })
    const written = outcome({ file: { password: plain }, version: 1 })
    if (written === 'nothing' || written.mark === undefined) throw new Error('it is written')
    expect(written.steps).toEqual(['set password'])
    expect(decide({ file: { password: plain }, version: 1, marked: written.mark }).diagnostics).toEqual([])
  })
})

test.each<[string, Case]>([
  ['a hash is replaced', { file: { password: hash('i') }, marked: { password: { digest: 'h' } } }],
  ['of an adopted one', { made: 'adopted', file: { password: hash('i') }, asked: true }],
])('no note of a change says that what it replaces stays: %s', (_, input) => {
  const former = { ...desired({ key: 'new', traits: { email: 'new@example.com' } }), credentials: input.file ?? {} }
  const before = live({ traits: { email } })
  const fresh = decideCreate(desired({ key: 'ada', traits: { email } }), policy()).change as { mark: Mark }
  const mark: Mark = { ...fresh.mark, key: 'old', ...(input.marked && { credentials: input.marked }) }
  for (const pair of [
    { kind: 'both', desired: former, live: live({ traits: { email }, mark }), by: 'previously', mark } as const,
    { kind: 'both', desired: former, live: before, by: 'external_id' } as const,
  ]) {
    const { change } = decideUpdate(pair, policy({ writeCredentials: new Set(['new']) }))
    const texts = change?.consequences.map(({ text }) => text).join('\n') ?? ''
    expect(texts).toMatch(/password replaced/)
    expect(texts).not.toMatch(/credentials (and sessions )?stay|already there are left alone: .*password/)
  }
})

test('no note says that sessions stay where they end', () => {
  const fresh = decideCreate(desired({ key: 'ada', traits: { email } }), policy()).change as { mark: Mark }
  const document = desired({ key: 'ada', traits: { email: 'new@example.com' }, state: 'inactive' })
  const there = live({ traits: { email }, mark: fresh.mark })
  const { change } = decideUpdate(
    { kind: 'both', desired: document, live: there, by: 'mark', mark: fresh.mark },
    policy(),
  )
  const texts = change?.consequences.map(({ text }) => text) ?? []
  expect(texts).toContain('all sessions end')
  expect(texts).toContain('same account: credentials stay')
})
