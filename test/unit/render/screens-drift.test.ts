import { expect, test } from 'vitest'
import { chooseStyle } from '../../../src/cli/theme.ts'
import type { Detail } from '../../../src/render/detail.ts'
import type { DriftFound } from '../../../src/render/format.ts'
import { widthOf } from '../../../src/render/layout/width.ts'
import { driftText } from '../../support/drift-text.ts'
import { driftOfFewNights, driftOfMany, driftOfManyKinds, driftOfPower, noDrift } from './screen-drift.ts'

const answers = [
  'Undo: idctl apply',
  'Keep: idctl accept KEY',
  'Tolerate: idctl drift --baseline FILE --write-baseline --owner WHO --reason WHY --expires DATE',
]

/** Kept as files and read line by line: `npx vitest -u` writes what the screens are now. */
test.each<[name: string, found: DriftFound, width: number, color: boolean, detail: Detail]>([
  ['many-kinds-100', driftOfManyKinds(), 100, false, 'folded'],
  ['many-kinds-60', driftOfManyKinds(), 60, false, 'folded'],
  ['many-kinds-100-colour', driftOfManyKinds(), 100, true, 'folded'],
  ['many-kinds-summary', driftOfManyKinds(), 100, false, 'summary'],
  ['20-people-100', driftOfMany(20), 100, false, 'folded'],
  ['20-people-60-colour', driftOfMany(20), 60, true, 'folded'],
  ['10000-people-100', driftOfMany(10_000), 100, false, 'folded'],
  ['10000-people-60', driftOfMany(10_000), 60, false, 'folded'],
  ['10000-people-summary', driftOfMany(10_000), 60, false, 'summary'],
  ['privileged-100', driftOfPower(), 100, false, 'folded'],
  ['privileged-60-colour', driftOfPower(), 60, true, 'folded'],
  ['privileged-summary', driftOfPower(), 60, false, 'summary'],
  ['few-nights-100', driftOfFewNights(), 100, false, 'folded'],
  ['few-nights-60-colour', driftOfFewNights(), 60, true, 'folded'],
  ['nothing', noDrift(), 100, false, 'folded'],
])('screen %s', async (name, found, width, color, detail) => {
  const env = { COLUMNS: String(width) }
  const style = chooseStyle({ isTerminal: true, wanted: color, env, columns: () => undefined })
  const isDrift = found.view.counts.drifted > 0
  const text = driftText(found, { style, detail, answers: isDrift ? answers : [] })
  for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width)
  await expect(text.replaceAll('\u001b', '␛')).toMatchFileSnapshot(`screens/drift-${name}.txt`)
})
