import { describe } from 'vitest'
import { serversWith } from '../support/servers.ts'
import { walkSchemas } from './attribute-schemas.ts'
import { type Stage, walksOn } from './walk.ts'
import { ben, both, called, cyd, person, unmoved, zoe } from './walk-people.ts'

describe.each(serversWith(walkSchemas))('what people set themselves, on the $name', (choice) => {
  const walk = walksOn(choice)

  /** Everybody else, who must not be stopped by it. */
  const others = { 'ben.yaml': person('ben@', 'Benjamin Baker'), 'zoe.yaml': zoe }
  const goOn = ['update ben@', 'create zoe@']

  const own =
    (path: string, value: string) =>
    async ({ edit, verify }: Stage) => {
      await edit('ann@', path, value)
      await verify('ann@')
    }

  for (const [how, name, verified, rows] of [
    ['not verified', 'Ann Archer', false, ['x update new@ (ann@): collision']],
    ['verified, with her names', 'Ann Archer', true, ['x none new@: contested', 'x none ann@: held']],
    ['verified, without names', undefined, true, ['x none new@: contested', 'x none ann@: held']],
    ['verified, with other names', 'Eve Evil', true, ['x update new@ (ann@): collision']],
  ] as const) {
    walk(`a stranger with the new address of somebody, ${how}: one document waits`, both, [
      {
        live: async ({ world, expand }) => {
          const address = { value: 'new@', via: 'email', verified, status: verified ? 'completed' : 'pending' }
          const stranger = { ...person('new@', name), schema_id: 'person', verifiable_addresses: [address] }
          await world.request('POST', '/identities', expand(stranger))
        },
        folder: { 'ann.yaml': person('new@', 'Ann Archer'), ...others },
        rows: [...rows, ...goOn],
        exit: 'incomplete',
        accounts: { ...unmoved, 'zoe@': 'new', 'new@': 'new@, not ours' },
      },
    ])
  }

  walk(
    'the address of a newcomer, where no names tell them apart: the two wait, and nobody else',
    { 'ann.yaml': person('ann@'), 'ben.yaml': ben },
    [
      {
        live: own('/traits/email', 'new@'),
        folder: { 'ann.yaml': person('ann@'), 'new.yaml': person('new@'), ...others },
        rows: ['x none ann@: contested', 'x none ann@: held', 'x none new@: contested', ...goOn],
        exit: 'incomplete',
        accounts: { 'new@': 'ann@', 'ben@': 'ben@', 'zoe@': 'new' },
      },
    ],
  )

  walk('her own name, and the file changes her address: the same account', both, [
    {
      live: ({ edit }) => edit('ann@', '/traits/name', 'Eve Evil'),
      folder: { ...both, 'ann.yaml': person('new@', 'Ann Archer') },
      rows: ['update new@ (ann@)'],
      accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
    },
  ])

  walk('the names of a newcomer: her account is not his', { ...both, 'cyd.yaml': cyd }, [
    {
      live: ({ edit }) => edit('ann@', '/traits/name', 'Zoe Zane'),
      folder: { 'ben.yaml': ben, 'cyd.yaml': cyd, 'zoe.yaml': zoe },
      rows: ['delete ann@', 'create zoe@'],
      accounts: { 'ben@': 'ben@', 'cyd@': 'cyd@', 'zoe@': 'new' },
    },
  ])

  walk('a verified address, which a line names: the same account', both, [
    {
      live: own('/traits/email', 'own@'),
      folder: { 'archer.yaml': called(person('new@', 'Ann Cole'), 'ann', 'own@'), 'ben.yaml': ben },
      rows: ['update ann (ann@)'],
      accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
    },
  ])

  /** The address of each goes to the next. */
  const exchange =
    (isVerified: boolean, ...people: readonly string[]) =>
    async ({ edit, verify }: Stage) => {
      const [first = ''] = people
      await edit(first, '/traits/email', 'aside@')
      for (const [index, next] of people.slice(1).entries()) await edit(next, '/traits/email', people[index] ?? '')
      await edit(first, '/traits/email', people.at(-1) ?? '')
      if (isVerified) for (const one of people) await verify(one)
    }

  for (const isVerified of [false, true]) {
    const how = isVerified ? 'verified' : 'not verified'
    walk(`addresses that two exchanged, ${how}: the two wait, and nobody else`, { ...both, 'cyd.yaml': cyd }, [
      {
        live: exchange(isVerified, 'ann@', 'ben@'),
        folder: { ...both, 'cyd.yaml': person('cyd@', 'Cyd Coleman'), 'zoe.yaml': zoe },
        rows: ['x update ann@: collision', 'x update ben@: collision', 'update cyd@', 'create zoe@'],
        exit: 'incomplete',
        accounts: { 'ann@': 'ben@', 'ben@': 'ann@', 'cyd@': 'cyd@', 'zoe@': 'new' },
      },
      {
        options: { consents: { swaps: 1 } },
        rows: ['update ann@', 'update ben@'],
        accounts: { 'ann@': 'ann@', 'ben@': 'ben@', 'cyd@': 'cyd@', 'zoe@': 'zoe@' },
      },
    ])
  }

  walk(
    'a swap of the files beside one that people made: each needs a consent',
    { ...both, 'cyd.yaml': cyd, 'zoe.yaml': zoe },
    [
      {
        live: exchange(false, 'ann@', 'ben@'),
        folder: {
          ...both,
          'cyd.yaml': called(person('zoe@', 'Cyd Cole'), 'cyd', 'cyd@'),
          'zoe.yaml': called(person('cyd@', 'Zoe Zane'), 'zoe', 'zoe@'),
        },
        options: { consents: { swaps: 1 } },
        rows: ['x update ann@: collision', 'x update ben@: collision', 'update cyd (cyd@)', 'update zoe (zoe@)'],
        exit: 'incomplete',
        accounts: { 'ann@': 'ben@', 'ben@': 'ann@', 'cyd@': 'zoe@', 'zoe@': 'cyd@' },
      },
    ],
  )
})
