import { describe } from 'vitest'
import { serversWith } from '../support/servers.ts'
import { walkSchemas } from './attribute-schemas.ts'
import { walksOn } from './walk.ts'
import { ben, called, caller, person } from './walk-people.ts'

describe.each(serversWith(walkSchemas))('what people sign in with, on the $name', (choice) => {
  const walk = walksOn(choice)

  for (const [kind, of, before, after] of [
    ['a user name', (username: string) => caller({ username, name: 'Ann Archer' }), 'ann-', 'new-'],
    ['a phone number', (phone: string) => caller({ phone, name: 'Ann Archer' }), '+1', '+2'],
  ] as const) {
    walk(
      `${kind}, changed by the file: the same account; in another file: a replacement`,
      { 'ann.yaml': of(before), 'ben.yaml': ben },
      [
        {
          folder: { 'ann.yaml': of(after), 'ben.yaml': ben },
          rows: [`update ${after} (${before})`],
          accounts: { [after]: before, 'ben@': 'ben@' },
        },
        {
          folder: { 'archer.yaml': of(before), 'ben.yaml': ben },
          rows: [`delete ${after} (${before}) to ${before}`, `create ${before} for ${before}`],
          trips: ['replacements'],
          exit: 'refused',
        },
      ],
    )
  }

  for (const [kind, of, before, after] of [
    ['an address', (email: string) => person(email), 'ann@', 'Ann@'],
    ['a user name', (username: string) => caller({ username }), 'ann-', 'Ann-'],
    ['a phone number', (phone: string) => caller({ phone }), '+1', '(1)'],
  ] as const) {
    const shown = after === '(1)' ? '+1' : after
    walk(
      `${kind} in another spelling, in another file: the same account`,
      { 'ann.yaml': of(before), 'ben.yaml': ben },
      [
        {
          folder: { 'archer.yaml': of(after), 'ben.yaml': ben },
          rows: [`update ${before}`],
          accounts: { [shown]: before, 'ben@': 'ben@' },
        },
      ],
    )
  }

  const two = (username: string, phone: string, name: string) => caller({ username, phone, name })
  walk(
    'two of them, and one is handed on: everybody keeps the own account',
    { 'ann.yaml': two('ann-', '+1', 'Ann Archer'), 'ben.yaml': two('ben-', '+2', 'Ben Baker') },
    [
      {
        folder: { 'ann.yaml': two('ann-', '+2', 'Ann Archer'), 'ben.yaml': two('ben-', '+3', 'Ben Baker') },
        rows: ['update ann- (+1)', 'update ben- (+2)'],
        accounts: { '+2': '+1', '+3': '+2' },
      },
    ],
  )

  walk(
    'two of them, and somebody new has one of a leaver’s: nobody gets the account',
    { 'ann.yaml': two('ann-', '+1', 'Ann Archer'), 'ben.yaml': ben },
    [
      {
        folder: { 'cyd.yaml': two('cyd-', '+1', 'Cyd Cole'), 'ben.yaml': ben },
        rows: ['delete ann- (+1) to cyd-', 'create cyd- for +1'],
        trips: ['replacements'],
        exit: 'refused',
      },
    ],
  )

  for (const [what, name] of [
    ['with names', { name: 'Ann Archer' }],
    ['without names', {}],
  ] as const) {
    const traits = { email: 'ann@', phone: '+1', ...name }
    walk(
      `another schema_id, and the key comes from another identifier, ${what}: the same account`,
      { 'ann.yaml': { traits }, 'ben.yaml': ben },
      [
        { folder: { 'ann.yaml': caller(traits), 'ben.yaml': ben }, rows: ['update +1 (ann@)'] },
        { folder: { 'archer.yaml': { traits }, 'ben.yaml': ben }, rows: ['update ann@'] },
      ],
    )
  }

  const traits = { email: 'ann@', phone: '+1', name: 'Ann Archer' }
  walk(
    'another schema_id with an identifier more: the same account by its names',
    { 'ann.yaml': { traits }, 'ben.yaml': ben },
    [
      {
        folder: { 'archer.yaml': caller({ ...traits, username: 'ann-' }), 'ben.yaml': ben },
        rows: ['update ann- (ann@)'],
      },
      {
        folder: { 'ann.yaml': caller({ ...traits, username: 'anna-' }), 'ben.yaml': ben },
        rows: ['update anna- (ann@)'],
      },
    ],
  )

  const robot = (key: string, name: string) => called({ schema_id: 'robot', traits: { name } }, key)
  const robots = { 'robots.yaml': [robot('r1', 'Welder'), robot('r2', 'Painter')], 'ben.yaml': ben }

  walk('nobody with an identifier: the key is who they are, and a line says who they were', robots, [
    {
      folder: { 'r2.yaml': robot('r2', 'Welder'), 'r1.yaml': robot('r1', 'Painter'), 'ben.yaml': ben },
      rows: ['update r1', 'update r2'],
    },
    {
      folder: {
        'r2.yaml': robot('r2', 'Welder'),
        'r3.yaml': called(robot('r3', 'Painter'), 'r3', 'r1'),
        'ben.yaml': ben,
      },
      rows: ['update r3 (r1)'],
      accounts: { r2: 'r2', r3: 'r1', 'ben@': 'ben@' },
    },
  ])

  walk('nobody with an identifier, and another key with the same name: a replacement that asks', robots, [
    {
      folder: { ...robots, 'robots.yaml': [robot('r3', 'Welder'), robot('r2', 'Painter')] },
      rows: ['delete r1 to r3', 'create r3 for r1'],
      trips: ['replacements'],
      exit: 'refused',
    },
  ])

  walk('somebody who gets a first identifier: the same account', robots, [
    {
      folder: { ...robots, 'robots.yaml': [called(person('r1@', 'Welder'), 'r1'), robot('r2', 'Painter')] },
      rows: ['update r1'],
      accounts: { 'r1@': 'r1', r2: 'r2', 'ben@': 'ben@' },
    },
  ])
})
