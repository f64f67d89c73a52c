import { expect, test } from 'vitest'
import { chooseStyle } from '../../../src/cli/theme.ts'

test.each([
  [true, {}, false, true],
  [true, { NO_COLOR: '1' }, false, false],
  [true, { TERM: 'dumb' }, false, false],
  [true, {}, true, false],
  [false, {}, false, false],
])('colour: terminal %s, env %j, --no-color %s', (isTerminal, env, refused, coloured) => {
  expect(chooseStyle({ isTerminal, env, refused }).added('x') !== 'x').toBe(coloured)
})
