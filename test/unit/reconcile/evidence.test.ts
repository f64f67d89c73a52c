import { describe, expect, test } from 'vitest'
import { baseOf } from '../../../src/identity/base.ts'
import type { Mark } from '../../../src/model/identity.ts'
import { evidenceOf } from '../../../src/reconcile/decide/evidence.ts'
import type { BothPair } from '../../../src/reconcile/match/match.ts'
import { desired, live, policy } from '../../support/builders.ts'

const traits = { email: 'ada@x.org', name: { first: 'Ada', last: 'Lovelace' } }
const mark: Mark = { v: 1, workspace: 'acme', key: 'old@x.org', origin: 'a.yaml', made: 'created', fields: {} }

describe('what an account was found by', () => {
  const pair = (by: BothPair['by'], previously: readonly string[], marked: boolean): BothPair => ({
    kind: 'both',
    desired: desired({ traits, previously }),
    live: live({ traits, ...(marked && { mark }) }),
    by,
    ...(marked && { mark }),
  })
  const names = ['/traits/name/first', '/traits/name/last']

  test.each<[string, BothPair, Parameters<typeof policy>[0], object]>([
    ['the key in its mark', pair('mark', [], true), {}, {}],
    ['its external_id', pair('external_id', [], false), {}, {}],
    ['its file and names, which its mark tells', pair('origin', [], true), {}, {}],
    ['a line with the key in its mark', pair('previously', ['OLD@x.org'], true), {}, {}],
    ['a line with one of its addresses', pair('previously', ['ada@x.org'], true), {}, { evidence: {} }],
    ['a login identifier', pair('identifier', [], true), {}, { evidence: {} }],
    ['a login identifier, without a mark', pair('identifier', [], false), {}, { evidence: { names } }],
    ['a line, without a mark', pair('previously', ['ada@x.org'], false), {}, { evidence: { names } }],
    [
      'a login identifier, and asked for by key',
      pair('identifier', [], false),
      { adoptKeys: new Set(['ada@x.org']) },
      { evidence: {} },
    ],
  ])('%s', (_, found, over, evidence) => {
    expect(evidenceOf(found, policy(over))).toEqual(evidence)
  })
})

describe('the base of a change', () => {
  const account = live({ traits, verified: true })
  const now = (over: Partial<typeof account>) => ({ ...account, ...over })
  const evidence = { names: ['/traits/name/last'] }

  test('is that of earlier versions where the mark says whose account it is', () => {
    expect(baseOf(account, [])).not.toBe(baseOf(account, [], {}))
    expect(baseOf(now({ verifiable_addresses: [], credentials: {} }), [])).toBe(baseOf(account, []))
  })

  test.each<[string, Partial<typeof account>, boolean]>([
    ['identifiers', { credentials: { password: ['mallory@x.org'] } }, true],
    ['one identifier more', { credentials: { ...account.credentials, code: ['other@x.org'] } }, true],
    ['the same identifier of another type', { credentials: { ...account.credentials, code: ['ada@x.org'] } }, false],
    ['a linked account', { credentials: { ...account.credentials, oidc: ['github:1'] } }, false],
    ['verified addresses', { verifiable_addresses: [] }, true],
    ['one of the names', { traits: { ...traits, name: { first: 'Ada', last: 'Byron' } } }, true],
    ['another trait', { traits: { ...traits, phone: '1' } }, false],
    ['recovery addresses', { recovery_addresses: [] }, false],
  ])('%s', (_, over, moves) => {
    expect(baseOf(now(over), [], evidence) !== baseOf(account, [], evidence)).toBe(moves)
  })
})
