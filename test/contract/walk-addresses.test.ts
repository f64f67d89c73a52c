import { describe } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { serversWith } from '../support/servers.ts'
import { walkSchemas } from './attribute-schemas.ts'
import { type Folder, type Stage, walksOn } from './walk.ts'
import { ann, ben, both, called, cyd, person, unmoved, zoe } from './walk-people.ts'

describe.each(serversWith(walkSchemas))('addresses that change hands, on the $name', (choice) => {
  const walk = walksOn(choice)

  const annNow = person('new@', 'Ann Archer')

  walk('changed by the file: the same account', both, [
    {
      folder: { ...both, 'ann.yaml': annNow },
      rows: ['update new@ (ann@)'],
      accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
    },
  ])

  for (const verified of [false, true]) {
    const how = verified ? 'verified' : 'not verified'
    const live = async ({ edit, verify }: Stage) => {
      await edit('ann@', '/traits/email', 'new@')
      if (verified) await verify('ann@')
    }

    walk(`changed by its owner, ${how}: drift, and the file wins`, both, [
      { live, rows: ['update ann@'], accounts: unmoved },
    ])

    walk(`changed by its owner, ${how}, and the file follows: the same account`, both, [
      {
        live,
        folder: { ...both, 'ann.yaml': annNow },
        rows: ['update new@ (ann@)'],
        accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
      },
    ])

    walk(`changed by its owner, ${how}, and the file follows under another name`, both, [
      {
        live,
        folder: { 'archer.yaml': annNow, 'ben.yaml': ben },
        ...(verified
          ? { rows: ['update new@ (ann@)'], accounts: { 'new@': 'ann@', 'ben@': 'ben@' } }
          : { rows: ['x create new@: collision', 'x none ann@: held'], exit: 'incomplete' }),
      },
      {
        folder: { 'archer.yaml': called(annNow, 'ann', 'ann@'), 'ben.yaml': ben },
        rows: ['update ann (ann@)'],
        accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
      },
    ])

    walk(`changed by a leaver, ${how}, to that of a newcomer: nobody gets her account`, both, [
      {
        live,
        folder: { 'ben.yaml': ben, 'cyd.yaml': person('new@', 'Cyd Cole'), 'zoe.yaml': zoe },
        rows: ['x create new@: collision', verified ? 'x none ann@: held' : 'disable ann@', 'create zoe@'],
        exit: 'incomplete',
        accounts: { 'new@': verified ? 'ann@' : 'ann@, inactive', 'ben@': 'ben@', 'zoe@': 'new' },
      },
    ])

    walk(`changed by its owner, ${how}, to that of a newcomer: hers is brought back, and his is new`, both, [
      {
        live,
        folder: { ...both, 'cyd.yaml': person('new@', 'Cyd Cole') },
        rows: ['update ann@', 'create new@'],
        accounts: { ...unmoved, 'new@': 'new' },
      },
    ])
  }

  const newcomer = { 'ben.yaml': ben, 'cyd.yaml': person('ann@', 'Cyd Cole') }
  const rows = ['delete ann@ to ann@', 'create ann@ for ann@']
  walk('of a leaver, for a newcomer: a replacement that asks, and a new account', both, [
    { folder: newcomer, rows, trips: ['replacements'], exit: 'refused' },
    { options: { consents: { replacements: 1 } }, rows, accounts: { 'ann@': 'new', 'ben@': 'ben@' } },
  ])

  walk('of a leaver, for somebody who is there: nobody becomes anybody', both, [
    {
      folder: { 'ben.yaml': person('ann@', 'Ben Baker') },
      rows: ['delete ann@', 'update ann@ (ben@)'],
      accounts: { 'ann@': 'ben@' },
    },
  ])

  for (const [where, folder] of [
    ['files', (...[a = {}, b = {}, c = {}]) => ({ 'ann.yaml': a, 'ben.yaml': b, 'cyd.yaml': c })],
    ['one list', (...documents) => ({ 'team.yaml': documents })],
  ] as const satisfies readonly [string, (...documents: JsonObject[]) => Folder][]) {
    walk(`handed on by three in ${where}: everybody keeps the own account`, folder(ann, ben, cyd), [
      {
        folder: folder(person('ben@', 'Ann Archer'), person('cyd@', 'Ben Baker'), person('new@', 'Cyd Cole')),
        rows: ['update new@ (cyd@)', 'update cyd@ (ben@)', 'update ben@ (ann@)'],
        accounts: { 'ben@': 'ann@', 'cyd@': 'ben@', 'new@': 'cyd@' },
      },
    ])

    const exchanged = folder(person('ben@', 'Ann Archer'), person('ann@', 'Ben Baker'), cyd)
    const exchange = ['update ben@ (ann@)', 'update ann@ (ben@)']
    walk(`exchanged by two in ${where}: everybody keeps the own account`, folder(ann, ben, cyd), [
      { folder: exchanged, rows: exchange, trips: ['swaps'], exit: 'refused' },
      {
        options: { consents: { swaps: 1 } },
        rows: exchange,
        accounts: { 'ben@': 'ann@', 'ann@': 'ben@', 'cyd@': 'cyd@' },
      },
    ])
  }

  walk(
    'exchanged by two files that say nothing else: an error, until lines say whose they are',
    { 'ann.yaml': person('ann@'), 'ben.yaml': person('ben@') },
    [
      {
        folder: { 'ann.yaml': person('ben@'), 'ben.yaml': person('ann@') },
        rows: [],
        errors: ['IDC506', 'IDC506'],
        exit: 'invalid',
      },
      {
        folder: {
          'ann.yaml': called(person('ben@'), 'ann', 'ann@'),
          'ben.yaml': called(person('ann@'), 'ben', 'ben@'),
        },
        options: { consents: { swaps: 1 } },
        rows: ['update ann (ann@)', 'update ben (ben@)'],
        accounts: { 'ben@': 'ann@', 'ann@': 'ben@' },
      },
    ],
  )
})
