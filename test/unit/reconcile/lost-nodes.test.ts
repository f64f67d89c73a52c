import { describe, expect, test } from 'vitest'
import { baseOf } from '../../../src/identity/base.ts'
import { intendedOf } from '../../../src/identity/intended.ts'
import type { FieldChange, UpdateChange } from '../../../src/model/change.ts'
import type { DesiredIdentity, LiveIdentity, ManagedField, Mark } from '../../../src/model/identity.ts'
import type { Json } from '../../../src/model/json.ts'
import { sensitivePaths } from '../../../src/model/sensitive.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import type { Policy } from '../../../src/reconcile/policy.ts'
import { type DesiredInput, desired, type LiveInput, live, policy, testWorkspace } from '../../support/builders.ts'

const nothing: Mark = {
  v: 1,
  workspace: testWorkspace,
  key: 'ada',
  origin: 'identities/ada.yaml',
  made: 'created',
  fields: {},
}

/** The mark that this document leaves once it is applied. */
function markOf(input: DesiredInput): Mark {
  return decided(live({ mark: nothing }), desired({ key: 'ada', ...input })).mark
}

function decided(identity: LiveIdentity, document: DesiredIdentity, overrides: Partial<Policy> = {}): UpdateChange {
  const mark = identity.mark.kind === 'mark' ? { mark: identity.mark.mark } : {}
  const pair = { kind: 'both', desired: document, live: identity, by: 'external_id', ...mark } as const
  const { change } = decideChange(pair, policy(overrides))
  if (change?.action !== 'update' && change?.action !== 'adopt') throw new Error(`${change?.action}`)
  return change
}

/** Rows below the metadata as people read them. */
function rows(fields: readonly FieldChange[]): string[] {
  const side = (value: Json | undefined) => (value === undefined ? '-' : JSON.stringify(value))
  return fields
    .filter(({ path }) => path.startsWith('/metadata_'))
    .map(({ path, before, after, cause }) => `${path}: ${side(before)} → ${side(after)} (${cause})`)
}

interface Case {
  readonly name: string
  readonly file: DesiredInput
  /** What was applied before. */
  readonly applied?: DesiredInput
  readonly live: LiveInput
  readonly rows: readonly string[]
  readonly removals?: number
  readonly note?: string
}

const admin = (value: Json): LiveInput => ({ metadata_admin: value })

const cases: readonly Case[] = [
  {
    name: 'an object over a text',
    file: { metadata_admin: { team: { lead: 'x' } } },
    live: admin({ team: 'theirs' }),
    rows: ['/metadata_admin/team: "theirs" → {} (new)', '/metadata_admin/team/lead: - → "x" (new)'],
    removals: 1,
    note: '/metadata_admin/team is a text in live and an object in the file: the live value is lost',
  },
  {
    name: 'two members and one node that goes, however deep they are',
    file: { metadata_admin: { team: { lead: { first: 'x', last: 'y' } } } },
    live: admin({ team: [1, 2] }),
    rows: [
      '/metadata_admin/team: [1,2] → {} (new)',
      '/metadata_admin/team/lead/first: - → "x" (new)',
      '/metadata_admin/team/lead/last: - → "y" (new)',
    ],
    removals: 1,
    note: '/metadata_admin/team is a list in live and an object in the file: the live value is lost',
  },
  {
    name: 'an empty object over a number',
    file: { metadata_admin: { team: {} } },
    live: admin({ team: 7 }),
    rows: ['/metadata_admin/team: 7 → {} (new)'],
    removals: 1,
    note: '/metadata_admin/team is a number in live and an object in the file: the live value is lost',
  },
  {
    name: 'members over metadata that is a list',
    file: { metadata_public: { a: 1 } },
    live: { metadata_public: ['x'] },
    rows: ['/metadata_public: ["x"] → {} (new)', '/metadata_public/a: - → 1 (new)'],
    removals: 1,
    note: '/metadata_public is a list in live and an object in the file: the live value is lost',
  },
  {
    name: 'members where there is no metadata at all',
    file: { metadata_public: { a: 1 }, metadata_admin: { b: 2 } },
    live: {},
    rows: ['/metadata_public/a: - → 1 (new)', '/metadata_admin/b: - → 2 (new)'],
  },
  {
    name: 'a text over the objects of other tools',
    file: { metadata_admin: { team: 'x' } },
    live: admin({ team: { crm: { id: 1 }, erp: [2] } }),
    rows: ['/metadata_admin/team: {"crm":{"id":1},"erp":[2]} → "x" (new)'],
    removals: 2,
    note: '/metadata_admin/team is an object in live and a text in the file: the live value is lost',
  },
  {
    name: 'a list over an object',
    file: { metadata_admin: { team: ['x'] } },
    live: admin({ team: {} }),
    rows: ['/metadata_admin/team: {} → ["x"] (new)'],
    removals: 1,
    note: '/metadata_admin/team is an object in live and a list in the file: the live value is lost',
  },
  {
    name: 'null over an object',
    file: { metadata_admin: { team: null } },
    live: admin({ team: { crm: 1 }, other: 2 }),
    rows: ['/metadata_admin/team: {"crm":1} → - (new)'],
    removals: 1,
  },
  {
    name: 'a value of the same leaf, of whatever kind, is its old value',
    file: { metadata_admin: { team: ['x'], size: 'xl' } },
    live: admin({ team: 'y', size: 5 }),
    rows: ['/metadata_admin/team: "y" → ["x"] (new)', '/metadata_admin/size: 5 → "xl" (new)'],
  },
  {
    name: 'our elements where live has no list',
    file: { metadata_admin: { team: ['x'] }, ownership: { '/metadata_admin/team': 'merge' } },
    live: admin({ team: 'theirs' }),
    rows: ['/metadata_admin/team: "theirs" → ["x"] (new)'],
    removals: 1,
    note: '/metadata_admin/team is a text in live and a list in the file: the live value is lost',
  },
  {
    name: 'an object that loses its last leaf goes as a whole, and is lost once',
    file: { metadata_admin: { team: null } },
    applied: { metadata_admin: { crm: { note: { text: 'a' } }, team: 'b' }, metadata_public: { a: 1, b: { c: 2 } } },
    live: { metadata_admin: { crm: { note: { text: 'a' } }, team: 'b' }, metadata_public: { a: 1, b: { c: 2 }, d: 3 } },
    rows: [
      '/metadata_admin/team: "b" → - (pending)',
      '/metadata_public/a: 1 → - (removed)',
      '/metadata_public/b: {"c":2} → - (removed)',
      '/metadata_public/b/c: 2 → - (removed)',
      '/metadata_admin/crm: {"note":{"text":"a"}} → - (removed)',
      '/metadata_admin/crm/note/text: "a" → - (removed)',
    ],
    removals: 4,
  },
  {
    name: 'an object that others use stays',
    file: {},
    applied: { metadata_public: { a: 1 } },
    live: { metadata_public: { a: 1, theirs: {} } },
    rows: ['/metadata_public/a: 1 → - (removed)'],
    removals: 1,
  },
  {
    name: 'live put a text where the file has an object: drift of the node, too',
    file: { metadata_admin: { team: { lead: 'x' } } },
    applied: { metadata_admin: { team: { lead: 'x' } } },
    live: admin({ team: 'theirs' }),
    rows: ['/metadata_admin/team: "theirs" → {} (drift)', '/metadata_admin/team/lead: - → "x" (drift)'],
    removals: 1,
    note: '/metadata_admin/team is a text in live and an object in the file: the live value is lost',
  },
  {
    name: 'the file put an object where it had a text: nobody drifted',
    file: { metadata_admin: { team: { lead: 'x' } } },
    applied: { metadata_admin: { team: 'a' } },
    live: admin({ team: 'a' }),
    rows: ['/metadata_admin/team: "a" → {} (pending)', '/metadata_admin/team/lead: - → "x" (new)'],
    removals: 1,
    note: '/metadata_admin/team is a text in live and an object in the file: the live value is lost',
  },
  {
    name: 'the file put an object where it had a text, and live moved',
    file: { metadata_admin: { team: { lead: 'x' } } },
    applied: { metadata_admin: { team: 'a' } },
    live: admin({ team: 'b' }),
    rows: ['/metadata_admin/team: "b" → {} (both)', '/metadata_admin/team/lead: - → "x" (new)'],
    removals: 1,
    note: '/metadata_admin/team is a text in live and an object in the file: the live value is lost',
  },
  {
    name: 'a value that is gone, and another that came with the file',
    file: { metadata_admin: { team: { lead: 'x', size: 1 } } },
    applied: { metadata_admin: { team: { lead: 'x' } } },
    live: admin({ team: null }),
    rows: [
      '/metadata_admin/team: null → {} (both)',
      '/metadata_admin/team/lead: - → "x" (drift)',
      '/metadata_admin/team/size: - → 1 (new)',
    ],
    removals: 1,
    note: '/metadata_admin/team is null in live and an object in the file: the live value is lost',
  },
  {
    name: 'a list of which the file had elements, and that became a text, is left alone',
    file: { ownership: { '/metadata_admin/team': 'merge' } },
    applied: { metadata_admin: { team: ['x'] }, ownership: { '/metadata_admin/team': 'merge' } },
    live: admin({ team: 'theirs' }),
    rows: [],
  },
]

describe('live nodes that go with a write are in the plan', () => {
  test.each(cases)('$name', ({ file, applied, live: input, rows: expected, removals, note }) => {
    const mark = applied === undefined ? nothing : markOf(applied)
    const change = decided(live({ mark, ...input }), desired({ key: 'ada', ...file }))
    expect(rows(change.fields)).toEqual(expected)
    expect(change.counts.field_removals).toBe(removals)
    const notes = change.consequences.filter(({ code }) => code === 'value-lost').map(({ text }) => text)
    expect(notes).toEqual(note === undefined ? [] : [note])
  })

  test('at an adoption as well', () => {
    const change = decided(
      live({ metadata_public: 'theirs', external_id: 'ada' }),
      desired({ key: 'ada', external_id: 'ada', metadata_public: { a: 1 } }),
    )
    expect(change.action).toBe('adopt')
    expect(rows(change.fields)).toEqual(['/metadata_public: "theirs" → {} (new)', '/metadata_public/a: - → 1 (new)'])
    expect(change.counts).toEqual({ adoptions: 1, field_removals: 1 })
  })

  test('metadata_admin that is no object is seen, and blocks', () => {
    const change = decided(live({ metadata_admin: 'theirs' }), desired({ key: 'ada', metadata_admin: { a: 1 } }))
    expect(change.blocked?.code).toBe('metadata')
    expect(rows(change.fields)).toContain('/metadata_admin: "theirs" → {} (new)')
  })
})

describe('seed and observe', () => {
  const inTheWay = live({ mark: nothing, metadata_admin: { team: 'theirs' } })

  test('a seed leaf takes nobody’s place', () => {
    const document = desired({
      key: 'ada',
      metadata_admin: { team: { lead: 'x' }, a: 1 },
      ownership: { '/metadata_admin/team': 'seed' },
    })
    const change = decided(inTheWay, document)
    expect(rows(change.fields)).toEqual(['/metadata_admin/a: - → 1 (new)'])
    expect(Object.keys(change.mark.fields)).not.toContain('/metadata_admin/team/lead')
  })

  test('it comes with an enforced leaf that takes it', () => {
    const document = desired({
      key: 'ada',
      metadata_admin: { team: { lead: 'x', size: 1 } },
      ownership: { '/metadata_admin/team/lead': 'seed' },
    })
    expect(rows(decided(inTheWay, document).fields)).toEqual([
      '/metadata_admin/team: "theirs" → {} (new)',
      '/metadata_admin/team/lead: - → "x" (new)',
      '/metadata_admin/team/size: - → 1 (new)',
    ])
  })

  test('what stands in the place of an observed leaf is observed', () => {
    const document = desired({
      key: 'ada',
      metadata_admin: { team: { lead: 'x' } },
      ownership: { '/metadata_admin/team': 'observe' },
    })
    const change = decided(inTheWay, document)
    expect(rows(change.fields)).toEqual([])
    expect(rows(change.observed ?? [])).toEqual([
      '/metadata_admin/team: "theirs" → {} (drift)',
      '/metadata_admin/team/lead: - → "x" (drift)',
    ])
  })
})

describe('values that nobody may see', () => {
  const file = desired({ key: 'ada', metadata_admin: { team: { lead: 'x' } } })
  const identity = live({ mark: nothing, metadata_admin: { team: 'theirs' } })

  test.each(['/metadata_admin', '/metadata_admin/team', '/metadata_admin/team/lead', '/metadata_admin/team/other'])(
    '%s is sensitive, and so is the node',
    (pointer) => {
      const { fields } = decided(identity, file, { sensitive: sensitivePaths([pointer]) })
      expect(fields.find(({ path }) => path === '/metadata_admin/team')).toMatchObject({ sensitive: true })
    },
  )

  test('what stands above a reference can be what it brought before, and is not in the plan', () => {
    const field = { ...file.fields['/metadata_admin/team/lead'], reference: '${env:LEAD}' } as ManagedField
    const document = { ...file, fields: { ...file.fields, '/metadata_admin/team/lead': field } }
    const change = decided(identity, document)
    expect(change.fields).toContainEqual({
      path: '/metadata_admin/team',
      before: '(sensitive)',
      after: {},
      cause: 'new',
      sensitive: true,
    })
    expect(JSON.stringify(change)).not.toContain('theirs')
    expect(change.counts.field_removals).toBe(1)
  })

  test('an object that makes room for a reference is not in the plan, and counts', () => {
    const document = desired({ key: 'ada', metadata_admin: { team: 'x' } })
    const field = { ...document.fields['/metadata_admin/team'], reference: '${env:TEAM}' } as ManagedField
    const referenced = { ...document, fields: { ...document.fields, '/metadata_admin/team': field } }
    const change = decided(live({ mark: nothing, metadata_admin: { team: { crm: 1 } } }), referenced)
    expect(change.counts.field_removals).toBe(1)
    expect(change.consequences).toContainEqual({
      code: 'value-lost',
      text: '/metadata_admin/team is an object in live and a text in the file: the live value is lost',
    })
  })
})

describe('the base of a change', () => {
  const paths = ['/metadata_admin/team/lead', '/metadata_public/a']
  const identity = live({ mark: nothing })
  const write = (path: string, after: Json) => intendedOf(identity, [{ path, after }], nothing)

  test.each([
    ['where an object must be, nothing stood', write('/metadata_admin/team', 'later')],
    ['where metadata must be, there was none', write('/metadata_public', ['later'])],
    ['a leaf that was absent', write('/metadata_admin/team/lead', null)],
  ])('%s: what comes there later is another base', (_, later) => {
    expect(baseOf(later, paths)).not.toBe(baseOf(identity, paths))
  })

  test('what nobody writes to is not in it', () => {
    const later = write('/metadata_admin/team/theirs', 1)
    expect(baseOf(later, paths)).toBe(baseOf(identity, paths))
    expect(baseOf(write('/metadata_admin/other', 'later'), paths)).toBe(baseOf(identity, paths))
  })

  test('what stands where the mark must be is in it, and a mark that nobody can read', () => {
    const without = live({ id: 'one', metadata_admin: null })
    const unreadable = (idctl: Json): LiveIdentity => ({
      ...live({ id: 'one', metadata_admin: { idctl } }),
      mark: { kind: 'unreadable', why: 'it is not an object' },
    })
    expect(baseOf(live({ id: 'one', metadata_admin: 'later' }), [])).not.toBe(baseOf(without, []))
    expect(baseOf(live({ id: 'one', metadata_admin: { theirs: 1 } }), [])).toBe(baseOf(without, []))
    expect(baseOf(unreadable('a'), [])).not.toBe(baseOf(unreadable('b'), []))
  })
})
