import { expect, test } from 'vitest'
import type { Mark } from '../../../src/model/identity.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import { type DesiredInput, desired, type LiveInput, live, policy, testWorkspace } from '../../support/builders.ts'

const markOf = (fields: Mark['fields']): Mark => ({
  v: 1,
  workspace: testWorkspace,
  key: 'ada',
  origin: 'identities/ada.yaml',
  made: 'adopted',
  fields,
})

const seeded: DesiredInput = { key: 'ada', state: 'inactive', ownership: { '/state': 'seed' } }

function warned(document: DesiredInput, account: LiveInput, mark?: Mark): boolean {
  const there = live({ verified: true, ...account, ...(mark === undefined ? {} : { mark }) })
  const found = mark === undefined ? ({ by: 'identifier' } as const) : ({ by: 'mark', mark } as const)
  const pair = { kind: 'both', desired: desired(document), live: there, ...found } as const
  return decideChange(pair, policy()).diagnostics.some(({ code }) => code === 'IDC248')
}

test.each<[what: string, warns: boolean, document: DesiredInput, account: LiveInput, mark?: Mark]>([
  ['who is adopted stays active', true, seeded, {}],
  ['and stays so afterwards', true, seeded, {}, markOf({})],
  ['who is inactive is as the file says', false, seeded, { state: 'inactive' }, markOf({})],
  ['whom others activated after the creation', false, seeded, {}, markOf({ '/state': 'digest' })],
  ['idctl disables', false, { ...seeded, ownership: {} }, {}, markOf({})],
  ['active in the file as well', false, { ...seeded, state: 'active' }, {}, markOf({})],
])('`state: inactive` that disables nobody is told: %s', (_, warns, document, account, mark) => {
  expect(warned(document, account, mark)).toBe(warns)
})

test('a new account gets the state', () => {
  const { change, diagnostics } = decideChange({ kind: 'desired-only', desired: desired(seeded) }, policy())
  expect(change?.fields).toContainEqual(expect.objectContaining({ path: '/state', after: 'inactive' }))
  expect(diagnostics.filter(({ code }) => code === 'IDC248')).toEqual([])
})
