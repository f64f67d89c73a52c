import { expect, test } from 'vitest'
import { planAnswers } from '../../../src/cli/next-command.ts'
import { chooseStyle } from '../../../src/cli/theme.ts'
import type { Plan } from '../../../src/model/plan.ts'
import type { Detail } from '../../../src/render/detail.ts'
import { widthOf } from '../../../src/render/layout/width.ts'
import { planText } from '../../support/plan-text.ts'
import { manyKinds, manyPeople, planWith, powerfulPeople } from './screen-plans.ts'

/** Kept as files and read line by line: `npx vitest -u` writes what the screens are now. */
test.each<[name: string, plan: Plan, width: number, color: boolean, detail: Detail]>([
  ['many-kinds-100', manyKinds(), 100, false, 'folded'],
  ['many-kinds-60', manyKinds(), 60, false, 'folded'],
  ['many-kinds-100-colour', manyKinds(), 100, true, 'folded'],
  ['many-kinds-summary', manyKinds(), 100, false, 'summary'],
  ['20-people-100', manyPeople(20), 100, false, 'folded'],
  ['20-people-60', manyPeople(20), 60, false, 'folded'],
  ['10000-people-100', manyPeople(10_000), 100, false, 'folded'],
  ['10000-people-60-colour', manyPeople(10_000), 60, true, 'folded'],
  ['10000-people-summary', manyPeople(10_000), 100, false, 'summary'],
  ['privileged-100', powerfulPeople(), 100, false, 'folded'],
  ['privileged-60-colour', powerfulPeople(), 60, true, 'folded'],
  ['privileged-summary', powerfulPeople(), 60, false, 'summary'],
  ['nothing', planWith([]), 100, false, 'folded'],
])('screen %s', async (name, plan, width, color, detail) => {
  const env = { COLUMNS: String(width) }
  const style = chooseStyle({ isTerminal: true, wanted: color, env, columns: () => undefined })
  const text = planText(plan, { style, detail, next: planAnswers(plan.changes, {}, false) })
  for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width)
  await expect(text.replaceAll('\u001b', '␛')).toMatchFileSnapshot(`screens/plan-${name}.txt`)
})

test('with --full everybody is on the screen', () => {
  const text = planText(manyPeople(1000), { detail: 'full' })
  expect(text).not.toContain('more like these')
  expect(text.match(/^\+ create/gm)).toHaveLength(1001)
})
