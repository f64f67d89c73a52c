import type { Change, CreateChange, DeleteChange, UpdateChange } from '../../../src/model/change.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import type { GuardVerdict, Plan } from '../../../src/model/plan.ts'
import { summarise } from '../../../src/reconcile/plan/summary.ts'
import { createOf, fieldOf, planOf, updateOf } from './fixtures.ts'

/** What the screens show: people of a company, each with a name, and a file with a line. */
function person(name: string, file: string, line = 2) {
  const identifier = `${name
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z0-9 ]/g, '')
    .replaceAll(' ', '.')}@acme.example`
  return { display: name, identifiers: [identifier], origin: { file, line, column: 1 } }
}

/** An update whose account is in no question does not name its login identifiers. */
function known(name: string, file: string) {
  const { display, origin } = person(name, file)
  return { display, origin }
}

function newcomer(
  key: string,
  name: string,
  file: string,
  line: number,
  over: Partial<CreateChange> = {},
): CreateChange {
  const { display, identifiers, origin } = person(name, file, line)
  const [first, ...last] = name.split(' ')
  const fresh = (path: string, after: FieldValue) => ({ path, after, cause: 'new', sensitive: false }) as const
  return createOf(key, {
    display,
    identifiers,
    origin,
    way_in: ['code_email', 'recovery'],
    fields: [
      fresh('/schema_id', 'employee'),
      fresh('/traits/email', identifiers[0] ?? ''),
      fresh('/traits/name/first', first ?? ''),
      fresh('/traits/name/last', last.join(' ')),
      fresh('/traits/department', 'sales'),
      fresh('/traits/roles', ['engineer']),
    ],
    ...over,
  })
}

type FieldValue = string | string[]

const sessionsEnd = { code: 'sessions-revoked', text: 'all sessions end' } as const
const accessLost = { code: 'access-lost', text: 'the person can no longer sign in' } as const

function removed(key: string, name: string, file: string): DeleteChange {
  const { mark: _mark, ...live } = updateOf(key, { ...person(name, file, 0), reason: 'document-gone' })
  const text = 'the account, its credentials, sessions and metadata are deleted for good'
  return { ...live, action: 'delete', counts: { removals: 1 }, consequences: [{ code: 'deleted-for-good', text }] }
}

const blocked: Change = updateOf('emp-1006', {
  ...person('Gus Oduya', 'sales/gus-oduya.yaml'),
  action: 'adopt',
  reason: 'unmarked',
  blocked: {
    code: 'adoption',
    reason: 'its address gus.oduya@acme.example is not verified, so anybody may have registered the account',
    hint: 'find out who it is, then: `idctl adopt emp-1006`',
  },
})

const disabled: Change = updateOf('emp-1001', {
  ...person('Ben Haas', 'engineering/ben-haas.yaml'),
  fields: [fieldOf('/state', { before: 'active', after: 'inactive' })],
  consequences: [accessLost, sessionsEnd],
  counts: { updates: 1, removals: 1 },
})

const signIn: Change = updateOf('emp-1004', {
  ...person('Eva Itō', 'engineering/eva-ito.yaml'),
  fields: [fieldOf('/traits/email', { before: 'eva.ito@acme.example', after: 'eva.ito-berg@acme.example' })],
  consequences: [
    {
      code: 'login-identifier-changes',
      text: 'login identifier changes: eva.ito@acme.example → eva.ito-berg@acme.example',
    },
    { code: 'address-unverified', text: 'eva.ito-berg@acme.example starts unverified' },
  ],
  counts: { updates: 1, identifier_changes: 1 },
})

const bio = 'Builds the compilers of our data platform, and teaches new people how to read what they print'
const others: readonly UpdateChange[] = [
  updateOf('emp-1000', {
    ...known('Ana Abel-Ek', 'engineering/ana-abel-ek.yaml'),
    fields: [
      fieldOf('/traits/name/last', { before: 'Abel', after: 'Abel-Ek' }),
      fieldOf('/traits/roles', { before: ['engineer', 'oncall', 'viewer'], after: ['engineer', 'viewer', 'lead'] }),
      fieldOf('/traits/bio', { before: `${bio}.`, after: `${bio} at night.`, cause: 'both' }),
      fieldOf('/traits/phone', { before: '(sensitive)', after: '(sensitive)', sensitive: true, cause: 'drift' }),
    ],
  }),
  updateOf('emp-1007', {
    ...known('田中 太郎', 'tokyo/tanaka.yaml'),
    reason: 'drift',
    fields: [
      fieldOf('/traits/name/first', { before: 'Zoe\u0308', after: 'Zo\u00eb', cause: 'drift' }),
      { path: '/metadata_public/floor', before: 9, after: 3, cause: 'drift', sensitive: false },
      { path: '/metadata_admin/cost_center', before: '42', cause: 'removed', sensitive: false },
    ],
    observed: [fieldOf('/traits/locale', { before: 'de-DE', after: 'de-CH', cause: 'drift' })],
  }),
]

const adopted: Change = updateOf('emp-1008', {
  ...person('Hal \u{1F469}\u200D\u{1F680} Öz', 'sales/hal.yaml'),
  identifiers: ['hal@acme.example', '+41795550123'],
  action: 'adopt',
  reason: 'unmarked',
  fields: [fieldOf('/metadata_public/team', { before: 'field', after: 'inside' })],
  consequences: [{ code: 'existing-credentials', text: 'credentials already there are left alone: password, oidc' }],
  counts: { adoptions: 1 },
})

const swapRefused: GuardVerdict = {
  guard: 'swaps',
  count: 1,
  limit: 0,
  rule: 'guards.swaps: 0',
  tripped: true,
}

export function planWith(changes: readonly Change[], over: Partial<Omit<Plan, 'summary'>> = {}, unchanged = 74): Plan {
  return planOf(changes, {
    workspace: 'acme-prod',
    target: 'prod (https://kratos-admin.internal)',
    summary: summarise(changes, unchanged, 9),
    ...over,
  })
}

/** A plan of many kinds, and a guard that refuses it. */
export function manyKinds(): Plan {
  const changes = [
    ...others,
    signIn,
    adopted,
    newcomer('emp-2000', 'Zoe Neu', 'engineering/zoe.yaml', 1, {
      invite: { send: 'recovery_link', lifetime: '24h' },
    }),
    newcomer('zoë', 'Zoë Neu', 'engineering/zoë.yaml', 1, { way_in: ['none'] }),
    newcomer('zoe\u0308', 'Zoë Alt', 'engineering/zoe\u0308.yaml', 1),
    disabled,
    { ...removed('emp-1009', 'Ida Old', 'engineering/ida-old.yaml'), replaced_by: 'emp-2001' },
    newcomer('emp-2001', 'Ida New', 'engineering/ida-new.yaml', 1, {
      replaces: { key: 'emp-1009', id: '11111111-1111-4111-8111-111111111111' },
    }),
    removed('emp-1003', 'Dan Brandt', 'engineering/dan-brandt.yaml'),
    blocked,
  ]
  return planWith(changes, { guards: [swapRefused] })
}

/** Many newcomers who are alike, one who is not, and a notice that concerns fifteen people. */
export function manyPeople(count: number): Plan {
  const names = ['Ada', 'Bo', 'Cleo', 'Dora', 'Emil']
  const people = Array.from({ length: count }, (_, index) =>
    newcomer(`new-${index}`, `${names[index % names.length]} Person${index}`, 'all.yaml', 1 + 6 * index),
  )
  const admin = newcomer('root', 'Root Admin', 'all.yaml', 6 * count + 1)
  const moved = Array.from({ length: count }, (_, index) =>
    updateOf(`emp-${index}`, {
      ...known(`${names[index % names.length]} Mover${index}`, `sales/emp-${index}.yaml`),
      fields: [
        fieldOf('/traits/department', { before: 'sales', after: 'marketing' }),
        fieldOf('/traits/phone', { before: `+4179555${index}`, after: `+4178555${index}` }),
      ],
    }),
  )
  const gone = Array.from({ length: 7 }, (_, index) => removed(`old-${index}`, `Old Hand${index}`, `old/${index}.yaml`))
  const roles = admin.fields.map((field) => (field.path === '/traits/roles' ? { ...field, after: ['admin'] } : field))
  return planWith([...moved, ...people, { ...admin, fields: roles }, ...gone], { diagnostics: notices(15) })
}

/** Twenty people whose roles come, go and stay, in every way. */
export function powerfulPeople(): Plan {
  const roles = '/traits/roles'
  const plain = { path: roles, by: 'value', sensitive: false } as const
  const names = ['Ada Mwangi', 'Bo Lindqvist', 'Cleo Haas', 'Dora Abel-Ek', 'Emil Öztürk', '田中 太郎']
  const newcomers = names.map((name, index) =>
    newcomer(`new-${index}`, name, 'engineering/newcomers.yaml', 1 + 9 * index, {
      privileged: [{ ...plain, gained: ['engineer'], cause: 'new' }],
    }),
  )
  const promoted = ['Fay Brandt', 'Gus Oduya', 'Hal Ito'].map((name, index) =>
    updateOf(`emp-11${index}`, {
      ...known(name, `engineering/platform/${name.toLowerCase().replace(' ', '-')}.yaml`),
      fields: [fieldOf(roles, { before: ['viewer'], after: ['admin', 'auditor'] })],
      privileged: [{ ...plain, gained: ['admin', 'auditor'], lost: ['viewer'], cause: 'pending' }],
    }),
  )
  const taken = ['Ida Old', 'Jo Peters', 'Kim Roth', 'Lea Sand'].map((name, index) =>
    updateOf(`emp-12${index}`, {
      ...known(name, `sales/${name.toLowerCase().replace(' ', '-')}.yaml`),
      reason: 'drift',
      fields: [fieldOf(roles, { before: ['admin', 'sales'], after: ['sales'], cause: 'drift' })],
      privileged: [{ ...plain, lost: ['admin'], cause: 'drift' }],
    }),
  )
  const access = { ...plain, by: 'access' } as const
  const others: readonly Change[] = [
    {
      ...removed('emp-1300', 'Dan Brandt', 'engineering/dan-brandt.yaml'),
      privileged: [{ ...plain, lost: ['admin'] }],
    },
    { ...removed('emp-1301', 'Mo Unger', 'engineering/mo-unger.yaml'), privileged: [{ ...plain, lost: ['engineer'] }] },
    { ...disabled, privileged: [{ ...access, lost: ['engineer'] }] },
    updateOf('emp-1303', {
      ...known('Nia Vogt', 'support/nia-vogt.yaml'),
      fields: [fieldOf('/state', { before: 'inactive', after: 'active' })],
      privileged: [{ ...access, gained: ['support'] }],
    }),
    updateOf('emp-1304', {
      ...known('Ole Wirth', 'support/ole-wirth.yaml'),
      released: [roles],
      privileged: [{ ...plain, by: 'release', kept: ['support'] }],
    }),
    { ...blocked, privileged: [{ ...plain, gained: ['sales'], cause: 'new' }] },
    updateOf('emp-1306', {
      ...known('Pia Xander', 'sales/pia-xander.yaml'),
      action: 'update',
      observed: [fieldOf('/metadata_public/admin', { before: true, after: false, cause: 'drift' })],
      privileged: [
        { ...plain, path: '/metadata_public/admin', gained: [false], lost: [true], cause: 'drift', held: 'observed' },
      ],
    }),
  ]
  return planWith([...newcomers, ...promoted, ...taken, ...others])
}

function notices(count: number): readonly Diagnostic[] {
  return Array.from({ length: count }, (_, index) => ({
    severity: 'warning',
    code: 'IDC587',
    summary: `"ext-${index}" expires in 8 days, on 2026-12-05: it will be disabled after that day`,
    alike: { key: `ext-${index}`, summary: 'expire in 8 days, on 2026-12-05: they will be disabled after that day' },
    hint: 'give it a later date if the person stays',
    at: { file: 'contractors/_defaults.yaml', line: 4, column: 12 },
  }))
}
