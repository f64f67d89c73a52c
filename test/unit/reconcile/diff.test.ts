import { describe, expect, test } from 'vitest'
import { leafDigest } from '../../../src/identity/compare.ts'
import type { Mark } from '../../../src/model/identity.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { OwnershipMap } from '../../../src/model/ownership.ts'
import { diffFields } from '../../../src/reconcile/diff/diff.ts'
import { desired, leavesOf, live, person } from '../../support/builders.ts'

const email = 'ada@example.com'

/** The mark's fields after applying these metadata_admin leaves (and the e-mail that every case has). */
function appliedLeaves(metadata: JsonObject): Mark['fields'] {
  const leaves = [
    ...leavesOf(['metadata_admin'], metadata),
    ['/traits/email', email],
    ['/schema_id', 'person'],
  ] as const
  return Object.fromEntries(
    leaves.map(([path, value]) => [path, leafDigest(person, path, value === null ? undefined : value)]),
  )
}

interface Case {
  readonly name: string
  readonly file: JsonObject
  readonly applied: Mark['fields']
  readonly live: JsonObject
  readonly ownership?: OwnershipMap
  readonly changes: readonly object[]
  readonly released?: readonly string[]
  readonly observed?: readonly object[]
}

const path = '/metadata_admin/team'

const cases: readonly Case[] = [
  {
    name: 'equal everywhere',
    file: { team: 'a' },
    applied: appliedLeaves({ team: 'a' }),
    live: { team: 'a' },
    changes: [],
  },
  {
    name: 'the file moved',
    file: { team: 'b' },
    applied: appliedLeaves({ team: 'a' }),
    live: { team: 'a' },
    changes: [{ path, before: 'a', after: 'b', cause: 'pending', sensitive: false }],
  },
  {
    name: 'live moved',
    file: { team: 'a' },
    applied: appliedLeaves({ team: 'a' }),
    live: { team: 'x' },
    changes: [{ path, before: 'x', after: 'a', cause: 'drift', sensitive: false }],
  },
  {
    name: 'live lost the leaf',
    file: { team: 'a' },
    applied: appliedLeaves({ team: 'a' }),
    live: {},
    changes: [{ path, after: 'a', cause: 'drift', sensitive: false }],
  },
  {
    name: 'both moved',
    file: { team: 'b' },
    applied: appliedLeaves({ team: 'a' }),
    live: { team: 'x' },
    changes: [{ path, before: 'x', after: 'b', cause: 'both', sensitive: false }],
  },
  {
    name: 'both moved to the same value',
    file: { team: 'b' },
    applied: appliedLeaves({ team: 'a' }),
    live: { team: 'b' },
    changes: [],
  },
  {
    name: 'newly managed',
    file: { team: 'a' },
    applied: appliedLeaves({}),
    live: { team: 'x' },
    changes: [{ path, before: 'x', after: 'a', cause: 'new', sensitive: false }],
  },
  {
    name: 'null removes',
    file: { team: null },
    applied: appliedLeaves({ team: 'a' }),
    live: { team: 'a' },
    changes: [{ path, before: 'a', cause: 'pending', sensitive: false }],
  },
  {
    name: 'null on something absent',
    file: { team: null },
    applied: appliedLeaves({ team: null }),
    live: {},
    changes: [],
  },
  {
    name: 'a dropped line removes what idctl wrote',
    file: {},
    applied: appliedLeaves({ team: 'a' }),
    live: { team: 'a' },
    changes: [{ path, before: 'a', cause: 'removed', sensitive: false }],
  },
  {
    name: 'a dropped line releases what somebody changed since',
    file: {},
    applied: appliedLeaves({ team: 'a' }),
    live: { team: 'x' },
    changes: [],
    released: [path],
  },
  {
    name: 'a dropped line whose leaf is gone anyway',
    file: {},
    applied: appliedLeaves({ team: 'a' }),
    live: {},
    changes: [],
  },
  {
    name: 'keys of other tools are invisible',
    file: { team: 'a' },
    applied: appliedLeaves({ team: 'a' }),
    live: { team: 'a', crm: 7 },
    changes: [],
  },
  {
    name: 'seed: not written over what the user has',
    file: { team: 'a' },
    applied: appliedLeaves({}),
    live: { team: 'x' },
    ownership: { [path]: 'seed' },
    changes: [],
  },
  {
    name: 'seed: written while never written and absent',
    file: { team: 'a' },
    applied: appliedLeaves({}),
    live: {},
    ownership: { [path]: 'seed' },
    changes: [{ path, after: 'a', cause: 'new', sensitive: false }],
  },
  {
    name: 'seed: not written again after the user removed it',
    file: { team: 'a' },
    applied: appliedLeaves({ team: 'a' }),
    live: {},
    ownership: { [path]: 'seed' },
    changes: [],
  },
  {
    name: 'seed: a dropped line releases',
    file: {},
    applied: appliedLeaves({ team: 'a' }),
    live: { team: 'a' },
    ownership: { [path]: 'seed' },
    changes: [],
    released: [path],
  },
  {
    name: 'observe: reported, not written',
    file: { team: 'a' },
    applied: appliedLeaves({}),
    live: { team: 'x' },
    ownership: { [path]: 'observe' },
    changes: [],
    observed: [{ path, before: 'x', after: 'a', cause: 'drift', sensitive: false }],
  },
  {
    name: 'ignore: hands the leaf over',
    file: { team: 'b' },
    applied: appliedLeaves({ team: 'a' }),
    live: { team: 'a' },
    ownership: { [path]: 'ignore' },
    changes: [],
    released: [path],
  },
  {
    name: '{} wants any object',
    file: { team: {} },
    applied: appliedLeaves({ team: {} }),
    live: { team: { lead: 'x' } },
    changes: [],
  },
  {
    name: 'an object takes the place of a scalar',
    file: { team: { lead: 'x' } },
    applied: appliedLeaves({ team: 'a' }),
    live: { team: 'a' },
    changes: [{ path: `${path}/lead`, after: 'x', cause: 'new', sensitive: false }],
  },
  {
    name: 'a scalar takes the place of an object',
    file: { team: 'a' },
    applied: appliedLeaves({ team: { lead: 'x' } }),
    live: { team: { lead: 'x' } },
    changes: [{ path, before: { lead: 'x' }, after: 'a', cause: 'new', sensitive: false }],
  },
  {
    name: 'an object takes the place of an array, whose elements are no members',
    file: { team: { '0': 'a', '': 'a' } },
    applied: appliedLeaves({ team: ['a'] }),
    live: { team: ['a'] },
    changes: [
      { path: `${path}/0`, after: 'a', cause: 'new', sensitive: false },
      { path: `${path}/`, after: 'a', cause: 'new', sensitive: false },
    ],
  },
  {
    name: '1.0 equals 1, key order inside arrays does not matter',
    file: { team: [{ a: 1, b: 2 }] },
    applied: {},
    live: { team: [{ b: 2, a: 1.0 }] },
    changes: [],
  },
]

describe('diffFields', () => {
  test.each(cases)('$name', ({ file, applied, live: admin, ownership, changes, released, observed }) => {
    const result = diffFields({
      desired: desired({ metadata_admin: file, ...(ownership && { ownership }) }),
      live: live({ metadata_admin: admin }),
      applied,
      found: new Set(),
      schema: person,
      sensitive: () => false,
    })
    const metadata = result.changes.filter((change) => change.path.startsWith('/metadata_admin'))
    expect(metadata).toEqual(changes)
    expect(result.released).toEqual(released ?? [])
    expect(result.observed).toEqual(observed ?? [])
  })
})

describe('diffFields, merge arrays', () => {
  const merged = (elements: readonly string[]) => elements.map((element) => leafDigest(undefined, '', element))
  test.each([
    { name: 'others may be there', file: ['a'], applied: ['a'], live: ['x', 'a'], change: undefined },
    {
      name: 'a missing element is drift',
      file: ['a', 'b'],
      applied: ['a', 'b'],
      live: ['x', 'a'],
      change: { after: ['x', 'a', 'b'], cause: 'drift' },
    },
    {
      name: 'a new element is pending',
      file: ['a', 'b'],
      applied: ['a'],
      live: ['x', 'a'],
      change: { after: ['x', 'a', 'b'], cause: 'pending' },
    },
    {
      name: 'an element that left the file goes',
      file: ['a'],
      applied: ['a', 'b'],
      live: ['b', 'x', 'a'],
      change: { after: ['x', 'a'], cause: 'pending' },
    },
    { name: 'nothing live', file: ['a'], applied: [], live: undefined, change: { after: ['a'], cause: 'pending' } },
  ])('$name', ({ file, applied, live: roles, change }) => {
    const result = diffFields({
      desired: desired({ traits: { email, roles: file }, ownership: { '/traits/roles': 'merge' } }),
      live: live({ traits: { email, ...(roles && { roles }) } }),
      applied: { '/traits/roles': merged(applied) },
      found: new Set(),
      schema: person,
      sensitive: () => false,
    })
    const found = result.changes.find(({ path }) => path === '/traits/roles')
    if (change === undefined) expect(found).toBeUndefined()
    else expect(found).toMatchObject(change)
    expect(result.marked['/traits/roles']).toEqual(merged(file))
  })
})
