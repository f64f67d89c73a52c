import { type DriftOptions, judgeDrift } from '../../../src/drift/judge-drift.ts'
import { createSightingCounter, sightedOf } from '../../../src/drift/sightings.ts'
import type { Change, FieldChange } from '../../../src/model/change.ts'
import type { LiveFacts, UnmanagedIdentity } from '../../../src/model/drift.ts'
import type { Json } from '../../../src/model/json.ts'
import type { PrivilegedValues } from '../../../src/model/privileged.ts'
import type { DriftFound } from '../../../src/render/format.ts'
import { shownDrift } from '../../../src/render/masking/shown-drift.ts'
import { entriesOf, today } from '../../support/drift.ts'
import { createOf, fieldOf, updateOf } from './fixtures.ts'
import { planWith } from './screen-plans.ts'

/** A leaf where the file has one value and live another. */
function moved(path: string, file: Json | undefined, now: Json | undefined, over: Partial<FieldChange> = {}) {
  const { before: _before, after: _after, ...field } = fieldOf(path, { cause: 'drift', ...over })
  return { ...field, ...(now === undefined ? {} : { before: now }), ...(file === undefined ? {} : { after: file }) }
}

function drifted(key: string, display: string, file: string, fields: readonly FieldChange[]) {
  return updateOf(key, { display, origin: { file, line: 2, column: 1 }, reason: 'drift', fields })
}

/** What an account whose access is at stake also shows. */
function account(display: string, file: string, line = 2) {
  const identifiers = [`${display.toLowerCase().replaceAll(' ', '.')}@acme.example`]
  return { display, identifiers, origin: { file, line, column: 1 } }
}

const bio = 'Builds the compilers of our data platform, and teaches new people how to read what they print'

const reactivated: Change = {
  ...updateOf('emp-1001', { ...account('Ben Haas', 'engineering/ben-haas.yaml', 0), reason: 'document-gone' }),
  action: 'none',
  blocked: { code: 'reactivated', reason: 'somebody activated it again', orphan: true },
}

const unmarked = updateOf('emp-1006', {
  ...account('Gus Oduya', 'sales/gus-oduya.yaml'),
  action: 'adopt',
  reason: 'unmarked',
  blocked: {
    code: 'adoption',
    reason: 'its address gus.oduya@acme.example is not verified, so anybody may have registered the account',
    hint: 'find out who it is, then: `idctl adopt emp-1006`',
  },
})

const observed: Change = {
  ...drifted('emp-1012', 'Kim Berg', 'sales/kim-berg.yaml', []),
  action: 'none',
  observed: [moved('/traits/locale', 'de-CH', 'de-DE')],
}

const changes: readonly Change[] = [
  drifted('emp-1002', 'Jonas Lindqvist', 'engineering/jonas.yaml', [
    moved('/traits/name/last', 'Lindqvist', 'Lind'),
    moved('/traits/roles', ['engineer', 'viewer'], ['engineer', 'viewer', 'admin']),
    moved('/traits/bio', `${bio}.`, `${bio} at night.`, { cause: 'both' }),
    moved('/traits/phone', '+41 79 555 01 23', '+41 79 555 01 99', { sensitive: true }),
    moved('/metadata_public/floor', 3, 9),
  ]),
  drifted('emp-1007', '田中 太郎', 'tokyo/tanaka.yaml', [
    moved('/traits/name/first', 'Zo\u00eb', 'Zoe\u0308'),
    moved('/traits/nickname', 'Taro', undefined),
  ]),
  drifted('emp-1010', 'Ida Blom', 'engineering/ida-blom.yaml', [moved('/state', 'active', 'inactive')]),
  { ...drifted('emp-1011', 'Nils Falk', 'sales/nils-falk.yaml', [moved('/traits/name/last', 'Falk', 'Falke')]) },
  {
    ...drifted('emp-1013', 'Per Holm', 'sales/per-holm.yaml', [
      moved('/traits/email', 'p@acme.example', 'q@acme.example'),
    ]),
    waits: { code: 'typed-address', reason: 'the person typed the new address in', fields: [] } as never,
  },
  createOf('emp-1003', { ...account('Dan Brandt', 'engineering/dan-brandt.yaml'), recreates: true }),
  reactivated,
  unmarked,
  observed,
  updateOf('emp-1020'),
]

const strangers: readonly UnmanagedIdentity[] = [
  { id: '22222222-2222-4222-8222-222222222222' },
  { id: '33333333-3333-4333-8333-333333333333', foreign: true },
]

const accepted = `version: 1
accepted:
  - { key: emp-1011, path: /traits/name/last, owner: helpdesk@acme.example, reason: married in June, expires: 2026-12-31 }
  - { key: emp-1002, path: /metadata_public/floor, owner: ops, reason: moves in May, expires: 2026-05-31 }
  - { id: 22222222-2222-4222-8222-222222222222, owner: ops, reason: break-glass account, expires: 2026-12-31 }
`

function foundIn(
  people: readonly Change[],
  others: readonly UnmanagedIdentity[] | undefined,
  options: Partial<DriftOptions> = {},
  moved: LiveFacts['moved'] = [],
): DriftFound {
  const facts: LiveFacts = { live: 97, managed: 88, moved, ...(others === undefined ? {} : { unmanaged: others }) }
  const plan = planWith(people, { drift: facts })
  const view = judgeDrift(plan, { entries: [], today, includeObserved: false, partial: false, ...options })
  return shownDrift({ plan, view })
}

/** Drift of every kind, and a baseline. */
export function driftOfManyKinds(): DriftFound {
  return foundIn(changes, strangers, { entries: entriesOf(accepted) })
}

/** Many people whose drift is alike, one who was made an administrator, and one who was locked out. */
export function driftOfMany(count: number): DriftFound {
  const names = ['Ada', 'Bo', 'Cleo', 'Dora', 'Emil']
  const who = (index: number) => [`emp-${index}`, `${names[index % names.length]} Person${index}`] as const
  const each = <Item>(make: (index: number) => Item) => Array.from({ length: count }, (_, index) => make(index))
  const renamed = each((index) => {
    const [key, name] = who(index)
    return drifted(key, name, `sales/${key}.yaml`, [moved('/traits/phone', `+4179555${index}`, `+4178555${index}`)])
  })
  const regrouped = each((index) => {
    const [key, name] = who(count + index)
    const fields = [
      moved('/metadata_public/team', 'blue', 'red'),
      moved('/metadata_public/roles', ['dev'], ['dev', 'ops']),
    ]
    return drifted(key, name, `dev/${key}.yaml`, fields)
  })
  const raised = drifted('root', 'Rut Olsen', 'dev/root.yaml', [
    moved('/metadata_public/team', 'blue', 'red'),
    moved('/metadata_public/roles', ['dev'], ['dev', 'admin']),
  ])
  const locked = drifted('locked', 'Lo Berg', 'dev/lo.yaml', [moved('/state', 'active', 'inactive')])
  const unknown = each((index) => ({ id: `${String(index).padStart(8, '0')}-0000-4000-8000-000000000000` }))
  return foundIn([...renamed, ...regrouped, raised, locked], unknown)
}

/** People who were given roles, lost them, and were let in again. */
export function driftOfPower(): DriftFound {
  const path = '/traits/roles'
  const undone = (values: Partial<PrivilegedValues>) =>
    ({ privileged: [{ path, by: 'value', cause: 'drift', sensitive: false, ...values }] }) as const
  const raised = [
    'Ada Mwangi',
    'Bo Lindqvist',
    'Cleo Haas',
    'Dora Abel-Ek',
    'Emil Öztürk',
    '田中 太郎',
    'Fay Brandt',
  ].map((name, index) => ({
    ...drifted(`emp-${index}`, name, `engineering/emp-${index}.yaml`, [moved(path, ['dev'], ['dev', 'admin'])]),
    ...undone({ lost: ['admin'] }),
  }))
  const lost = {
    ...drifted('emp-20', 'Gus Oduya', 'sales/gus-oduya.yaml', [moved(path, ['sales', 'lead'], ['sales'])]),
    ...undone({ gained: ['lead'] }),
  }
  const tolerated = {
    ...drifted('emp-21', 'Hal Ito', 'sales/hal-ito.yaml', [moved(path, ['sales'], ['admin', 'sales'])]),
    ...undone({ lost: ['admin'] }),
  }
  const returned = { ...reactivated, ...undone({ by: 'access', lost: ['engineer'] }) }
  const looked = {
    ...observed,
    observed: [moved('/metadata_public/admin', false, true)],
    ...undone({ path: '/metadata_public/admin', held: 'observed', gained: [false], lost: [true] }),
  }
  const entries = `version: 1
accepted:
  - { key: emp-21, path: /traits/roles, owner: ops, reason: stands in for a colleague, expires: 2026-12-31 }
`
  return foundIn([...raised, lost, tolerated, returned, looked], undefined, { entries: entriesOf(entries) })
}

/** Drift that was seen often enough, and drift that was not. */
export function driftOfFewNights(): DriftFound {
  const names = ['Ada Mwangi', 'Bo Lindqvist', 'Cleo Haas', 'Dora Abel-Ek', 'Emil Öztürk', '田中 太郎', 'Fay Brandt']
  const id = '11111111-1111-4111-8111-111111111111'
  const digests = { '/traits/name/last': 'old', '/metadata_public/floor': 'new', '/metadata_public/team': 'second' }
  const people = names.map((name, index) =>
    drifted(`emp-${index}`, name, `engineering/emp-${index}.yaml`, [moved('/metadata_public/floor', 3, 9)]),
  )
  const other = drifted('emp-20', 'Gus Oduya', 'sales/gus-oduya.yaml', [moved('/metadata_public/team', 'blue', 'red')])
  const both = drifted('emp-21', 'Hal Ito', 'sales/hal-ito.yaml', [
    moved('/traits/name/last', 'Ito', 'Itō'),
    moved('/metadata_public/floor', 3, 4),
  ])
  const old = drifted('emp-22', 'Ida Blom', 'sales/ida-blom.yaml', [moved('/traits/name/last', 'Blom', 'Bloom')])
  const group = sightedOf({ key: 'emp', path: '/traits/name/last', live: 'old' }, id)?.group ?? ''
  const counts = new Map([
    ['old', 6],
    ['second', 1],
  ])
  const sightings = { counter: createSightingCounter(new Map([[group, counts]])), needed: 3 }
  return foundIn([...people, other, both, old], undefined, { sightings }, [{ id, leaves: digests }])
}

export function noDrift(): DriftFound {
  return foundIn([updateOf('emp-1020')], undefined)
}
