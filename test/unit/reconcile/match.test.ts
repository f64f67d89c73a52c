import { describe, expect, test } from 'vitest'
import { lineDigest } from '../../../src/identity/line-digest.ts'
import type { DesiredIdentity, LeafPlaces, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { decideCreate } from '../../../src/reconcile/decide/decide-create.ts'
import {
  createMatcher,
  type MatchPolicy,
  type MatchResult,
  type Pair,
  rowKeyOf,
} from '../../../src/reconcile/match/match.ts'
import { type DesiredInput, desired, type LiveInput, live, policy, testWorkspace } from '../../support/builders.ts'

const ada = 'ada@example.com'
const bob = 'bob@example.com'
const cyd = 'cyd@example.com'

/** The mark that the creation of a document leaves. */
function markOf(document: DesiredIdentity, more: Partial<Mark> = {}): Mark {
  const { change } = decideCreate(document, policy())
  if (change?.action !== 'create') throw new Error('no creation')
  return { ...change.mark, ...more }
}

/** The account of a document, as apply has left it and as it is now. */
function account(
  id: string,
  input: DesiredInput,
  now: Omit<LiveInput, 'mark'> & { readonly mark?: Partial<Mark> } = {},
): LiveIdentity {
  const { mark: more, ...rest } = now
  const disabled = more?.disabled === undefined ? {} : { state: 'inactive' as const }
  const externalId = typeof input.external_id === 'string' ? { external_id: input.external_id } : {}
  const written = { traits: input.traits ?? { email: ada }, ...externalId, ...disabled }
  return live({ id, ...written, ...rest, mark: { ...markOf(desired(input)), ...more } })
}

const person = (email: string, first: string, last: string): JsonObject => ({ email, name: { first, last } })

function match(
  identities: readonly DesiredIdentity[],
  lives: readonly LiveIdentity[],
  over: Partial<MatchPolicy> = {},
): MatchResult {
  const run = (order: readonly LiveIdentity[]): MatchResult => {
    const matcher = createMatcher(identities, policy(over))
    const settled = order.flatMap((identity) => matcher.offer(identity) ?? [])
    const rest = matcher.finish()
    const kept = settled.filter((pair) => !rest.withdrawn.has(pair.live.id))
    return { ...rest, pairs: [...kept, ...rest.pairs] }
  }
  const result = run(lives)
  // Whatever the order of the listing, the answer is the same.
  expect(words(run([...lives].reverse()))).toEqual(words(result))
  return result
}

/** `ada=<live id> by mark`, `+ada` for a document alone, `-ada` for an account alone, `x ada (why)`, `held 1 (why)`. */
function words({ pairs, withdrawn, diagnostics }: MatchResult): string[] {
  const word = (pair: Pair): string => {
    switch (pair.kind) {
      case 'both':
        return `${pair.desired.key}=${pair.live.id} by ${pair.by}${pair.doubt ? ` (${pair.doubt})` : ''}`
      case 'desired-only':
        return `+${pair.desired.key}`
      case 'live-only':
        return `-${rowKeyOf(pair)}`
      case 'blocked':
        return `x ${pair.desired.key} (${pair.blocked.code})`
      case 'held':
        return `held ${pair.live.id} (${pair.blocked.code})`
    }
  }
  const held = [...withdrawn].map(([id, { blocked }]) => `held ${id} (${blocked.code})`)
  return [...pairs.map(word), ...held, ...diagnostics.map(({ code, severity }) => `${severity} ${code}`)].sort()
}

const file = 'identities/a.yaml'

describe('a name that somebody wrote down', () => {
  test('the key of a mark that says so', () => {
    const document = desired({ key: 'ada', traits: { email: cyd }, file: 'elsewhere.yaml' })
    expect(words(match([document], [account('1', { key: 'ada', traits: { email: bob } })]))).toEqual(['ada=1 by mark'])
  })

  test('external_id, also of an account that nobody manages', () => {
    const document = desired({ external_id: 'emp-1', traits: { email: ada } })
    expect(words(match([document], [live({ id: '1', external_id: 'emp-1', traits: { email: bob } })]))).toEqual([
      'emp-1=1 by external_id',
    ])
  })

  test('different external_ids never join, whatever else agrees', () => {
    const wanted: DesiredInput = { external_id: 'emp-1', traits: person(ada, 'Ada', 'Lovelace'), file }
    const theirs = account('1', { ...wanted, external_id: 'emp-2' })
    expect(words(match([desired(wanted)], [theirs]))).toEqual(['+emp-1', '-emp-2'])
  })

  test('a named mark is joined by its name or not at all', () => {
    const wanted = { traits: person(ada, 'Ada', 'Lovelace'), file }
    expect(words(match([desired(wanted)], [account('1', { ...wanted, key: 'ada' })]))).toEqual([`+${ada}`, '-ada'])
  })

  test('a key that was added joins by address, file and names', () => {
    const wanted = { traits: person(ada, 'Ada', 'Lovelace'), file }
    expect(words(match([desired({ ...wanted, key: 'ada' })], [account('1', wanted)]))).toEqual(['ada=1 by identifier'])
  })
})

describe('previously', () => {
  test('a key of our mark, across a change of external_id', () => {
    const document = desired({ external_id: 'emp-2', previously: ['emp-1'], traits: { email: bob } })
    expect(words(match([document], [account('1', { external_id: 'emp-1' })]))).toEqual(['emp-2=1 by previously'])
  })

  test('a login identifier in any case, verified', () => {
    const document = desired({ key: 'ada', previously: ['Bob@Example.com'] })
    const verified = live({ id: '1', traits: { email: bob }, verified: true })
    expect(words(match([document], [verified]))).toEqual(['ada=1 by previously'])
    expect(words(match([document], [live({ id: '1', traits: { email: bob } })]))).toEqual(['+ada'])
  })

  test('two lines settle an exchange of addresses', () => {
    const documents = [
      desired({ traits: { email: bob }, previously: [ada], file: 'identities/1.yaml' }),
      desired({ traits: { email: ada }, previously: [bob], file: 'identities/2.yaml' }),
    ]
    const lives = [
      account('ada', { traits: { email: ada }, file: 'identities/1.yaml' }),
      account('bob', { traits: { email: bob }, file: 'identities/2.yaml' }),
    ]
    expect(words(match(documents, lives))).toEqual([`${ada}=bob by previously`, `${bob}=ada by previously`])
  })

  describe('of names that are handed on', () => {
    const ann = (external_id: string, ...previously: string[]) =>
      desired({ external_id, previously, traits: person(ada, 'Ann', 'Lee'), file: 'identities/ann.yaml' })
    const ben = (external_id: string, ...previously: string[]) =>
      desired({ external_id, previously, traits: person(bob, 'Ben', 'Ray'), file: 'identities/ben.yaml' })
    const lives = [
      account('ann', { external_id: 'e1', traits: person(ada, 'Ann', 'Lee'), file: 'identities/ann.yaml' }),
      account('ben', { external_id: 'e2', traits: person(bob, 'Ben', 'Ray'), file: 'identities/ben.yaml' }),
    ]

    test('each line moves its own account: in a chain', () => {
      expect(words(match([ann('e2', 'e1'), ben('e3', 'e2')], lives))).toEqual([
        'e2=ann by previously',
        'e3=ben by previously',
      ])
    })

    test('in an exchange, also of the addresses at once', () => {
      expect(words(match([ann('e2', 'e1'), ben('e1', 'e2')], lives))).toEqual([
        'e1=ben by previously',
        'e2=ann by previously',
      ])
      const swapped = [
        desired({
          external_id: 'e2',
          previously: ['e1'],
          traits: person(bob, 'Ann', 'Lee'),
          file: 'identities/ann.yaml',
        }),
        desired({
          external_id: 'e1',
          previously: ['e2'],
          traits: person(ada, 'Ben', 'Ray'),
          file: 'identities/ben.yaml',
        }),
      ]
      expect(words(match(swapped, lives))).toEqual(['e1=ben by previously', 'e2=ann by previously'])
    })

    test('the name of somebody who leaves is a question', () => {
      expect(words(match([ann('e2', 'e1')], lives))).toEqual(['error IDC507', 'held ann (held)', 'held ben (held)'])
    })

    test('an account that one document names and another one has a line for is a question', () => {
      expect(words(match([ben('e2'), ann('e9', 'e2')], lives))).toContain('error IDC503')
    })

    test('but not where the line is about whoever had that name before, and never got an account', () => {
      const input: DesiredInput = { external_id: 'e1', traits: person(bob, 'Ben', 'Ray'), file: 'identities/ben.yaml' }
      const came = account('ben', input, { mark: { lines: [lineDigest('e2')] } })
      expect(words(match([ben('e1', 'e2'), ann('e9', 'e1')], [came]))).toEqual(['+e9', 'e1=ben by mark'])
    })
  })

  test('a name that went elsewhere without a line, while file and names stayed, is a question', () => {
    const files = { ann: 'identities/ann.yaml', ben: 'identities/ben.yaml', new: 'identities/new.yaml' }
    const ann = (external_id: string, at = files.ann) =>
      desired({ external_id, traits: person(ada, 'Ann', 'Lee'), file: at })
    const ben = (external_id: string) => desired({ external_id, traits: person(bob, 'Ben', 'Ray'), file: files.ben })
    const cid = (external_id: string) => desired({ external_id, traits: person(cyd, 'Cid', 'Fox'), file: files.new })
    const lives = [
      account('ann', { external_id: 'e1', traits: person(ada, 'Ann', 'Lee'), file: files.ann }),
      account('ben', { external_id: 'e2', traits: person(bob, 'Ben', 'Ray'), file: files.ben }),
    ]
    // A newcomer has the former name; two have exchanged theirs; somebody has the name of a leaver.
    expect(words(match([ann('e9'), ben('e2'), cid('e1')], lives))).toEqual([
      'e2=ben by mark',
      'error IDC507',
      'held ann (held)',
    ])
    expect(words(match([ann('e2'), ben('e1')], lives))).toEqual(['error IDC507', 'held ann (held)', 'held ben (held)'])
    expect(words(match([ann('e2')], lives))).toEqual(['error IDC507', 'held ann (held)', 'held ben (held)'])
    // A file of its own makes nobody somebody else; another address and other names do.
    expect(words(match([ann('e9', 'identities/a2.yaml'), ben('e2'), cid('e1')], lives))).toContain('error IDC507')
    const eve = desired({ external_id: 'e9', traits: person('eve@example.com', 'Eve', 'Lee'), file: files.ann })
    expect(words(match([eve, ben('e2'), cid('e1')], lives))).toEqual(['+e9', 'e1=ann by mark', 'e2=ben by mark'])
    expect(words(match([ann('e1'), ben('e3')], lives))).toEqual(['+e3', '-e2', 'e1=ann by mark'])
  })

  test('the same names do not answer that question, where both have them', () => {
    const first = (external_id: string, email = ada) =>
      desired({ external_id, traits: person(email, 'Ann', 'Lee'), file: 'identities/1.yaml' })
    const second = (external_id: string, email = bob) =>
      desired({ external_id, traits: person(email, 'Ann', 'Lee'), file: 'identities/2.yaml' })
    const lives = [
      account('1', { external_id: 'e1', traits: person(ada, 'Ann', 'Lee'), file: 'identities/1.yaml' }),
      account('2', { external_id: 'e2', traits: person(bob, 'Ann', 'Lee'), file: 'identities/2.yaml' }),
    ]
    expect(words(match([first('e2'), second('e1')], lives))).toEqual(['error IDC507', 'held 1 (held)', 'held 2 (held)'])
    // Their addresses alone say no more than the names that were written for them.
    expect(words(match([first('e1', bob), second('e2', ada)], lives))).toEqual(['e1=1 by mark', 'e2=2 by mark'])
  })

  test('a line that was used stays in the file and means nothing more', () => {
    const wanted = { traits: person(bob, 'Ada', 'Lovelace'), previously: [ada], file }
    const newcomer = account('2', { traits: person(ada, 'Ann', 'Adler'), file: 'identities/ann.yaml' })
    const mine = account('1', wanted)
    expect(words(match([desired(wanted)], [mine, newcomer]))).toEqual([`-${ada}`, `${bob}=1 by mark`])
  })

  test('two hits are an error, where idctl wrote both', () => {
    const document = desired({ key: 'x', previously: ['a', 'b'], traits: { email: cyd } })
    const lives = [
      account('1', { key: 'a', traits: { email: ada } }),
      account('2', { key: 'b', traits: { email: bob } }),
    ]
    expect(words(match([document], lives))).toEqual(['error IDC502', 'held 1 (held)', 'held 2 (held)'])
  })

  test('one account for two documents is an error', () => {
    const documents = ['x', 'y'].map((key) => desired({ key, previously: ['a'], traits: { email: `${key}@x.org` } }))
    expect(words(match(documents, [account('1', { key: 'a' })]))).toEqual(['error IDC503', 'held 1 (held)'])
  })

  test('a line against the file and the names of somebody else', () => {
    const wanted = { traits: person(cyd, 'Ada', 'Lovelace'), file }
    const lives = [
      account('1', { ...wanted, traits: person(ada, 'Ada', 'Lovelace') }),
      account('2', { traits: person(bob, 'Bob', 'Braun') }),
    ]
    expect(words(match([desired({ ...wanted, previously: [bob] })], lives))).toContain('error IDC507')
  })
})

describe('what values say', () => {
  const adaDoc = { traits: person(ada, 'Ada', 'Lovelace'), file }

  test.each<[string, DesiredInput, string[]]>([
    ['nothing changed', adaDoc, [`${ada}=1 by mark`]],
    ['another file', { ...adaDoc, file: 'identities/b.yaml' }, [`${ada}=1 by mark`]],
    ['another address in the same file', { ...adaDoc, traits: person(bob, 'Ada', 'Lovelace') }, [`${bob}=1 by origin`]],
    [
      'another address in another file',
      { traits: person(bob, 'Ada', 'Lovelace'), file: 'b.yaml' },
      [`+${bob}`, `-${ada}`],
    ],
    ['a typo in the name', { ...adaDoc, traits: person(ada, 'Ada', 'Lovelase') }, [`${ada}=1 by mark`]],
    ['somebody else with the address', { ...adaDoc, traits: person(ada, 'Bob', 'Braun') }, [`+${ada}`, `-${ada}#1`]],
    ['somebody else in the file', { file, traits: person(bob, 'Bob', 'Braun') }, [`+${bob}`, `-${ada}`]],
    ['the address alone, without names', { traits: { email: ada }, file: 'b.yaml' }, [`${ada}=1 by mark`]],
    ['the file alone, without names', { traits: { email: bob }, file }, [`+${bob}`, `-${ada}`]],
  ])('%s', (_, now, expected) => {
    expect(words(match([desired(now)], [account('1', adaDoc)]))).toEqual(expected)
  })

  test('two documents that exchange their addresses stay whose they are', () => {
    const documents = [
      desired({ traits: person(bob, 'Ada', 'Lovelace'), file: 'identities/1.yaml' }),
      desired({ traits: person(ada, 'Bob', 'Braun'), file: 'identities/2.yaml' }),
    ]
    const lives = [
      account('ada', { traits: person(ada, 'Ada', 'Lovelace'), file: 'identities/1.yaml' }),
      account('bob', { traits: person(bob, 'Bob', 'Braun'), file: 'identities/2.yaml' }),
    ]
    expect(words(match(documents, lives))).toEqual([`${ada}=bob by origin`, `${bob}=ada by origin`])
  })

  test('where only files and addresses speak, and disagree, somebody has to say', () => {
    const documents = [
      desired({ traits: { email: bob }, file: 'identities/1.yaml' }),
      desired({ traits: { email: ada }, file: 'identities/2.yaml' }),
    ]
    const lives = [
      account('ada', { traits: { email: ada }, file: 'identities/1.yaml' }),
      account('bob', { traits: { email: bob }, file: 'identities/2.yaml' }),
    ]
    expect(words(match(documents, lives))).toContain('error IDC506')
  })

  test('an address that its owner set says nothing, unless it is verified', () => {
    const mallory = (verified: boolean) =>
      account(
        '1',
        { traits: person(ada, 'Mal', 'Lory'), file: 'identities/mallory.yaml' },
        {
          traits: person(bob, 'Mal', 'Lory'),
          verified,
        },
      )
    const document = desired({ traits: person(bob, 'Mal', 'Lory'), file: 'identities/bob.yaml' })
    expect(words(match([document], [mallory(false)]))).toEqual([`+${bob}`, `-${ada}`])
    expect(words(match([document], [mallory(true)]))).toEqual([`${bob}=1 by identifier`])
  })

  test('in a list no account has the names alone while another one with them is held', () => {
    const list = (email: string) => ({
      ...desired({ traits: person(email, 'Ann', 'Archer'), file }),
      soleDocument: false,
    })
    const of = (id: string, email: string, more: Partial<Mark> = {}) =>
      live({ id, traits: person(email, 'Ann', 'Archer'), mark: { ...markOf(list(email)), ...more } })
    expect(words(match([list(cyd)], [of('1', ada)]))).toEqual([`${cyd}=1 by origin`])
    const isHeld = of('2', bob, { id: 'another' })
    expect(words(match([list(cyd)], [of('1', ada), isHeld]))).not.toContain(`${cyd}=1 by origin`)
  })

  test('in a list the same names beat a family name and a taken address', () => {
    const list = (email: string, first: string) => ({
      ...desired({ traits: person(email, first, 'Lee'), file }),
      soleDocument: false,
    })
    const before = [list(ada, 'Ann'), list(bob, 'Ben')]
    const lives = before.map((document, index) =>
      live({
        id: String(index),
        traits: person(index ? bob : ada, index ? 'Ben' : 'Ann', 'Lee'),
        mark: markOf(document),
      }),
    )
    expect(words(match([list(bob, 'Ann')], lives))).toEqual([`-${bob}#1`, `${bob}=0 by origin`])
  })

  test('people who exchanged their addresses in one list stay whose they are by their names', () => {
    const list = (email: string, first: string) => ({
      ...desired({ traits: person(email, first, `${first}son`), file }),
      soleDocument: false,
    })
    const before = [list(ada, 'Ada'), list(bob, 'Bob')]
    const lives = before.map((document, index) =>
      live({
        id: String(index),
        traits: person(index ? bob : ada, index ? 'Bob' : 'Ada', index ? 'Bobson' : 'Adason'),
        mark: markOf(document),
      }),
    )
    expect(words(match([list(bob, 'Ada'), list(ada, 'Bob')], lives))).toEqual([
      `${ada}=1 by origin`,
      `${bob}=0 by origin`,
    ])
  })
})

describe('a disabled account', () => {
  const disabled = { at: '2026-01-01T00:00:00Z', state_before: 'active' as const }
  const leaver = (input: DesiredInput) => account('1', input, { mark: { disabled } })
  const adaDoc = { traits: person(ada, 'Ada', 'Lovelace'), file }

  test.each<[string, DesiredInput, string[]]>([
    ['its document is back', adaDoc, [`${ada}=1 by mark`]],
    ['in another file: perhaps', { ...adaDoc, file: 'identities/b.yaml' }, [`held 1 (held)`, `x ${ada} (tombstone)`]],
    ['somebody else in its file', { file, traits: person(bob, 'Bob', 'Braun') }, [`+${bob}`, `-${ada}`]],
    [
      'a namesake with the address',
      { file: 'b.yaml', traits: person(ada, 'Ada', 'Adler') },
      [`held 1 (held)`, `x ${ada} (tombstone)`],
    ],
  ])('%s', (_, now, expected) => {
    expect(words(match([desired(now)], [leaver(adaDoc)]))).toEqual(expected)
  })

  test('is named by a line: a key, or an address', () => {
    const document = desired({ key: 'ada', previously: [ada], traits: { email: bob } })
    expect(words(match([document], [leaver(adaDoc)]))).toEqual(['ada=1 by previously'])
    const named = leaver({ ...adaDoc, traits: { ...adaDoc.traits, email: cyd } })
    const byAddress = desired({ key: 'ada', previously: [cyd.toUpperCase()], traits: { email: bob } })
    expect(words(match([byAddress], [named]))).toEqual(['ada=1 by previously'])
  })
})

describe('a mark belongs to its account', () => {
  const wanted = { key: 'ada', traits: { email: ada } }

  test('a clone with other values is a copy, and the original goes on', () => {
    const times = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }
    const clone = { ...account('2', wanted, { traits: { email: bob } }), ...times }
    expect(words(match([desired(wanted)], [account('1', wanted), clone]))).toEqual([
      'ada=1 by mark',
      'held 2 (copied-mark)',
    ])
  })

  test('a clone that is listed first is never taken for the account, so that all rules about held accounts see it', () => {
    const input: DesiredInput = { key: 'ada', traits: person(ada, 'Ada', 'Lovelace'), file: 'identities/ada.yaml' }
    const clone = account('2', input, { traits: person(bob, 'Bob', 'Braun') })
    const { pairs, withdrawn } = match([desired(input)], [clone, account('1', input)])
    expect(withdrawn.size).toBe(0)
    expect(pairs.map(({ kind }) => kind).sort()).toEqual(['both', 'held'])
  })

  test('a copy puts the only other account in doubt where that one has nothing of what the mark says', () => {
    const times = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }
    const clone = { ...account('2', wanted, { traits: { email: bob } }), ...times }
    const changed = account('1', wanted, { traits: { email: cyd } })
    expect(words(match([desired(wanted)], [changed, clone]))).toEqual([
      'held 1 (copied-mark)',
      'held 2 (copied-mark)',
      'x ada (copied-mark)',
    ])
    const nobody = { key: 'robot', traits: {} }
    const copy = account('2', nobody, { traits: { email: bob }, mark: { id: '3' } })
    expect(words(match([desired(nobody)], [account('1', nobody), copy]))).toEqual([
      'held 2 (copied-mark)',
      'robot=1 by mark',
    ])
  })

  test('a mark with the id of another account is a copy, also where the original is gone', () => {
    const copy = account('2', wanted, { traits: { email: bob }, mark: { id: '1' } })
    expect(words(match([desired(wanted)], [copy]))).toEqual(['held 2 (copied-mark)', 'x ada (copied-mark)'])
    expect(words(match([], [copy]))).toEqual(['held 2 (copied-mark)'])
    const rebind = { rebind: new Set(['ada']) }
    expect(words(match([desired(wanted)], [copy], rebind))).toEqual(['held 2 (copied-mark)', 'x ada (copied-mark)'])
    const restored = account('2', wanted, { mark: { id: '1' } })
    expect(words(match([desired(wanted)], [restored], rebind))).toEqual(['ada=2 by mark'])
  })

  test('of two accounts that are bound to one key, or both to none, neither is picked', () => {
    const twins = [
      account('1', wanted, { mark: { id: '1' } }),
      account('2', wanted, { traits: { email: bob }, mark: { id: '2' } }),
    ]
    expect(words(match([desired(wanted)], twins))).toContain('x ada (copied-mark)')
    const nobody = { key: 'robot', traits: {} }
    const robots = [account('1', nobody), account('2', nobody)]
    expect(words(match([desired(nobody)], robots))).toContain('x robot (copied-mark)')
  })

  test('nor is a copy where the original is disabled, and has the id', () => {
    const disabled = { at: '2026-01-01T00:00:00Z', state_before: 'active' as const }
    const gone = account('1', wanted, { mark: { id: '1', disabled } })
    const stranger = account('2', wanted, { traits: { email: bob } })
    expect(words(match([], [gone, stranger]))).toEqual(['-ada#1', 'held 2 (copied-mark)'])
    expect(words(match([desired(wanted)], [gone, stranger]))).toEqual(['ada=1 by mark', 'held 2 (copied-mark)'])
  })

  test('the one with its own id is the original', () => {
    const bound = account('1', wanted, { traits: { email: cyd }, mark: { id: '1' } })
    const other = account('2', wanted, { traits: { email: bob } })
    expect(words(match([desired(wanted)], [other, bound]))).toEqual(['ada=1 by mark', 'held 2 (copied-mark)'])
    // One that has the address which its mark says was written is no copy.
    expect(words(match([desired(wanted)], [account('2', wanted), bound]))).toContain('x ada (copied-mark)')
  })
})

describe('an account without our mark', () => {
  test.each<[string, LiveInput, string[]]>([
    ['a verified address', { verified: true }, ['ada=1 by identifier']],
    ['one that anybody can have registered', {}, ['ada=1 by identifier']],
    [
      'the names of somebody else',
      { verified: true, traits: person(ada, 'Bob', 'Braun') },
      ['ada=1 by identifier (names)'],
    ],
  ])('%s', (_, now, expected) => {
    const document = desired({ key: 'ada', traits: person(ada, 'Ada', 'Lovelace') })
    expect(words(match([document], [live({ id: '1', traits: { email: ada }, ...now })]))).toEqual(expected)
  })

  test('of another workspace is a mistake to claim, unless taken over by name', () => {
    const foreign = (verified: boolean) =>
      live({ id: '1', verified, mark: markOf(desired({ key: 'ada' }), { workspace: 'other' }) })
    // Anybody there can set their address to one of ours, and verify it.
    for (const verified of [true, false])
      expect(words(match([desired({ key: 'ada' })], [foreign(verified)]))).toEqual(['x ada (foreign)'])
    const named = live({
      id: '1',
      external_id: 'e1',
      mark: markOf(desired({ external_id: 'e1' }), { workspace: 'other' }),
    })
    expect(words(match([desired({ external_id: 'e1' })], [named]))).toEqual(['error IDC504'])
    expect(words(match([desired({ key: 'ada' })], [foreign(false)], { takeOver: new Set(['ada']) }))).toEqual([
      'ada=1 by identifier',
    ])
  })

  const unreadable = (says: { workspace?: string; key?: string; origin?: string } = {}): LiveIdentity => ({
    ...live({ id: '1', traits: { email: cyd } }),
    mark: { kind: 'unreadable', why: 'v is 2', ...says },
  })

  test('a mark of ours that cannot be read holds its account and nobody else; one of somebody else is theirs', () => {
    expect(words(match([], [unreadable({ workspace: testWorkspace })]))).toEqual(['held 1 (unreadable-mark)'])
    expect(words(match([], [unreadable({ workspace: 'other' })]))).toEqual([])
    const others = [account('2', { key: 'ada' }), account('3', { key: 'gone', traits: { email: bob } })]
    expect(words(match([desired({ key: 'ada' })], [unreadable(), ...others]))).toEqual(
      ['ada=2 by mark', '-gone', 'held 1 (unreadable-mark)'].sort(),
    )
  })

  test('a document whose key is in such a mark waits, unless another account bears that key', () => {
    const document = desired({ key: 'ada' })
    expect(words(match([document], [unreadable({ key: 'ada' })]))).toEqual(
      ['held 1 (unreadable-mark)', 'x ada (unreadable-mark)'].sort(),
    )
    expect(words(match([document], [unreadable({ key: 'ada' }), account('2', { key: 'ada' })]))).toEqual(
      ['ada=2 by mark', 'held 1 (unreadable-mark)'].sort(),
    )
  })

  test('a mark that says no key may be that of any document with nothing unique, and of no other', () => {
    const nobody = { ...desired({ key: 'cat' }), derived: { identifiers: [], verifiable: [], recovery: [] } }
    expect(words(match([nobody, desired({ key: 'bob', traits: { email: bob } })], [unreadable()]))).toEqual(
      ['+bob', 'held 1 (unreadable-mark)', 'x cat (unreadable-mark)'].sort(),
    )
  })
})

test('a key that somebody wrote down is no address of somebody else', () => {
  const office = account('1', { traits: person('office@example.com', 'Ann', 'Lee'), file: 'identities/ann.yaml' })
  const tom = desired({
    key: 'office@example.com',
    traits: person('tom@example.com', 'Tom', 'Lee'),
    file: 'identities/tom.yaml',
  })
  expect(words(match([tom], [office]))).toEqual(['+office@example.com', '-office@example.com#1'])
})

describe('a part of the folder', () => {
  test('takes nobody whose document is elsewhere', () => {
    const other = account('1', { traits: person(ada, 'Ada', 'Lovelace'), file: 'identities/a/ada.yaml' })
    const document = desired({ key: 'new', traits: person(ada, 'Ada', 'Lovelace'), file: 'identities/b/new.yaml' })
    expect(words(match([document], [other], { partialFolder: true }))).toEqual(['+new', `-${ada}`])
  })

  test('takes nobody who got by a line the name that a line here is about', () => {
    const input: DesiredInput = { key: 'desk-1', traits: person(bob, 'Ben', 'Ray'), file: 'identities/b/ben.yaml' }
    const ben = account('1', input, { mark: { lines: [lineDigest('desk-2')] } })
    const said = (email: string, first: string) =>
      desired({
        key: 'desk-9',
        previously: ['desk-1'],
        traits: person(email, first, 'Lee'),
        file: 'identities/a/h.yaml',
      })
    const partial = { partialFolder: true, readFolders: ['identities/a'] }
    expect(words(match([said(cyd, 'Hil')], [ben], partial))).toEqual(['held 1 (held)', 'x desk-9 (contested)'])
    expect(words(match([said(bob, 'Ben')], [ben], partial))).toEqual(['desk-9=1 by previously'])
  })

  describe('an address alone', () => {
    const there = account('1', { traits: { email: ada }, file: 'identities/a/ada.yaml' })
    const here = (traits: JsonObject) => desired({ traits, file: 'identities/b/new.yaml' })
    const partial = { partialFolder: true, readFolders: ['identities/b'] }

    test('takes nobody from a file that was not read', () => {
      expect(words(match([here({ email: ada })], [there], partial))).toEqual(['held 1 (held)', `x ${ada} (contested)`])
    })

    test('does not with a name that two people may share either', () => {
      const known = account('1', { traits: person(ada, 'Ada', 'Byron'), file: 'identities/a/ada.yaml' })
      const sister = here(person(ada, 'Eve', 'Byron'))
      expect(words(match([sister], [known], partial))).toEqual(['held 1 (held)', `x ${ada} (contested)`])
      const same = here(person(ada, 'Ada', 'Byron'))
      expect(words(match([same], [known], partial))).toEqual([`${ada}=1 by mark`])
    })

    test('is enough where the file it came from would have been read', () => {
      const moved = account('1', { traits: { email: ada }, file: 'identities/b/ada.yaml' })
      expect(words(match([here({ email: ada })], [moved], partial))).toEqual([`${ada}=1 by mark`])
    })

    test('is not needed where a line says who it is', () => {
      const said = desired({ key: 'ada', previously: [ada], traits: { email: ada }, file: 'identities/b/new.yaml' })
      expect(words(match([said], [there], partial))).toEqual(['ada=1 by previously'])
    })
  })
})

describe('a name that its person changed', () => {
  const wanted: DesiredInput = { traits: person(ada, 'Ada', 'Lovelase'), file: 'identities/ada.yaml' }
  const renamed = account('1', wanted, { traits: person(ada, 'Countess', 'of L.') })

  test('hides whether the next name in the file is still theirs: that document waits, and nobody else', () => {
    const corrected = desired({ ...wanted, traits: person(ada, 'Adah', 'Lovelace') })
    expect(words(match([corrected], [renamed]))).toEqual(['held 1 (held)', `x ${ada} (contested)`])
  })

  test('does not where a part of it is as it was, and another one in the file', () => {
    const other = desired({ ...wanted, traits: person(ada, 'Zoe', 'Quill') })
    const partly = account('1', wanted, { traits: person(ada, 'Ada', 'of L.') })
    expect(words(match([other], [partly]))).toEqual([`+${ada}`, `-${ada}#1`])
  })

  test('does not where the file is as it was, or a line says who it is', () => {
    expect(words(match([desired(wanted)], [renamed]))).toEqual([`${ada}=1 by mark`])
    const said = desired({ ...wanted, key: 'ada', previously: [ada], traits: person(ada, 'Adah', 'Lovelace') })
    expect(words(match([said], [renamed]))).toEqual(['ada=1 by previously'])
  })
})

test('what _defaults.yaml says of everybody says of nobody who it is', () => {
  const named = (first: string, more: Partial<DesiredInput> = {}) => {
    const document = desired({ traits: { email: ada, name: { first, company: 'Acme' } }, ...more })
    const path = '/traits/name/company'
    const shared = { file: '_defaults.yaml', line: 1, column: 1 }
    const places: LeafPlaces = { of: (leaf) => (leaf === path ? shared : document.places.of(leaf)) }
    return { ...document, places }
  }
  const al = named('Al', { file: 'identities/al.yaml' })
  const there = live({ id: '1', traits: { email: ada, name: { first: 'Al', company: 'Acme' } }, mark: markOf(al) })
  expect(words(match([named('Ida', { file: 'identities/ida.yaml' })], [there]))).toEqual([`+${ada}`, `-${ada}#1`])
  expect(words(match([named('Al', { file: 'identities/moved.yaml' })], [there]))).toEqual([`${ada}=1 by mark`])
})

describe('an address that is handed on where people have no names', () => {
  const from = 'identities/ada.yaml'
  const there = account('1', { traits: { email: ada }, file: from })
  const taker = (more: Partial<DesiredInput> = {}) =>
    desired({ traits: { email: ada }, file: 'identities/new.yaml', ...more })
  const giver = (more: Partial<DesiredInput> = {}) => desired({ traits: { email: bob }, file: from, ...more })

  test('does not take the account along while its own file is there', () => {
    expect(words(match([giver(), taker()], [there]))).toEqual(['error IDC506', 'held 1 (held)'])
  })

  test('nor where that file is a list by now, or its document got a key', () => {
    const list = [giver(), giver({ traits: { email: cyd } })].map((each) => ({ ...each, soleDocument: false }))
    expect(words(match([...list, taker()], [there]))).toEqual(['error IDC506', 'held 1 (held)'])
    expect(words(match([giver({ key: 'ada' }), taker()], [there]))).toEqual(['error IDC506', 'held 1 (held)'])
  })

  test('does where the file is gone, or is about somebody who is there by name', () => {
    expect(words(match([taker()], [there]))).toEqual([`${ada}=1 by mark`])
    const bert = account('2', { key: 'bert', traits: { email: bob }, file: 'identities/old.yaml' })
    expect(words(match([taker(), giver({ key: 'bert' })], [there, bert]))).toEqual(
      [`${ada}=1 by mark`, 'bert=2 by mark'].sort(),
    )
  })

  test('either way is said by a line', () => {
    const key = { key: 'ada', previously: [ada] }
    expect(words(match([giver(key), taker()], [there]))).toEqual([`+${ada}`, 'ada=1 by previously'])
    expect(words(match([giver(), taker(key)], [there]))).toEqual([`+${bob}`, 'ada=1 by previously'])
  })
})

test('the copy of a mark loses no access: it is not counted among those who do', () => {
  const original = { key: 'ada', traits: { email: ada } }
  const clone = account('2', original, { traits: { email: bob } })
  const result = match([], [account('1', original, { mark: { id: '1' } }), clone])
  expect({ managed: result.managed, inert: result.inert }).toEqual({ managed: 2, inert: 1 })
})

test('counts marks and strangers over the whole listing', () => {
  const result = match(
    [desired({ key: 'ada' }), desired({ key: 'bob', traits: { email: bob } })],
    [
      account('1', { key: 'ada' }),
      live({ traits: { email: bob }, verified: true }),
      account('2', { key: 'gone', traits: { email: cyd } }),
      live({ traits: { email: 'd@example.com' } }),
    ],
  )
  expect(result.managed).toBe(2)
  expect(result.unmanaged).toBe(1)
})

describe('names', () => {
  const wordsOf = (before: JsonObject, after: JsonObject) =>
    words(match([desired({ traits: after, file })], [account('1', { traits: before, file })]))
  const schemaOf = (name: JsonObject, email = ada): JsonObject => ({ email, name })

  test.each([
    ['Bo', ' '],
    ['\u000e', '\n'],
    ['Anna', '\t'],
  ])('a blank part of a name is nothing that tells an account from its own document: %j %j', (first, last) => {
    const document = { traits: person(ada, first, last) }
    expect(words(match([desired(document)], [account('1', document)]))).toEqual([`${ada}=1 by mark`])
  })

  test('that only the account has make another person', () => {
    expect(wordsOf(schemaOf({ first: 'Anna', last: 'Schmidt' }), schemaOf({ first: 'Anna' }, bob))).toEqual([
      `+${bob}`,
      `-${ada}`,
    ])
    expect(wordsOf(schemaOf({ first: 'Anna', last: '' }), schemaOf({ first: 'Anna' }, bob))).toEqual([
      `${bob}=1 by origin`,
    ])
  })

  test.each(['Herr', 'Dr', 'Jr.', '-'])('of which only %s is equal are other names', (title) => {
    const name = (first: string) => schemaOf({ title, first })
    expect(wordsOf(name('Bob'), name('Tom'))).toEqual([`+${ada}`, `-${ada}#1`])
    expect(wordsOf(name('Bob'), name('Bob'))).toEqual([`${ada}=1 by mark`])
  })

  test('at other leaves than before are compared by their words', () => {
    const whole: JsonObject = { email: ada, name: 'Ada Lovelace' }
    expect(wordsOf(whole, schemaOf({ first: 'Ada', last: 'Lovelace' }))).toEqual([`${ada}=1 by mark`])
    expect(wordsOf(whole, schemaOf({ first: 'Zoe', last: 'Quill' }))).toEqual([`+${ada}`, `-${ada}#1`])
  })
})

describe('short names', () => {
  const renamed = (before: JsonObject | string, now: JsonObject | string) =>
    words(
      match(
        [desired({ traits: { email: ada, name: now }, file })],
        [account('1', { traits: { email: ada, name: before }, file })],
      ),
    )
  const theSame = [`${ada}=1 by mark`]
  const another = [`+${ada}`, `-${ada}#1`]

  test.each<[string, JsonObject | string, JsonObject | string]>([
    ['two letters', { first: 'Bo', last: 'Ek' }, { first: 'Al', last: 'Ek' }],
    ['two letters, first', { first: 'Bo', last: 'Ek' }, { first: 'Bo', last: 'Oh' }],
    ['one letter', { first: 'Bo', last: 'O' }, { first: 'Al', last: 'O' }],
    ['an initial', { first: 'J.', last: 'Smith' }, { first: 'J.', last: 'Jones' }],
    ['one Chinese letter', { given: '伟', family: '李' }, { given: '娜', family: '李' }],
    ['one rare Chinese letter', { given: '伟', family: '𠮷' }, { given: '娜', family: '𠮷' }],
    ['one Korean letter', { given: '민수', family: '김' }, { given: '지원', family: '김' }],
    ['a word that is a particle elsewhere', { first: 'Mita', last: 'Das' }, { first: 'Rina', last: 'Das' }],
    ['a short one that is a particle elsewhere', { first: 'Mai', last: 'Le' }, { first: 'Hoa', last: 'Le' }],
    ['a title besides', { title: 'Mr', first: 'Bo', last: 'Ek' }, { title: 'Mr', first: 'Al', last: 'Ek' }],
    ['a word of one text', 'Wu Li', 'Na Li'],
    ['a word of one text of Chinese letters', '李 伟', '李 娜'],
    ['other case', { first: 'Bo', last: 'Ek' }, { first: 'BO', last: 'EK' }],
    ['other case of single letters', { first: 'J', last: 'O' }, { first: 'j', last: 'o' }],
    ['another form in Unicode', { first: '\u00c9l', last: 'L\u00ea' }, { first: 'E\u0301l', last: 'Le\u0302' }],
    ['no diacritics any more', { first: 'Bö', last: 'Ås' }, { first: 'Bo', last: 'As' }],
    ['punctuation', { first: 'J.', last: 'O’' }, { first: 'J', last: "O'" }],
    ['another part is blank now', { first: 'Bo', last: 'Ek' }, { first: '', last: 'Ek' }],
    ['another part is gone', { first: 'Bo', last: 'Ek' }, { last: 'Ek' }],
    ['another part is new', { last: 'O' }, { first: 'Bo', last: 'O' }],
    ['one text now has two parts', 'Bo Ek', { first: 'Bo', last: 'Ek' }],
    ['two parts are one text now', { first: 'J', last: 'O' }, 'J. O'],
    ['two Chinese parts are one text now', { given: '伟', family: '李' }, '李伟'],
  ])('%s: the same person', (_, before, now) => {
    expect(renamed(before, now)).toEqual(theSame)
  })

  test.each<[string, JsonObject | string, JsonObject | string]>([
    ['both are new', { first: 'Bo', last: 'Ek' }, { first: 'Al', last: 'Oh' }],
    ['both are one letter off', { first: 'Bo', last: 'Ek' }, { first: 'Jo', last: 'Ok' }],
    [
      'the initial between them is equal',
      { first: 'Bo', middle: 'J.', last: 'Ek' },
      { first: 'Al', middle: 'J.', last: 'Oh' },
    ],
    [
      'the particle is equal',
      { first: 'Jan', infix: 'de', last: 'Vries' },
      { first: 'Kees', infix: 'de', last: 'Boer' },
    ],
    ['a title is equal', { title: 'Mr', last: 'Ek' }, { title: 'Mr', last: 'Oh' }],
    ['no letter is equal', { first: '-', last: 'Ek' }, { first: '-', last: 'Oh' }],
    ['a particle of one text is equal', 'Jan de Vries', 'Kees de Boer'],
    ['a title of one text is equal', 'Dr. Ek', 'Dr. Oh'],
    ['an initial of one text is equal', 'Bo J. Ek', 'Al J. Oh'],
    ['Korean names that differ in one sound', '김민수', '김민주'],
    ['Chinese names that differ in one letter', '長谷川太郎', '長谷川次郎'],
    ['Indian names that differ in their vowels', 'राम', 'रमा'],
    ['Japanese names that differ in their marks', 'はな', 'ばな'],
    ['the same letters in another order', { first: 'Amy' }, { first: 'May' }],
    ['single letters that are others', { first: 'J', last: 'O' }, { first: 'O', last: 'J' }],
  ])('%s: another person', (_, before, now) => {
    expect(renamed(before, now)).toEqual(another)
  })

  describe('that many people share', () => {
    const li = (email: string, first: string) => person(email, first, 'Li')
    const [boFile, meiFile] = ['identities/bo.yaml', 'identities/mei.yaml']
    const there = [
      account('1', { traits: li(ada, 'Bo'), file: boFile }),
      account('2', { traits: li(bob, 'Mei'), file: meiFile }),
    ]

    test('leave everybody the own account where addresses are exchanged or handed on', () => {
      const exchanged = [
        desired({ traits: li(bob, 'Bo'), file: boFile }),
        desired({ traits: li(ada, 'Mei'), file: meiFile }),
      ]
      expect(words(match(exchanged, there))).toEqual([`${ada}=2 by origin`, `${bob}=1 by origin`])
      const handed = [
        desired({ traits: li(bob, 'Bo'), file: boFile }),
        desired({ traits: li(cyd, 'Mei'), file: meiFile }),
      ]
      expect(words(match(handed, there))).toEqual([`${bob}=1 by origin`, `${cyd}=2 by origin`])
    })

    test('connect nobody without an address', () => {
      const joiner = desired({ traits: li(cyd, 'An'), file: 'identities/an.yaml' })
      expect(words(match([joiner, desired({ traits: li(bob, 'Mei'), file: meiFile })], there))).toEqual([
        `+${cyd}`,
        `-${ada}`,
        `${bob}=2 by mark`,
      ])
      const inTheFile = desired({ traits: li(cyd, 'An'), file: boFile })
      expect(words(match([inTheFile, desired({ traits: li(bob, 'Mei'), file: meiFile })], there))).toEqual([
        `+${cyd}`,
        `-${ada}`,
        `${bob}=2 by mark`,
      ])
    })

    test('connect nobody by an address that somebody set without verifying it', () => {
      const attacker = account('2', { traits: li(bob, 'Mei'), file: meiFile }, { traits: li(cyd, 'Mei') })
      const joiner = desired({ traits: li(cyd, 'An'), file: 'identities/an.yaml' })
      expect(words(match([joiner], [attacker]))).toEqual([`+${cyd}`, `-${bob}`])
    })

    test('connect nobody whose external_id is another', () => {
      const wanted = { traits: li(ada, 'An'), external_id: 'emp-2' }
      const theirs = account('1', { traits: li(ada, 'Bo'), external_id: 'emp-1' })
      expect(words(match([desired(wanted)], [theirs]))).toEqual(['+emp-2', '-emp-1'])
    })

    test('connect nobody where another account has the same names', () => {
      const document = desired({ traits: li(ada, 'Mei'), file: meiFile })
      expect(words(match([document], there))).toEqual([`-${ada}#1`, `${ada}=2 by origin`])
    })
  })
})

describe('a mark without an id, where the server says that nobody has written the account since', () => {
  const time = '2026-01-01T00:00:00Z'
  const untouched = (identity: LiveIdentity): LiveIdentity => ({ ...identity, created_at: time, updated_at: time })

  test('is its own if it has a login identifier that was written: an older server may not have told', () => {
    const input = { traits: person(ada, 'Ada', 'Lovelace') }
    const changed = account('1', input, { traits: person(ada, 'Adele', 'Lovelace') })
    expect(words(match([desired(input)], [untouched(changed)]))).toEqual([`${ada}=1 by mark`])
  })

  test('is a copy if it has none', () => {
    const input = { traits: person(ada, 'Ada', 'Lovelace') }
    const copy = account('2', input, { traits: person(bob, 'Ada', 'Lovelace') })
    expect(words(match([desired(input)], [untouched(account('1', input)), untouched(copy)]))).toEqual([
      `${ada}=1 by mark`,
      'held 2 (copied-mark)',
    ])
  })
})

describe('in a list', () => {
  const listed = (input: DesiredInput): DesiredIdentity => ({ ...desired({ ...input, file }), soleDocument: false })
  const from = (id: string, input: DesiredInput) => account(id, { ...input, file }, { mark: { shared: true } })

  test('somebody who gets the number of a leaver of the same surname is asked about', () => {
    const adaByron = { traits: person(ada, 'Ada', 'Byron'), external_id: 'emp-1' }
    const benByron = { traits: person(bob, 'Ben', 'Byron'), external_id: 'emp-2' }
    const wrong = listed({ ...adaByron, external_id: 'emp-2' })
    expect(words(match([wrong], [from('1', adaByron), from('2', benByron)]))).toEqual([
      'error IDC507',
      'held 1 (held)',
      'held 2 (held)',
    ])
  })

  test('two who exchanged their keys, with a line each, may exchange them back', () => {
    const before = [
      from('1', { key: 'one', traits: { email: ada } }),
      from('2', { key: 'two', traits: { email: bob } }),
    ] as const
    const lines = (line: string) => ({ lines: [lineDigest(line)] })
    const remarked = (identity: LiveIdentity, more: Partial<Mark>): LiveIdentity => {
      const mark = identity.mark.kind === 'mark' ? { ...identity.mark.mark, ...more } : undefined
      return { ...identity, ...(mark && { mark: { kind: 'mark', mark } }) }
    }
    const exchanged = [
      remarked(before[0], { key: 'two', ...lines('one') }),
      remarked(before[1], { key: 'one', ...lines('two') }),
    ]
    const back = [
      listed({ key: 'one', traits: { email: ada }, previously: ['two'] }),
      listed({ key: 'two', traits: { email: bob }, previously: ['one'] }),
    ]
    expect(words(match(back, exchanged))).toEqual(['one=1 by previously', 'two=2 by previously'])
    const still = [
      listed({ key: 'two', traits: { email: ada }, previously: ['one'] }),
      listed({ key: 'one', traits: { email: cyd }, previously: ['two'] }),
    ]
    expect(words(match(still, exchanged))).toEqual(['one=2 by mark', 'two=1 by mark'])
  })
})
