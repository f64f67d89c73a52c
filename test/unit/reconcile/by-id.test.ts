import { describe, expect, test } from 'vitest'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import type { Json } from '../../../src/model/json.ts'
import type { IdCommand } from '../../../src/reconcile/decide/id-context.ts'
import { decideByIds } from '../../../src/reconcile/plan/decide-by-id.ts'
import { takesAway } from '../../../src/reconcile/plan/required.ts'
import type { Policy } from '../../../src/reconcile/policy.ts'
import { desired, live, policy, testWorkspace } from '../../support/builders.ts'

function markOf(key: string, more: Partial<Mark> = {}): Mark {
  return { v: 1, workspace: testWorkspace, key, origin: `identities/${key}.yaml`, made: 'created', fields: {}, ...more }
}

function withRaw(raw: Json, mark: LiveIdentity['mark']): LiveIdentity {
  return { ...live(), metadata_admin: { idctl: raw, theirs: true }, mark }
}

const newer = (workspace?: string) =>
  withRaw(
    { v: 2, ...(workspace !== undefined && { workspace }) },
    { kind: 'unreadable', why: 'newer', newer: true, ...(workspace !== undefined && { workspace }) },
  )
const garbage = (raw: Json) => withRaw(raw, { kind: 'unreadable', why: 'it is not an object' })

async function decide(
  command: IdCommand,
  lives: readonly LiveIdentity[],
  documents: readonly DesiredIdentity[] = [],
  overrides: Partial<Policy> = {},
) {
  const wanted = new Set<string>(command.ids)
  const named = new Map(lives.filter(({ id }) => wanted.has(id)).map((identity) => [identity.id, identity]))
  async function* again() {
    yield lives
  }
  return decideByIds(documents, { named, pages: again(), again }, policy(overrides), command)
}

const texts = (change: { consequences: readonly { text: string }[] } | undefined) =>
  (change?.consequences ?? []).map(({ text }) => text).join('\n')

describe('release --id', () => {
  const release = (...lives: readonly LiveIdentity[]) =>
    ({ command: 'release', ids: lives.map(({ id }) => id) }) as const

  test('one of two with the same mark: the other is named and keeps it, and nobody leaves management', async () => {
    const robot = live({ mark: markOf('robot') })
    const clone = live({ mark: markOf('robot'), traits: { email: 'clone@example.com' } })
    const { changes, diagnostics, managed } = await decide(release(clone), [robot, clone], [desired({ key: 'robot' })])
    expect(diagnostics).toEqual([])
    expect(managed).toBe(2)
    expect(changes).toMatchObject([{ action: 'release', key: 'robot', id: clone.id, twin: robot.id }])
    expect(texts(changes[0])).toContain(`identity ${clone.id} signs in with clone@example.com`)
    expect(texts(changes[0])).toContain(`identity ${robot.id} carries the same mark`)
    expect(changes.map(takesAway)).toEqual([false])
  })

  test('both of them: nobody keeps the mark', async () => {
    const twins = [live({ mark: markOf('robot') }), live({ mark: markOf('robot') })]
    const { changes } = await decide(release(...twins), twins)
    expect(changes).toHaveLength(2)
    expect(changes.map(takesAway)).toEqual([true, true])
    expect(changes.flatMap((change) => ('twin' in change ? [change.twin] : []))).toEqual([])
  })

  test('counts as a removal', async () => {
    const ada = live({ mark: markOf('ada') })
    expect((await decide(release(ada), [ada])).changes).toMatchObject([{ counts: { removals: 1 } }])
  })

  test.each<[string, DesiredIdentity, LiveIdentity, string]>([
    [
      'found by its address, which is verified',
      desired({ key: 'ada' }),
      live({ mark: markOf('ada'), verified: true }),
      'the next plan will want to adopt it again',
    ],
    [
      'found by its address, which is not',
      desired({ key: 'ada' }),
      live({ mark: markOf('ada') }),
      'waits for `idctl adopt ada`',
    ],
    [
      'found by external_id',
      desired({ key: 'ada', external_id: 'emp-1', traits: { email: 'new@example.com' } }),
      live({ mark: markOf('ada'), external_id: 'emp-1' }),
      'the next plan will want to adopt it again',
    ],
    [
      'found by nothing: the address is another one now',
      desired({ key: 'ada', traits: { email: 'new@example.com' } }),
      live({ mark: markOf('ada'), verified: true }),
      'the next plan creates a second one',
    ],
    [
      'found by nothing: the same address, but another external_id',
      desired({ key: 'ada', external_id: 'emp-2' }),
      live({ mark: markOf('ada'), external_id: 'emp-1', verified: true }),
      'the next plan creates a second one',
    ],
  ])('says what becomes of the document: %s', async (_, document, identity, text) => {
    const { changes } = await decide(release(identity), [identity], [document])
    expect(texts(changes[0])).toContain(text)
  })

  test('a protected one is blocked, with the command that lets go of this very one', async () => {
    const root = live({ mark: markOf('root', { protect: true }) })
    const { changes } = await decide(release(root), [root])
    const hint = `\`idctl release --id ${root.id} --protected\` releases it anyway`
    expect(changes).toMatchObject([{ blocked: { code: 'protected', hint } }])
    const command = { ...release(root), includeProtected: true }
    expect((await decide(command, [root])).changes[0]?.blocked).toBeUndefined()
  })

  test.each<[string, Json]>([
    ['no object', 'mine'],
    ['a mark of ours that somebody spoilt', { v: 1, workspace: testWorkspace, key: 7 }],
  ])('what nobody can read goes: %s', async (_, raw) => {
    const spoilt = garbage(raw)
    const { changes, diagnostics } = await decide(release(spoilt), [spoilt])
    expect(diagnostics).toEqual([])
    expect(changes).toMatchObject([{ action: 'release', key: spoilt.id, id: spoilt.id, counts: {} }])
    expect(texts(changes[0])).toContain('removed as a whole')
  })

  test.each<[string, LiveIdentity, string]>([
    ['no mark', live(), 'carries no mark'],
    ['a mark of another workspace', live({ mark: markOf('ada', { workspace: 'other' }) }), 'workspace "other"'],
    ['a newer mark of ours', newer(testWorkspace), 'cannot be read'],
    ['a newer mark of nobody knows whom', newer(), 'cannot be read'],
    ['a newer mark of another workspace', newer('other'), 'workspace "other"'],
    ['a spoilt mark of another workspace', garbage({ v: 1, workspace: 'other' }), 'workspace "other"'],
  ])('refused: %s', async (_, identity, why) => {
    const { changes, diagnostics } = await decide(release(identity), [identity])
    expect(changes).toEqual([])
    expect(diagnostics).toMatchObject([
      { severity: 'error', code: 'IDC543', summary: expect.stringContaining(`${identity.id}: `) },
    ])
    expect(diagnostics[0]?.summary).toContain(why)
  })

  test('an id that nobody has', async () => {
    const id = '00000000-0000-4000-8000-0000000000ff'
    const { changes, diagnostics } = await decide({ command: 'release', ids: [id] }, [live()])
    expect(changes).toEqual([])
    expect(diagnostics).toMatchObject([{ severity: 'error', code: 'IDC542' }])
  })

  test('shows no identifier that is sensitive', async () => {
    const ada = live({ mark: markOf('ada'), external_id: 'emp-1' })
    const sensitive = (path: string) => '/traits/email'.startsWith(path)
    const { changes } = await decide(release(ada), [ada], [], { sensitive })
    expect(texts(changes[0])).toContain('signs in with (sensitive), external_id emp-1')
    expect(JSON.stringify(changes)).not.toContain('ada@example.com')
  })

  test('shows no identifier that its document takes from a reference', async () => {
    const ada = live({ mark: markOf('ada') })
    const document = desired({ key: 'ada' })
    const reference = '$' + '{env:IDCTL_DOC_EMAIL}'
    const email = { ...document.fields['/traits/email'], reference } as NonNullable<DesiredIdentity['fields'][string]>
    const referring = { ...document, fields: { ...document.fields, '/traits/email': email } }
    const { changes } = await decide(release(ada), [ada], [referring])
    expect(texts(changes[0])).toContain('signs in with (sensitive)')
  })
})

describe('adopt --id', () => {
  const adopt = ({ id }: LiveIdentity, key?: string): IdCommand => ({
    command: 'adopt',
    ids: [id],
    ...(key !== undefined && { key }),
  })

  test('an unmarked one that no rule finds: the mark of the document, and nothing else', async () => {
    const stranger = live({ traits: { email: 'old@example.com' } })
    const { changes, diagnostics } = await decide(adopt(stranger, 'ada'), [stranger], [desired({ key: 'ada' })])
    expect(diagnostics).toEqual([])
    expect(changes).toMatchObject([
      {
        action: 'adopt',
        key: 'ada',
        id: stranger.id,
        fields: [],
        mark: { key: 'ada', made: 'adopted', workspace: testWorkspace },
        counts: { adoptions: 1 },
      },
    ])
    expect(changes[0]?.blocked).toBeUndefined()
    expect(texts(changes[0])).toContain('signs in with old@example.com')
  })

  test('a mark of ours that belongs to another key is replaced, and whose it was is said', async () => {
    const copied = live({ mark: markOf('bob') })
    const bob = live({ mark: markOf('bob'), traits: { email: 'bob@example.com' } })
    const documents = [desired({ key: 'ada' }), desired({ key: 'bob', traits: { email: 'bob@example.com' } })]
    const { changes } = await decide(adopt(copied, 'ada'), [copied, bob], documents)
    expect(changes).toMatchObject([{ action: 'adopt', key: 'ada', mark: { key: 'ada', made: 'adopted' } }])
    expect(changes[0]?.counts).toEqual({ adoptions: 1 })
    expect(texts(changes[0])).toContain('its mark says "bob", and is replaced')
    expect(texts(changes[0])).not.toContain('taken over')
    expect(changes[0]?.mark_key).toBe('bob')
    const alone = await decide(adopt(copied, 'ada'), [copied], documents)
    expect(alone.changes[0]?.counts).toEqual({ adoptions: 1, removals: 1 })
    expect(texts(alone.changes[0])).toContain('"bob" then has no account')
  })

  test('the tombstone of whoever is disabled goes along', async () => {
    const disabled = { at: '2026-05-01T00:00:00.000Z', state_before: 'active' } as const
    const gone = live({ state: 'inactive', mark: markOf('old', { disabled }) })
    const { changes } = await decide(adopt(gone, 'ada'), [gone], [desired({ key: 'ada' })])
    expect(changes).toMatchObject([{ mark: { key: 'ada', disabled } }])
  })

  test('its own mark is bound: what was applied, owed and written stays as it is', async () => {
    const mark = markOf('ada', {
      origin: 'identities/before.yaml',
      fields: { '/traits/email': 'abcdefghijklmnop' },
      credentials: { password: { version: 3 } },
      todo: ['revoke_sessions'],
    })
    const ada = live({ mark })
    const document = desired({ key: 'ada' })
    const { changes } = await decide(adopt(ada), [ada], [document])
    expect(changes).toMatchObject([
      {
        action: 'update',
        reason: 'mark',
        fields: [],
        counts: {},
        mark: { ...mark, fields: {}, origin: document.origin.file, id: ada.id, named: true },
        kept: ['/fields/~1traits~1email'],
      },
    ])
    const bound = live({ id: ada.id, mark: { ...mark, origin: document.origin.file, id: ada.id, named: true } })
    expect(await decide(adopt(bound), [bound], [document])).toMatchObject({ changes: [], diagnostics: [] })
  })

  test('two carry the mark: whoever else has it is named, and nobody gets it in addition', async () => {
    const ada = live({ mark: markOf('ada', { origin: 'identities/before.yaml' }) })
    const clone = live({ mark: markOf('ada'), traits: { email: 'clone@example.com' } })
    const stranger = live({ traits: { email: 'old@example.com' } })
    const all = [ada, clone, stranger]
    const bound = await decide(adopt(ada, 'ada'), all, [desired({ key: 'ada' })])
    expect(texts(bound.changes[0])).toContain(`\`idctl release --id ${clone.id}\``)
    const third = await decide(adopt(stranger, 'ada'), all, [desired({ key: 'ada' })])
    expect(third.changes).toEqual([])
    expect(third.diagnostics).toMatchObject([
      { code: 'IDC543', hint: expect.stringContaining(`idctl release --id ${ada.id}`) },
    ])
  })

  test('what nobody can read is replaced', async () => {
    const spoilt = garbage('mine')
    const { changes } = await decide(adopt(spoilt, 'ada'), [spoilt], [desired({ key: 'ada' })])
    expect(changes).toMatchObject([{ action: 'adopt', mark: { key: 'ada' } }])
    expect(texts(changes[0])).toContain('is replaced: it is not an object')
  })

  test('a mark of another workspace only with consent by name', async () => {
    const theirs = live({ mark: markOf('ada', { workspace: 'other' }) })
    const documents = [desired({ key: 'ada' })]
    expect((await decide(adopt(theirs, 'ada'), [theirs], documents)).diagnostics).toMatchObject([
      { code: 'IDC543', hint: expect.stringContaining('--take-over=ada') },
    ])
    const taken = await decide(adopt(theirs, 'ada'), [theirs], documents, { takeOver: new Set(['ada']) })
    expect(taken.diagnostics).toEqual([])
    expect(texts(taken.changes[0])).toContain('taken over from workspace "other"')
  })

  test.each<[string, LiveIdentity, string | undefined, string]>([
    ['no key anywhere', live(), undefined, 'IDC543'],
    ['the key of another workspace', live({ mark: markOf('ada', { workspace: 'other' }) }), undefined, 'IDC543'],
    ['no document with that key', live(), 'nobody', 'IDC540'],
    ['a newer mark of ours', newer(testWorkspace), 'ada', 'IDC543'],
  ])('refused: %s', async (_, identity, key, code) => {
    const { changes, diagnostics } = await decide(adopt(identity, key), [identity], [desired({ key: 'ada' })])
    expect(changes).toEqual([])
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code])
  })
})
