import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/model/change.ts'
import type { DesiredIdentity } from '../../../src/model/identity.ts'
import { decideAll } from '../../../src/reconcile/plan/decide-all.ts'
import { missingRequired, requiredLosses } from '../../../src/reconcile/plan/required.ts'
import { desired, live, policy, testWorkspace } from '../../support/builders.ts'

const at = { file: 'idctl.yaml', line: 7, column: 5 }
const required = [{ key: 'root', at }]

describe('a required key that no document has', () => {
  const problems = (documents: readonly DesiredIdentity[], now?: string, server = now) =>
    missingRequired(
      documents,
      required,
      now === undefined ? undefined : { here: Date.parse(now), ...(server && { server: Date.parse(server) }) },
    )

  test('is an error at its line', () => {
    expect(problems([desired({ key: 'ada' })])).toMatchObject([
      { severity: 'error', code: 'IDC585', summary: 'idctl.yaml requires "root", and no document has that key', at },
    ])
    expect(problems([desired({ key: 'root' })])).toEqual([])
  })

  test('is not what its owner was called before', () => {
    const renamed = desired({ key: 'admin', previously: ['root'] })
    expect(problems([renamed])).toMatchObject([
      {
        code: 'IDC585',
        hint: '"admin" has it under `previously`: require that key instead',
        related: [renamed.origin],
      },
    ])
  })

  test('expires like others, which is an error then; without a clock a date says nothing', () => {
    const place = { file: 'identities/root.yaml', line: 3, column: 3 }
    const document = { ...desired({ key: 'root' }), expires: { on: '2026-05-31', at: place } }
    expect(problems([document])).toEqual([])
    expect(problems([document], '2026-05-31T23:59:00Z')).toEqual([])
    expect(problems([document], '2026-06-01T00:00:00Z', '2026-05-01T00:00:00Z')).toEqual([])
    expect(problems([document], '2026-06-01T00:00:00Z', '')).toEqual([])
    expect(problems([document], '2026-06-01T00:00:00Z')).toMatchObject([
      {
        severity: 'error',
        code: 'IDC585',
        summary: 'idctl.yaml requires "root", and its document expired on 2026-05-31',
        at,
        related: [place],
      },
    ])
  })
})

describe('a change to somebody required', () => {
  const base = { key: 'root', id: 'one', base: '', fields: [], consequences: [], counts: {} } as const
  const mark = { v: 1, workspace: 'w', key: 'root', origin: 'x', made: 'created', fields: {} } as const
  const lost = [
    { code: 'no-way-in', text: 'no way in is left' },
    { code: 'same-account', text: 'same account' },
  ] as const

  test.each<[string, Change, string | undefined]>([
    ['delete', { ...base, action: 'delete', reason: 'document-gone' }, 'delete it'],
    ['release, also by name', { ...base, action: 'release', reason: 'mark' }, 'release it'],
    ['disable', { ...base, action: 'disable', reason: 'expired', mark, revoke_sessions: true }, 'disable it'],
    [
      'an update that takes its access',
      { ...base, action: 'update', reason: 'pending', mark, counts: { removals: 1 }, consequences: lost },
      'take its access away',
    ],
    [
      'an adoption that takes its access',
      { ...base, action: 'adopt', reason: 'unmarked', mark, counts: { adoptions: 1, removals: 1 } },
      'take its access away',
    ],
    ['an update', { ...base, action: 'update', reason: 'pending', mark, counts: { updates: 1 } }, undefined],
    [
      'what is blocked anyway',
      { ...base, action: 'delete', reason: 'document-gone', blocked: { code: 'protected', reason: '' } },
      undefined,
    ],
    ['somebody else', { ...base, key: 'bob', action: 'delete', reason: 'document-gone' }, undefined],
  ])('%s', (_, change, words) => {
    const problems = requiredLosses([change], required)
    if (words === undefined) return expect(problems).toEqual([])
    expect(problems).toMatchObject([
      { severity: 'error', code: 'IDC586', at, summary: `idctl.yaml requires "root", and this plan would ${words}` },
    ])
  })

  test('another key does not hide whose change it is', () => {
    const change: Change = { ...base, key: 'new', action: 'update', reason: 'pending', mark, counts: { removals: 1 } }
    expect(requiredLosses([{ ...change, mark_key: 'other' }], required)).toEqual([])
    expect(requiredLosses([{ ...change, mark_key: 'root' }], required)).toMatchObject([
      { code: 'IDC586', at, summary: expect.stringContaining('requires "root"') },
    ])
  })

  test('the former key is known of everybody who gets another one', async () => {
    const own = { ...mark, workspace: testWorkspace }
    async function* pages() {
      yield [live({ mark: own }), live({ traits: { email: 'z@x.org' }, mark: { ...own, key: 'zoe' } })]
    }
    const documents = [
      desired({ key: 'admin', previously: ['root'] }),
      desired({ key: 'zoe', traits: { email: 'z@x.org' } }),
    ]
    const { changes } = await decideAll(documents, pages(), policy({ partialFolder: true }))
    expect(changes.map(({ key, mark_key }) => [key, mark_key])).toContainEqual(['admin', 'root'])
    expect(changes.filter(({ mark_key }) => mark_key !== undefined)).toHaveLength(1)
  })

  test('the error says what is lost', () => {
    const change = { ...base, action: 'update', reason: 'pending', mark, counts: { removals: 1 }, consequences: lost }
    expect(requiredLosses([change as Change], required)[0]?.detail).toBe('no way in is left')
  })
})
