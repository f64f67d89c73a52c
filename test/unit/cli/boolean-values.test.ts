import { expect, test } from 'vitest'
import { refuseBooleanValues } from '../../../src/cli/boolean-values.ts'
import Apply from '../../../src/commands/apply.ts'

const flags = { ...Apply.baseFlags, ...Apply.flags }

test('no flag without a value takes one', () => {
  const booleans = Object.entries(flags).filter(([, { type }]) => type === 'boolean')
  expect(booleans.length).toBeGreaterThan(5)
  for (const [name] of booleans) {
    for (const value of ['true', 'false', '', 'a.plan']) {
      expect(() => refuseBooleanValues([`--${name}=${value}`], flags)).toThrow(`--${name} takes no value`)
    }
  }
})

test.each([
  [['--yes', 'true.plan']],
  [['--only', '--yes=true']],
  [['--only=--yes=true']],
  [['--', '--yes=true']],
  [['--allow-removals=0', '--report', 'json=-']],
])('%j is right', (argv) => expect(() => refuseBooleanValues(argv, flags)).not.toThrow())
