import { describe, expect, test } from 'vitest'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import { createMatcher, type MatchResult, type Pair } from '../../../src/reconcile/match.ts'
import { desired, live, testWorkspace } from '../../support/builders.ts'

function mark(key: string, more: Partial<Mark> = {}): Mark {
  return { v: 1, workspace: testWorkspace, key, origin: `identities/${key}.yaml`, made: 'created', fields: {}, ...more }
}

function match(
  identities: readonly DesiredIdentity[],
  lives: readonly LiveIdentity[],
  takeOver: readonly string[] = [],
): MatchResult {
  const matcher = createMatcher(identities, testWorkspace, takeOver)
  const settled = lives.map((identity) => matcher.offer(identity)).filter((pair) => pair !== undefined)
  const rest = matcher.finish()
  return { ...rest, pairs: [...settled, ...rest.pairs] }
}

/** `ada=<live id> by mark`, `+ada` for a document alone, `-ada` for a live identity alone. */
function words(pairs: readonly Pair[]): string[] {
  return pairs
    .map((pair) => {
      if (pair.kind === 'both') return `${pair.desired.key}=${pair.live.id} by ${pair.by}`
      return pair.kind === 'desired-only' ? `+${pair.desired.key}` : `-${pair.mark.key}`
    })
    .sort()
}

const ada = 'ada@example.com'
const bob = 'bob@example.com'

describe('the five rules', () => {
  test.each<[string, DesiredIdentity, LiveIdentity, string]>([
    [
      'the mark',
      desired({ key: 'ada' }),
      live({ id: '1', traits: { email: bob }, mark: mark('ada') }),
      'ada=1 by mark',
    ],
    [
      'external_id',
      desired({ external_id: 'emp-1', traits: { email: ada } }),
      live({ id: '1', external_id: 'emp-1', traits: { email: bob } }),
      'ada@example.com=1 by external_id',
    ],
    [
      'previously, a key of our mark',
      desired({ key: 'ada', previously: ['countess'] }),
      live({ id: '1', traits: { email: bob }, mark: mark('countess') }),
      'ada=1 by previously',
    ],
    [
      'previously, a login identifier in any case',
      desired({ key: 'ada', previously: ['Bob@Example.com'] }),
      live({ id: '1', traits: { email: bob } }),
      'ada=1 by previously',
    ],
    [
      'a login identifier, normalised',
      desired({ key: 'ada', traits: { email: 'Ada@Example.com' } }),
      live({ id: '1', traits: { email: ada } }),
      'ada=1 by identifier',
    ],
    [
      'the file it came from',
      desired({ traits: { email: ada }, file: 'identities/a.yaml' }),
      live({ id: '1', traits: { email: bob }, mark: mark(bob, { origin: 'identities/a.yaml' }) }),
      'ada@example.com=1 by origin',
    ],
  ])('%s', (_name, document, identity, expected) => {
    const result = match([document], [identity])
    expect(words(result.pairs)).toEqual([expected])
    expect(result.diagnostics).toEqual([])
  })

  test('an earlier rule takes an identity away from a later one', () => {
    const result = match(
      [desired({ key: 'ada', traits: { email: bob } }), desired({ key: 'bob', traits: { email: ada } })],
      [live({ id: '1', traits: { email: ada }, mark: mark('ada') })],
    )
    expect(words(result.pairs)).toEqual(['+bob', 'ada=1 by mark'])
  })

  test('different external_ids veto the identifier', () => {
    const result = match([desired({ external_id: 'emp-1' })], [live({ external_id: 'emp-2' })])
    expect(words(result.pairs)).toEqual(['+ada@example.com'])
    expect(result.unmanaged).toBe(1)
  })

  test('the origin counts only when its own document has left', () => {
    const moved = live({ id: '1', traits: { email: bob }, mark: mark(bob, { origin: 'identities/a.yaml' }) })
    const result = match(
      [desired({ traits: { email: ada }, file: 'identities/a.yaml' }), desired({ traits: { email: bob } })],
      [moved],
    )
    expect(words(result.pairs)).toEqual(['+ada@example.com', 'bob@example.com=1 by mark'])
  })

  test('the origin counts only when its file held one document then, too', () => {
    const shared = live({ traits: { email: bob }, mark: mark(bob, { origin: 'identities/a.yaml', shared: true }) })
    const result = match([desired({ traits: { email: ada }, file: 'identities/a.yaml' })], [shared])
    expect(words(result.pairs)).toEqual(['+ada@example.com', '-bob@example.com'])
  })

  test('a disabled identity under another key comes back by `previously` only', () => {
    const disabled = mark('old', { disabled: { at: '2026-01-01T00:00:00Z', state_before: 'active' } })
    const identity = live({ id: '1', state: 'inactive', mark: disabled })
    expect(words(match([desired({ key: 'ada' })], [identity]).pairs)).toEqual(['+ada', '-old'])
    expect(words(match([desired({ key: 'ada', previously: ['old'] })], [identity]).pairs)).toEqual([
      'ada=1 by previously',
    ])
  })
})

describe('what idctl never decides', () => {
  const codes = (result: MatchResult) => result.diagnostics.map(({ code }) => code)

  test('two live identities with one mark', () => {
    expect(
      codes(
        match(
          [desired({ key: 'ada' })],
          [live({ mark: mark('ada') }), live({ traits: { email: bob }, mark: mark('ada') })],
        ),
      ),
    ).toEqual(['IDC501'])
  })

  test('two live identities with the mark of a document that is gone', () => {
    expect(
      codes(match([], [live({ mark: mark('ada') }), live({ traits: { email: bob }, mark: mark('ada') })])),
    ).toEqual(['IDC501'])
  })

  test('two live identities by one rule', () => {
    const result = match(
      [desired({ key: 'x', previously: [bob, ada], traits: { email: 'x@example.com' } })],
      [live({ traits: { email: ada } }), live({ traits: { email: bob } })],
    )
    expect(codes(result)).toEqual(['IDC502'])
  })

  test('two documents for one live identity by one rule', () => {
    const first = desired({ key: 'x', previously: [ada], traits: { email: 'x@example.com' } })
    const second = desired({ key: 'y', previously: [ada], traits: { email: 'y@example.com' } })
    expect(codes(match([first, second], [live()]))).toEqual(['IDC503'])
  })

  test('an identity of another workspace, unless taken over by name', () => {
    const foreign = live({ id: '1', mark: mark('ada', { workspace: 'other' }) })
    expect(codes(match([desired({ key: 'ada' })], [foreign]))).toEqual(['IDC504'])
    expect(words(match([desired({ key: 'ada' })], [foreign]).pairs)).toEqual([])
    const taken = match([desired({ key: 'ada' })], [foreign], ['ada'])
    expect(words(taken.pairs)).toEqual(['ada=1 by identifier'])
    expect(taken.diagnostics).toEqual([])
  })

  test('a mark of ours that cannot be read; one of somebody else is theirs', () => {
    const ours: LiveIdentity = { ...live(), mark: { kind: 'unreadable', why: 'v is 2', workspace: testWorkspace } }
    const theirs: LiveIdentity = { ...live(), mark: { kind: 'unreadable', why: 'v is 2', workspace: 'other' } }
    const unknown: LiveIdentity = { ...live(), mark: { kind: 'unreadable', why: 'not an object' } }
    expect(codes(match([], [ours]))).toEqual(['IDC505'])
    expect(codes(match([], [theirs]))).toEqual([])
    expect(codes(match([], [unknown]))).toEqual(['IDC505'])
    // Its document is no creation: that it would collide is no news.
    expect(words(match([desired({ key: 'ada' }), desired({ traits: { email: bob } })], [ours]).pairs)).toEqual([
      `+${bob}`,
    ])
  })
})

test('counts marks and strangers over the whole listing', () => {
  const result = match(
    [desired({ key: 'ada' }), desired({ key: 'bob', traits: { email: bob } })],
    [
      live({ mark: mark('ada') }),
      live({ traits: { email: bob } }),
      live({ traits: { email: 'c@example.com' }, mark: mark('gone') }),
      live({ traits: { email: 'd@example.com' } }),
    ],
  )
  expect(result.managed).toBe(2)
  expect(result.unmanaged).toBe(1)
})
