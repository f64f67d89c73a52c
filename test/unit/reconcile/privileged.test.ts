import { expect, test } from 'vitest'
import { hiddenValue, sensitivePaths } from '../../../src/model/sensitive.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import { describePerson } from '../../../src/reconcile/decide/describe-person.ts'
import type { Pair } from '../../../src/reconcile/match/match.ts'
import { type DesiredInput, desired, type LiveInput, live, policy } from '../../support/builders.ts'
import { createdMark } from '../../support/drift.ts'

const email = 'ada@example.com'
const rolesOf = (...roles: string[]) => ({ email, roles })

function told(pair: Pair, rules: Parameters<typeof policy>[0]) {
  const all = policy({ privileged: ['/traits/roles', '/metadata_admin/power'], ...rules })
  const { change } = decideChange(pair, all)
  const person = {
    desired: 'desired' in pair ? pair.desired : undefined,
    live: 'live' in pair ? pair.live : undefined,
  }
  return change && describePerson(change, person, all).privileged
}

const both = (file: DesiredInput, there: LiveInput): Pair => {
  return { kind: 'both', desired: desired({ key: 'ada', ...file }), live: live(there), by: 'external_id' }
}

test('without pointers, and where nothing below them changes, nothing is said', () => {
  const pair = both({ traits: rolesOf('admin') }, { traits: { email: 'other@example.com', roles: ['admin'] } })
  expect(told(pair, { privileged: [] })).toBeUndefined()
  expect(told(pair, {})).toBeUndefined()
})

test('the order of a list gives nobody anything, an item that is twice in it counts twice', () => {
  expect(told(both({ traits: rolesOf('b', 'a') }, { traits: rolesOf('a', 'b') }), {})).toBeUndefined()
  expect(told(both({ traits: rolesOf('a', 'a') }, { traits: rolesOf('a') }), {})).toMatchObject([{ gained: ['a'] }])
})

test('a pointer into a list means the list: nothing is missed', () => {
  const pair = both({ traits: rolesOf('admin') }, { traits: rolesOf() })
  expect(told(pair, { privileged: ['/traits/roles/0/name'] })).toMatchObject([
    { path: '/traits/roles', gained: ['admin'] },
  ])
})

test('an object in the place of a value is told leaf by leaf, and the mark never', () => {
  const pair = both(
    { metadata_admin: { power: { level: 3, scopes: ['all'] } } },
    { metadata_admin: { power: 'none' }, mark: createdMark(desired({ key: 'ada' })) },
  )
  expect(told(pair, { privileged: ['/metadata_admin'] })).toEqual([
    { path: '/metadata_admin/power', by: 'value', lost: ['none'], cause: 'new', sensitive: false },
    { path: '/metadata_admin/power/level', by: 'value', gained: [3], cause: 'new', sensitive: false },
    { path: '/metadata_admin/power/scopes', by: 'value', gained: ['all'], cause: 'new', sensitive: false },
  ])
})

test('a line that leaves the file while live keeps another value is told: idctl lets go of it', () => {
  const mark = createdMark(desired({ key: 'ada', traits: rolesOf('dev') }))
  const { roles: _, ...traits } = rolesOf()
  const pair = { ...both({ traits }, { traits: rolesOf('admin'), mark }), mark } as Pair
  expect(told(pair, {})).toEqual([{ path: '/traits/roles', by: 'release', kept: ['admin'], sensitive: false }])
})

test('of sensitive values only that they come and go is in a plan', () => {
  const sensitive = sensitivePaths(['/traits/roles'])
  const update = both({ traits: rolesOf('admin') }, { traits: rolesOf('viewer', 'dev') })
  const hidden = { path: '/traits/roles', sensitive: true }
  expect(told(update, { sensitive })).toEqual([
    { ...hidden, by: 'value', gained: [hiddenValue], lost: [hiddenValue], cause: 'new' },
  ])
  const mark = createdMark(desired({ key: 'ada', traits: rolesOf('admin') }))
  const there = live({ traits: rolesOf('admin'), mark })
  const removal: Pair = { kind: 'live-only', live: there, mark }
  expect(told(removal, { sensitive, removal: { created: 'disable', adopted: 'keep' } })).toEqual([
    { ...hidden, by: 'access', lost: [hiddenValue] },
  ])
})

test('of a value from a reference only that it comes and goes is in a plan', () => {
  const document = desired({ key: 'ada', metadata_admin: { power: 'SECRET' } })
  const field = document.fields['/metadata_admin/power']
  if (field === undefined) throw new Error('the document has the leaf')
  const referring = {
    ...document,
    fields: {
      ...document.fields,
      '/metadata_admin/power': { ...field, reference: '${env:IDCTL_DOC_POWER}' },
    },
  }
  const hidden = { path: '/metadata_admin/power', by: 'value', cause: 'new', sensitive: true }
  expect(told({ kind: 'desired-only', desired: referring }, {})).toEqual([{ ...hidden, gained: [hiddenValue] }])
  const there = live({ metadata_admin: { power: 'SECRET of before' } })
  const update = told({ kind: 'both', desired: referring, live: there, by: 'external_id' }, {})
  expect(update).toEqual([{ ...hidden, gained: [hiddenValue], lost: [hiddenValue] }])
})
