import { expect, test } from 'vitest'
import { applyCommand } from '../../../src/cli/next-command.ts'

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
  expect(applyCommand(flags, false)).toBe(
    `idctl apply --env prod --sandbox --only 'sales/*' --take-over=ada --take-over='o'\\''hara' --allow-removals=7`,
  )
  expect(applyCommand(flags, true)).toBe('idctl apply --env prod --allow-removals=7')
  expect(applyCommand({}, false)).toBe('idctl apply')
})
