import { describe, expect, test } from 'vitest'
import { leafDigest } from '../../../src/identity/compare.ts'
import { intendedOf } from '../../../src/identity/intended.ts'
import { restoredEdits, verificationsOwed, withOwedVerified } from '../../../src/identity/owed-verification.ts'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../../src/identity-schema/identity-schema.ts'
import { abilitiesOf } from '../../../src/live/kratos/abilities.ts'
import { identifierClaim } from '../../../src/model/claims.ts'
import type { LiveIdentity, Mark } from '../../../src/model/identity.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import type { TodoItem } from '../../../src/model/todo.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import { decideKeyCommand } from '../../../src/reconcile/decide/decide-key-command.ts'
import { judgeGuards } from '../../../src/reconcile/plan/guard.ts'
import { orderChanges } from '../../../src/reconcile/plan/order.ts'
import { selectChanges } from '../../../src/reconcile/plan/select.ts'
import { type Aside, planAside } from '../../../src/swap/aside.ts'
import { asideMark } from '../../../src/swap/aside-mark.ts'
import { memberSchema } from '../../contract/member-schema.ts'
import { update } from '../../support/apply-harness.ts'
import { type DesiredInput, desired, live, person, policy, testWorkspace } from '../../support/builders.ts'
import { configFor } from '../../support/config.ts'
import { further } from '../../support/depth.ts'

const claim = (value: string) => identifierClaim({ type: 'password', value })
const mark = (key: string, more: Partial<Mark> = {}): Mark => ({
  v: 1,
  workspace: testWorkspace,
  key,
  origin: `identities/${key}.yaml`,
  made: 'created',
  fields: {},
  ...more,
})

describe('order', () => {
  const people = (keys: readonly string[]) =>
    keys.map((key) => update(live({ mark: mark(key) }), { '/traits/email': 'x' }))
  const aside = (...frees: string[]): Aside => ({
    values: { '/traits/email': 'address' },
    frees: new Set(frees.map(claim)),
  })
  /** `a: { b: 'x' }`: a takes x from b. */
  const needsOf = (takes: Record<string, Record<string, string>>) =>
    new Map(
      Object.entries(takes).map(([taker, givers]) => [
        taker,
        new Map(Object.entries(givers).map(([giver, value]) => [giver, [claim(value)]])),
      ]),
    )
  const order = (
    keys: readonly string[],
    takes: Record<string, Record<string, string>>,
    asides: Record<string, Aside>,
  ) => {
    const { changes, diagnostics } = orderChanges(people(keys), needsOf(takes), new Map(Object.entries(asides)))
    const steps = changes.map((change) => {
      const waits = [...(change.after ?? []), ...(change.after_aside ?? []).map((key) => `(${key})`)]
      return `${'aside' in change && change.aside ? '<' : ''}${change.key}${waits.length > 0 ? ` ${waits.join(' ')}` : ''}`
    })
    return { changes, steps, codes: diagnostics.map(({ code }) => code) }
  }

  test('two: the first by key moves aside, and comes last', () => {
    const { steps, changes } = order(['a', 'b'], { a: { b: 'y' }, b: { a: 'x' } }, { a: aside('x'), b: aside('y') })
    expect(steps).toEqual(['<a b', 'b (a)'])
    expect(changes[0]).toMatchObject({ counts: { swaps: 1 }, consequences: [{ code: 'moves-aside' }] })
    expect(changes[1]?.counts.swaps).toBeUndefined()
  })

  test('where the first cannot, another does', () => {
    expect(order(['a', 'b'], { a: { b: 'y' }, b: { a: 'x' } }, { b: aside('y') }).steps).toEqual(['<b a', 'a (b)'])
  })

  test('three in a circle are one swap, and whoever takes what else the first gives up waits for its change', () => {
    const takes = { a: { b: 'y' }, b: { c: 'z' }, c: { a: 'x' }, d: { a: 'login' } }
    const { steps } = order(['a', 'b', 'c', 'd'], takes, { a: aside('x') })
    expect(steps).toEqual(['<a b', 'c (a)', 'b c', 'd a'])
  })

  test('two circles through one person: that person moves aside for both', () => {
    const takes = { a: { b: 'y', c: 'z' }, b: { a: 'x' }, c: { a: 'w' } }
    expect(order(['a', 'b', 'c'], takes, { a: aside('x', 'w') }).steps).toEqual(['<a b c', 'b (a)', 'c (a)'])
  })

  test('a circle in which nobody can move aside is an error that names it', () => {
    const takes = { a: { b: 'y' }, b: { a: 'x' } }
    expect(order(['a', 'b'], takes, { a: aside('other') }).codes).toEqual(['IDC511'])
    expect(order(['a', 'b'], takes, {}).codes).toEqual(['IDC511'])
  })

  test('a chain needs nobody to move aside', () => {
    expect(order(['a', 'b'], { a: { b: 'y' } }, { a: aside('x'), b: aside('y') }).steps).toEqual(['b', 'a b'])
  })

  further('a long chain is ordered without running out of stack', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}`)
    const takes = Object.fromEntries(keys.slice(1).map((key, index) => [key, { [`k${index}`]: `v${index}` }]))
    const all = people(['k0']).flatMap((one) => keys.map((key) => ({ ...one, key })))
    const { changes } = orderChanges(all, needsOf(takes), new Map())
    expect(changes.map(({ key }) => key)).toEqual(keys)
  })

  test('a long circle is found without running out of stack', () => {
    const keys = Array.from({ length: 1000 }, (_, index) => `k${index}`)
    const takes = Object.fromEntries(
      keys.map((key, index) => [key, { [keys[(index + 1) % 1000] as string]: `v${index}` }]),
    )
    const { changes } = order(keys, takes, { k0: aside('v999') })
    expect(changes.filter(({ counts }) => counts.swaps === 1).map(({ key }) => key)).toEqual(['k0'])
  })

  test('the guard wants consent to each', () => {
    const { changes } = order(['a', 'b'], { a: { b: 'y' }, b: { a: 'x' } }, { a: aside('x') })
    const verdict = (swaps?: number) =>
      judgeGuards(changes, 100, configFor('.').guards, swaps === undefined ? {} : { swaps }).find(
        ({ guard }) => guard === 'swaps',
      )
    expect(verdict()).toMatchObject({ count: 1, tripped: true })
    expect(verdict(1)).toMatchObject({ tripped: false })
  })

  test('--only blocks a swap of which it leaves somebody out', () => {
    const { changes } = order(['a', 'b', 'c'], { a: { b: 'y' }, b: { c: 'z' }, c: { a: 'x' } }, { a: aside('x') })
    const blocked = (left: string) =>
      selectChanges(changes, ({ key }) => key !== left).map(({ key, blocked: why }) => `${key} ${why?.code}`)
    for (const left of ['a', 'b', 'c']) {
      expect(blocked(left)).toEqual(['a', 'c', 'b'].filter((key) => key !== left).map((key) => `${key} selection`))
    }
    expect(selectChanges(changes, () => true)).toEqual(changes)
  })
})

describe('moving aside', () => {
  const club = compileIdentitySchemas([{ id: 'person', schema: memberSchema }]).schemas.get('person') as IdentitySchema
  const v26 = abilitiesOf('v25.4', 'Kratos v26.2.0')
  const traits = { email: 'Ada@Example.com', login: 'ada', phone: '+12125550101' }

  function valuesFor(
    edits: Readonly<Record<string, Json | undefined>>,
    contested: readonly string[],
    more: { schema?: IdentitySchema; held?: JsonObject; external_id?: string; abilities?: typeof v26 } = {},
  ) {
    const held = more.held ?? traits
    const schema = more.schema ?? club
    const credentials = { password: ['x'], code: ['+12125550101'] }
    const identity: LiveIdentity = {
      ...live({ traits: held, ...(more.external_id && { external_id: more.external_id }) }),
      credentials,
    }
    const changes = Object.entries(edits).map(([path, after]) => (after === undefined ? { path } : { path, after }))
    return planAside({
      live: identity,
      mark: mark('ada'),
      edits: changes,
      contested: contested.map((value) => (value.startsWith('emp') ? `external_id\u0000\u0000${value}` : claim(value))),
      schema,
      abilities: more.abilities ?? v26,
    })
  }

  test.each<[string, Record<string, Json | undefined>, string[], Record<string, string> | undefined]>([
    ['an address', { '/traits/email': 'b@x.org' }, ['ada@example.com'], { '/traits/email': 'address' }],
    ['a login name', { '/traits/login': 'bob' }, ['ada'], { '/traits/login': 'text' }],
    [
      'a phone number, which must go for a while',
      { '/traits/phone': '+12125550102' },
      ['+12125550101'],
      { '/traits/phone': 'nothing' },
    ],
    [
      'only what others take',
      { '/traits/email': 'b@x.org', '/traits/login': 'bob' },
      ['ada'],
      { '/traits/login': 'text' },
    ],
    ['nothing that the change does not write', { '/traits/login': 'bob' }, ['ada@example.com'], undefined],
    ['never beside a change of schema', { '/traits/login': 'bob', '/schema_id': 'other' }, ['ada'], undefined],
  ])('%s', (_, edits, contested, values) => {
    expect(valuesFor(edits, contested)?.values).toEqual(values)
  })

  test('an external_id is cleared', () => {
    const aside = valuesFor({ '/external_id': 'emp-2' }, ['emp-1'], { external_id: 'emp-1' })
    expect(aside?.values).toEqual({ '/external_id': 'nothing' })
    expect([...(aside?.frees ?? [])]).toEqual(['external_id\u0000\u0000emp-1'])
  })

  test('not where v1.3 would go on accepting the only code identifier', () => {
    const abilities = abilitiesOf('v1.3', 'Kratos v1.3.1')
    expect(valuesFor({ '/traits/phone': '+12125550102' }, ['+12125550101'], { abilities })).toBeUndefined()
  })

  test('a login name of fixed shape is taken away if it may be, else nobody moves', () => {
    const withLogin = (required: string[]) => {
      const login = {
        type: 'string',
        maxLength: 8,
        'ory.sh/kratos': { credentials: { password: { identifier: true } } },
      }
      const schema = {
        type: 'object',
        properties: { traits: { type: 'object', properties: { email: { type: 'string' }, login }, required } },
      }
      return compileIdentitySchemas([{ id: 'person', schema }]).schemas.get('person') as IdentitySchema
    }
    const edits = { '/traits/login': 'bob' }
    const held = { login: 'ada' }
    expect(valuesFor(edits, ['ada'], { schema: withLogin([]), held })?.values).toEqual({ '/traits/login': 'nothing' })
    expect(valuesFor(edits, ['ada'], { schema: withLogin(['login']), held })).toBeUndefined()
  })

  test('of a list of addresses the ones that stay, stay', () => {
    const items = {
      type: 'string',
      format: 'email',
      'ory.sh/kratos': { credentials: { password: { identifier: true } } },
    }
    const properties = { traits: { type: 'object', properties: { emails: { type: 'array', items } } } }
    const schema = compileIdentitySchemas([{ id: 'person', schema: { type: 'object', properties } }]).schemas.get(
      'person',
    ) as IdentitySchema
    const held = { emails: ['a@x.org', 'b@x.org'] }
    const aside = valuesFor({ '/traits/emails': ['b@x.org', 'c@x.org'] }, ['a@x.org'], { schema, held })
    expect(aside?.values).toEqual({ '/traits/emails': 'remaining' })
    expect([...(aside?.frees ?? [])]).toEqual([claim('a@x.org')])
  })
})

describe('what stands aside when the next plan comes', () => {
  const temporary = 'idctl-swap-t@example.com'
  const standing = (over: Partial<Mark> = {}, email = temporary): LiveIdentity =>
    live({
      traits: { email },
      mark: mark('ada', {
        fields: { '/traits/email': leafDigest(person, '/traits/email', temporary) },
        todo: ['aside:/traits/email', 'swap:d'],
        ...over,
      }),
    })
  const decide = (input: DesiredInput, identity = standing()) => {
    const own = identity.mark.kind === 'mark' ? identity.mark.mark : mark('ada')
    const document = desired({ key: 'ada', file: 'identities/ada.yaml', ...input })
    return decideChange({ kind: 'both', desired: document, live: identity, by: 'mark', mark: own }, policy()).change
  }
  const wanted = { traits: { email: 'bob@example.com' } }

  test('is pending and owed, and no drift', () => {
    expect(decide(wanted)).toMatchObject({ reason: 'todo', fields: [{ after: 'bob@example.com', cause: 'pending' }] })
  })

  test('is drift if the person has changed it meanwhile', () => {
    expect(decide(wanted, standing({}, 'own@example.com'))).toMatchObject({ reason: 'both' })
  })

  test('is written also where the leaf has become the user’s', () => {
    const change = decide({ ...wanted, ownership: { '/traits/email': 'seed' } })
    expect(change).toMatchObject({ fields: [{ path: '/traits/email', after: 'bob@example.com' }] })
    expect(change?.blocked).toBeUndefined()
  })

  test.each(['observe', 'ignore'] as const)(
    'blocks the change where the files no longer say the value (%s)',
    (mode) => {
      expect(decide({ ...wanted, ownership: { '/traits/email': mode } })?.blocked).toMatchObject({
        code: 'aside',
        reason: expect.stringContaining('/traits/email'),
      })
    },
  )

  test('is not let go of by name either, protected or not', () => {
    const identity = standing({ protect: true })
    const own = identity.mark.kind === 'mark' ? identity.mark.mark : mark('ada')
    const release = { command: 'release', keys: ['ada'], includeProtected: true } as const
    const { change } = decideKeyCommand({ kind: 'live-only', live: identity, mark: own }, policy(), release, 'key')
    expect(change).toMatchObject({ action: 'release', blocked: { code: 'aside' } })
  })

  test('is not let go of, but disabled or deleted like anybody, and the mark keeps what it owes', () => {
    const orphan = (removal: 'release' | 'disable' | 'delete') => {
      const identity = standing({ made: 'created' })
      const own = identity.mark.kind === 'mark' ? identity.mark.mark : mark('ada')
      return decideChange(
        { kind: 'live-only', live: identity, mark: own },
        policy({ removal: { created: removal, adopted: removal } }),
      ).change
    }
    expect(orphan('release')?.blocked?.code).toBe('aside')
    expect(orphan('delete')).not.toHaveProperty('blocked')
    expect(orphan('disable')).toMatchObject({ mark: { todo: ['aside:/traits/email', 'swap:d'] } })
  })
})

describe('what was taken away meanwhile when the next plan comes', () => {
  /** Ada has no phone, and one role less, while the others take theirs. */
  const standing = (over: Partial<Mark> = {}, more: JsonObject = {}) =>
    live({
      traits: { email: 'ada@example.com', roles: ['b'], ...more },
      mark: mark('ada', {
        fields: {
          '/traits/email': leafDigest(person, '/traits/email', 'ada@example.com'),
          '/traits/phone': leafDigest(person, '/traits/phone', undefined),
          '/traits/roles': leafDigest(person, '/traits/roles', ['b']),
        },
        todo: ['aside:/traits/phone', 'aside:/traits/roles', 'swap:d'],
        ...over,
      }),
    })
  const decide = (input: DesiredInput, identity = standing()) => {
    const own = identity.mark.kind === 'mark' ? identity.mark.mark : mark('ada')
    const document = desired({ key: 'ada', file: 'identities/ada.yaml', ...input })
    return decideChange({ kind: 'both', desired: document, live: identity, by: 'mark', mark: own }, policy()).change
  }
  const traits = { email: 'ada@example.com', phone: '+15550100', roles: ['b', 'c'] }

  test.each(['release', 'removal'])('is not let go of (%s)', (how) => {
    const identity = standing({ made: 'adopted' })
    const own = identity.mark.kind === 'mark' ? identity.mark.mark : mark('ada')
    const pair = { kind: 'live-only', live: identity, mark: own } as const
    const { change } =
      how === 'removal'
        ? decideChange(pair, policy())
        : decideKeyCommand(pair, policy(), { command: 'release', keys: ['ada'] }, 'key')
    expect(change).toMatchObject({ action: 'release', blocked: { code: 'aside' } })
  })

  test.each(['/traits/phone', '/traits/roles'])('comes back also where the leaf has become the user’s: %s', (path) => {
    const change = decide({ traits, ownership: { [path]: 'seed' } })
    expect(change?.fields.map((field) => field.path).sort()).toEqual(['/traits/phone', '/traits/roles'])
    expect(change?.blocked).toBeUndefined()
  })

  test('is left alone where the person has put something there', () => {
    const own = standing({}, { phone: '+15559999', roles: ['b', 'mine'] })
    const seeds = { '/traits/phone': 'seed', '/traits/roles': 'seed' } as const
    expect(decide({ traits, ownership: seeds }, own)).toMatchObject({ reason: 'todo', fields: [] })
    const observed = { '/traits/phone': 'observe', '/traits/roles': 'ignore' } as const
    expect(decide({ traits, ownership: observed }, own)?.blocked).toBeUndefined()
  })

  test.each([
    ['/traits/phone', 'observe'],
    ['/traits/phone', 'ignore'],
    ['/traits/roles', 'observe'],
    ['/traits/roles', 'ignore'],
  ] as const)('blocks the change where the files no longer say the value (%s %s)', (path, mode) => {
    expect(decide({ traits, ownership: { [path]: mode } })?.blocked).toMatchObject({
      code: 'aside',
      reason: expect.stringContaining(path),
    })
  })

  test.each<[string, JsonObject]>([
    ['the files want just what is there', { email: 'ada@example.com', phone: null, roles: ['b'] }],
    ['the lines have left the file', { email: 'ada@example.com' }],
  ])('is in nobody’s way where %s', (_, wanted) => {
    const change = decide({ traits: wanted })
    expect(change).toMatchObject({ action: 'update' })
    expect(change?.blocked).toBeUndefined()
  })
})

describe('verified addresses on the way', () => {
  const before = live({ traits: { email: 'a@x.org' }, verified: true, mark: mark('ada') })
  const at = (email: string) => intendedOf(before, [{ path: '/traits/email', after: email }], mark('ada'))
  const owed = (final: string, keepsVerified = false): TodoItem[] =>
    verificationsOwed({
      live: before,
      aside: at('t@x.org'),
      final: at(final),
      schema: person,
      edits: [],
      keepsVerified,
    })
  const aside = (todo: readonly TodoItem[]) => live({ traits: { email: 't@x.org' }, mark: mark('ada', { todo }) })

  test('the temporary one stands for the verified one, for whatever follows it', () => {
    const standing = aside(owed('b@x.org'))
    expect(standing.verifiable_addresses[0]?.verified).toBe(false)
    expect(withOwedVerified(standing).verifiable_addresses[0]?.verified).toBe(true)
    expect(restoredEdits(standing, at('b@x.org'), person, [])).toEqual([])
  })

  test('one that comes back is verified again, unless the document says otherwise', () => {
    const standing = aside(owed('a@x.org'))
    const leaf = '/verifiable_addresses/email:a@x.org/verified'
    expect(restoredEdits(standing, at('a@x.org'), person, [])).toEqual([{ path: leaf, after: true }])
    expect(restoredEdits(standing, at('a@x.org'), person, [{ path: leaf, after: false }])).toEqual([])
    expect(restoredEdits(standing, standing, person, [])).toEqual([])
  })

  test('where the leaf is empty meanwhile, keep_verified is settled beforehand', () => {
    const gone = intendedOf(before, [{ path: '/traits/email' }], mark('ada'))
    const settle = (keepsVerified: boolean) =>
      verificationsOwed({ live: before, aside: gone, final: at('b@x.org'), schema: person, edits: [], keepsVerified })
    expect(settle(true)).toHaveLength(1)
    expect(settle(false)).toEqual([])
  })

  test('nothing is owed by somebody who had nothing verified', () => {
    expect(aside([]).mark).toMatchObject({ mark: { todo: [] } })
    const unverified = live({ traits: { email: 'a@x.org' } })
    expect(withOwedVerified(unverified)).toBe(unverified)
  })
})

test('a merge list keeps the digests of the elements that are still there', () => {
  const digests = ['a', 'b'].map((text) => leafDigest(undefined, '/traits/roles', text))
  const own = mark('ada', { fields: { '/traits/roles': digests } })
  const identity = live({ traits: { email: 'a@x.org', roles: ['a', 'b'] }, mark: own })
  const moves = [{ path: '/traits/roles', after: ['b'] }]
  const next = asideMark(identity, own, moves, { paths: ['/traits/roles'], schema: person, verifications: [] })
  expect(next.fields['/traits/roles']).toEqual([digests[1]])
  expect(next.todo).toEqual(['aside:/traits/roles', expect.stringMatching(/^swap:/)])
})
