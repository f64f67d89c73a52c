import { describe, expect, test } from 'vitest'
import { chooseLive, keyPatterns, type Scope } from '../../../../src/documents/export/choose.ts'
import type { LiveMark } from '../../../../src/model/identity.ts'
import { live } from '../../../support/builders.ts'

describe('patterns for people', () => {
  test.each([
    ['ada', 'ada', true],
    ['ada', 'adam', false],
    ['*', 'a/b@example.com', false],
    ['**', 'a/b@example.com', true],
    ['*', '.hidden', true],
    ['*@example.com', 'ada@example.com', true],
    ['*@example.com', 'ada@example.org', false],
    ['emp-[12]', 'emp-[12]', true],
    ['emp-[12]', 'emp-2', true],
    ['+(4)', '+(4)', true],
    ['contractors/*', 'x', true],
    ['contractors/*', 'y', false],
  ])('%s and %s: %s', (pattern, key, isMeant) => {
    const files: Record<string, string> = { x: 'people/contractors/x.yaml', y: 'people/contractors/old/y.yaml' }
    expect(keyPatterns([pattern], ['people']).matches(key, files[key])).toBe(isMeant)
  })

  test('those that fit nobody are known afterwards', () => {
    const patterns = keyPatterns(['ada', 'b*', 'c*'], [])
    expect(['ada', 'bob', 'dan'].map((key) => patterns.matches(key))).toEqual([true, true, false])
    expect(patterns.idle()).toEqual(['c*'])
  })

  test('without any, everybody is meant', () => {
    expect(keyPatterns([], []).matches('anybody')).toBe(true)
  })
})

describe('who is meant', () => {
  const mark = (workspace: string, more = {}) =>
    ({
      kind: 'mark',
      mark: { v: 1, workspace, key: 'ada', origin: 'ada.yaml', made: 'created', fields: {}, ...more },
    }) as LiveMark
  const disabled = mark('acme', { disabled: { at: '2026-01-01T00:00:00Z', state_before: 'active' } })

  test.each<[name: string, mark: LiveMark, kinds: readonly string[]]>([
    ['nobody', { kind: 'none' }, ['chosen', 'other', 'chosen']],
    ['we', mark('acme'), ['managed', 'chosen', 'chosen']],
    ['we, and disabled it', disabled, ['managed', 'disabled', 'disabled']],
    ['others', mark('other'), ['foreign', 'foreign', 'foreign']],
    ['others, newer', { kind: 'unreadable', why: 'v', workspace: 'other' }, ['foreign', 'foreign', 'foreign']],
    ['nobody can say who', { kind: 'unreadable', why: 'v' }, ['unreadable', 'unreadable', 'unreadable']],
    ['we, newer', { kind: 'unreadable', why: 'v', workspace: 'acme' }, ['unreadable', 'unreadable', 'unreadable']],
  ])('managed by: %s', (_, marked, kinds) => {
    const identity = { ...live({}), mark: marked }
    const found = (['unmanaged', 'managed', 'all'] as const satisfies readonly Scope[]).map(
      (scope) => chooseLive(identity, { workspace: 'acme', scope }).kind,
    )
    expect(found).toEqual(kinds)
    expect(chooseLive(identity, { workspace: 'acme', scope: 'all', schemaId: 'another' }).kind).toBe('other')
  })
})
