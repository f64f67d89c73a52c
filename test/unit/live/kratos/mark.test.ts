import { expect, test } from 'vitest'
import { decodeMark } from '../../../../src/live/kratos/mark.ts'
import type { Json } from '../../../../src/model/json.ts'

const mark = {
  v: 1,
  workspace: 'acme-7f3k',
  key: 'ada',
  origin: 'identities/ada.yaml',
  made: 'created',
  fields: { '/traits/email': 'abcdefghijklmnop', '/traits/roles': ['a', 'b'], '/traits/phone': '-' },
}

test.each<[string, Json]>([
  ['the least', mark],
  ['protected', { ...mark, protect: true }],
  ['with a tombstone', { ...mark, disabled: { at: '2026-01-01T00:00:00Z', state_before: 'active' } }],
  ['with the commit that wrote it', { ...mark, commit: '0123456789abcdef0123456789abcdef01234567' }],
  ['with a commit of SHA-256', { ...mark, commit: 'a1'.repeat(32) }],
  ['with something owed', { ...mark, todo: ['revoke_sessions'] }],
  [
    'with fingerprints',
    { ...mark, credentials: { password: { digest: 'abcdefghijklmnop' }, totp: { version: 2 }, oidc: ['d'] } },
  ],
  ['with what it owes', { ...mark, todo: ['revoke_sessions', 'delete_credential:password', 'unlink:oidc:d'] }],
])('a mark, %s', (_, idctl) => {
  expect(decodeMark({ idctl, other: 1 })).toEqual({ kind: 'mark', mark: idctl })
})

test.each<[string, Json]>([
  ['no metadata', null],
  ['metadata that is no object', ['idctl']],
  ['metadata of others', { cost_center: 42 }],
])('none: %s', (_, metadata) => {
  expect(decodeMark(metadata)).toEqual({ kind: 'none' })
})

const says = { key: mark.key, origin: mark.origin }

test('unreadable, of a newer version: what it says is to be kept, and whose it is', () => {
  const why = 'it was written by a newer idctl (mark version 2)'
  const newer = { kind: 'unreadable', why, newer: true }
  expect(decodeMark({ idctl: { ...mark, v: 2, more: true } })).toEqual({ ...newer, ...says, workspace: mark.workspace })
  expect(decodeMark({ idctl: { v: 2, workspace: ['CANARY'] } })).toEqual(newer)
})

test.each<[string, Json, string]>([
  ['no object', 'CANARY', 'it is not an object'],
  ['null', null, 'it is not an object'],
  ['no version', { workspace: 'CANARY' }, 'wrong value at v'],
  ['an unknown key', { ...mark, extra: 'CANARY' }, 'unknown key "extra"'],
  ['a wrong digest', { ...mark, fields: { '/traits/email': 7 } }, 'wrong value at fields./traits/email'],
  ['a commit that is none', { ...mark, commit: '--upload-pack=CANARY' }, 'wrong value at commit'],
  ['a short commit', { ...mark, commit: '0123456' }, 'wrong value at commit'],
  ['an unknown todo', { ...mark, todo: ['CANARY'] }, 'wrong value at todo.0'],
])('unreadable: %s', (_, idctl, why) => {
  const told = typeof idctl === 'object' && idctl !== null && 'key' in idctl ? says : {}
  expect(decodeMark({ idctl })).toEqual({ kind: 'unreadable', why: expect.stringContaining(why), ...told })
  expect(JSON.stringify(decodeMark({ idctl }))).not.toContain('CANARY')
})
