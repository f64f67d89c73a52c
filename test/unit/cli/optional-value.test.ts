import { expect, test } from 'vitest'
import { withOptionalValue } from '../../../src/cli/optional-value.ts'

test.each([
  ['alone', ['plan', '--sandbox'], ['plan', '--sandbox=']],
  ['before a flag', ['--sandbox', '--json'], ['--sandbox=', '--json']],
  ['with a value', ['--sandbox', 'a.json'], ['--sandbox', 'a.json']],
  ['after --', ['--', '--sandbox'], ['--', '--sandbox']],
])('--sandbox %s', (_, given, expected) => {
  expect(withOptionalValue(given, '--sandbox')).toEqual(expected)
})
