import { expect, test } from 'vitest'
import { applyCommand } from '../../../src/cli/next-command.ts'
import { createOf } from '../render/fixtures.ts'

test('the next command has the flags that shape the plan', () => {
  const flags = {
    env: 'prod',
    sandbox: '',
    only: 'sales/*',
    'take-over': ['ada', "o'hara"],
    'allow-removals': 7,
    out: undefined,
    'detailed-exitcode': true,
    summary: true,
  }
  expect(applyCommand([], flags, false)).toBe(
    `idctl apply --env prod --sandbox --only 'sales/*' --take-over=ada --take-over='o'\\''hara' --allow-removals=7`,
  )
  expect(applyCommand([], flags, true)).toBe('idctl apply --env prod --allow-removals=7')
  expect(applyCommand([], {}, false)).toBe('idctl apply')
})

test('what makes invites needs a file for them', () => {
  const invited = createOf('ada', { invite: { send: 'recovery_link' } })
  expect(applyCommand([createOf('bob'), invited], { 'allow-removals': 7 }, false)).toBe(
    'idctl apply --allow-removals=7 --invites invites.ndjson',
  )
  const blocked = { code: 'adoption', reason: 'unverified' } as const
  expect(applyCommand([{ ...invited, blocked }], {}, false)).toBe('idctl apply')
})
