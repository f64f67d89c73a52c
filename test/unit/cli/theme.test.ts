import { expect, test } from 'vitest'
import { chooseStyle } from '../../../src/cli/theme.ts'

test.each([
  [true, {}, undefined, true],
  [false, {}, undefined, false],
  [true, { NO_COLOR: '1' }, undefined, false],
  [true, { NO_COLOR: '' }, undefined, true],
  [true, { TERM: 'dumb' }, undefined, false],
  [true, {}, false, false],
  [false, {}, true, true],
  [false, { NO_COLOR: '1', TERM: 'dumb' }, true, true],
  [false, { FORCE_COLOR: '1' }, undefined, true],
  [false, { FORCE_COLOR: '' }, undefined, true],
  [false, { FORCE_COLOR: 'true', TERM: 'dumb' }, undefined, true],
  [true, { FORCE_COLOR: '0' }, undefined, false],
  [true, { FORCE_COLOR: 'false' }, undefined, false],
  [true, { FORCE_COLOR: '3' }, false, false],
  [true, { FORCE_COLOR: '1', NO_COLOR: '1' }, undefined, false],
])('colour: terminal %s, env %j, --color %s', (isTerminal, env, wanted, coloured) => {
  const style = chooseStyle({ isTerminal, env, wanted, columns: () => undefined })
  expect(style.added('x') !== 'x').toBe(coloured)
})

test.each([
  [undefined, {}, 100],
  [120, {}, 120],
  [0, {}, 100],
  [120, { COLUMNS: '60' }, 60],
  [undefined, { COLUMNS: '60' }, 60],
  [undefined, { COLUMNS: '0' }, 100],
  [80, { COLUMNS: 'wide' }, 80],
  [80, { COLUMNS: '99999999' }, 80],
  [12, {}, 40],
])('width: terminal of %s columns, env %j', (columns, env, width) => {
  expect(chooseStyle({ isTerminal: true, env, columns: () => columns }).width).toBe(width)
})

test('the width follows a terminal that is resized', () => {
  let columns = 100
  const style = chooseStyle({ isTerminal: true, env: {}, columns: () => columns })
  columns = 60
  expect(style.width).toBe(60)
})
