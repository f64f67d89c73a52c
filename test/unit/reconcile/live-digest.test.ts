import { expect, test } from 'vitest'
import { linkDigest } from '../../../src/identity/marked-credentials.ts'
import type { LiveIdentity } from '../../../src/model/identity.ts'
import { liveDigestOf } from '../../../src/reconcile/diff/live-digest.ts'
import type { BothPair } from '../../../src/reconcile/match/match.ts'
import { type DesiredInput, desired, live, person as schema } from '../../support/builders.ts'
import { createdMark, person } from '../../support/drift.ts'

const email = 'ada@example.com'
const id = '11111111-1111-4111-8111-111111111111'
const pairOf = (input: DesiredInput, there: LiveIdentity): BothPair => {
  const document = desired(input)
  return { kind: 'both', desired: document, live: there, by: 'mark', mark: createdMark(document) }
}

test('equal values of one leaf of one identity have one digest; another value, leaf or identity has another', () => {
  const input = { key: 'ada', traits: { email, name: { first: 'Ada', last: 'Ada' } } }
  const digest = (first: string, path: string, of = id) =>
    liveDigestOf(pairOf(input, live({ id: of, traits: { email, name: { first, last: 'Ada' } } })), path, schema)
  const seen = digest('Ada', '/traits/name/first')
  expect(digest('Ada', '/traits/name/first')).toBe(seen)
  const others = [
    digest('Eve', '/traits/name/first'),
    digest('Ada', '/traits/name/last'),
    digest('Ada', '/traits/name/first', id.replace('1', '2')),
    digest('Ada', '/traits/phone'),
  ]
  expect(new Set([seen, ...others]).size).toBe(5)
})

test('absent is not the same as null or nothing', () => {
  const digest = (metadata_admin: LiveIdentity['metadata_admin']) =>
    liveDigestOf(pairOf({ key: 'ada', traits: { email } }, live({ id, metadata_admin })), '/metadata_admin/a', schema)
  expect(new Set([digest(null), digest({ a: null }), digest({ a: '' }), digest({ a: {} })]).size).toBe(4)
})

test('phone numbers are the same however they are written', () => {
  const phones = { ...schema, phonePointers: ['/traits/phone'] }
  const digest = (phone: string) =>
    liveDigestOf(
      pairOf({ key: 'ada', traits: { email } }, live({ id, traits: { email, phone } })),
      '/traits/phone',
      phones,
    )
  expect(digest('+49 30 1234567')).toBe(digest('+49301234567'))
  expect(digest('+49 30 1234567')).not.toBe(digest('+49301234568'))
})

test('of a merge array only our own missing elements count', () => {
  const input: DesiredInput = {
    key: 'ada',
    traits: { email, roles: ['admin', 'engineer'] },
    ownership: { '/traits/roles': 'merge' },
  }
  const digest = (...roles: string[]) =>
    liveDigestOf(pairOf(input, person(input, { id, traits: { email, roles } }).there), '/traits/roles', schema)
  expect(digest('engineer', 'theirs')).toBe(digest('engineer'))
  expect(digest('engineer')).not.toBe(digest())
  const gone = liveDigestOf(pairOf(input, live({ id, traits: { email } })), '/traits/roles', schema)
  expect(gone).toBe(digest())
  const text = live({ id, traits: { email, roles: 'admin' } })
  expect(liveDigestOf(pairOf(input, text), '/traits/roles', schema)).not.toBe(digest())
})

test('of links to one provider, which of ours are gone', () => {
  const link = (subject: string) => ({ provider: 'google', subject })
  const input: DesiredInput = {
    key: 'ada',
    traits: { email },
    credentials: { oidc: { providers: [link('1'), link('2')] } },
  }
  const document = desired(input)
  const mark = { ...createdMark(document), credentials: { oidc: [linkDigest('google:1'), linkDigest('google:2')] } }
  const digest = (...held: string[]) => {
    const there = { ...live({ id, traits: { email } }), credentials: { oidc: held } }
    return liveDigestOf(
      { kind: 'both', desired: document, live: there, by: 'mark', mark },
      '/credentials/oidc/google',
      schema,
    )
  }
  expect(digest('google:1')).toBe(digest('google:1', 'github:7'))
  expect(new Set([digest('google:1'), digest('google:2'), digest()]).size).toBe(3)
})

test('whoever has the id and a guess cannot make it without the salt of the mark', () => {
  const input = { key: 'ada', traits: { email } }
  const pair = pairOf(input, live({ id, traits: { email: 'other@example.com' } }))
  const digest = (salt?: string) => liveDigestOf(pair, '/traits/email', schema, salt)
  expect(new Set([digest(), digest('one'), digest('two')]).size).toBe(3)
})
