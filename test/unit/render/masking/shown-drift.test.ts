import { expect, test } from 'vitest'
import { renderDriftJson } from '../../../../src/render/json-drift.ts'
import { createMasking } from '../../../../src/render/masking/masking.ts'
import { shownDrift } from '../../../../src/render/masking/shown-drift.ts'
import { entriesOf, judged } from '../../../support/drift.ts'
import { driftText } from '../../../support/drift-text.ts'
import { fieldOf, planOf, updateOf } from '../fixtures.ts'

const masking = createMasking(Buffer.from('a key of the tests'))
const entries = entriesOf(`version: 1
accepted:
  - { key: ada, path: /traits/name, owner: ann@example.com, reason: married, expires: 2999-01-31 }
  - { key: bob, kind: unmarked, owner: ann@example.com, reason: gone, expires: 2999-01-31 }
`)
const fields = [fieldOf('/traits/name', { cause: 'drift', before: 'Ida', after: 'Ada' })]
const plan = planOf([updateOf('ada', { reason: 'drift', fields })], {
  declared: ['/traits/name'],
  drift: { live: 2, managed: 1, moved: [], unmanaged: [{ id: 'stranger', foreign: true }] },
})
const update = {
  file: 'ann.yaml',
  added: [{ id: 'stranger' }, { key: 'ada', path: '/traits/name' }, { key: 'cy', kind: 'missing' as const }],
  dropped: entries.slice(1).map((entry) => ({ entry, why: 'it matches no drift' })),
  kept: [],
}

test('a drift and its baseline are told without persons: neither who moved nor who accepts it', () => {
  const found = shownDrift({ plan, view: judged(plan, { entries }), update }, masking)
  const human = driftText(found)
  const [ada, bob] = ['ada', 'bob'].map(masking.key)
  expect(human).toBe(`Workspace acme-1 on prod: 1 of 2 drifted; values are file → live

Unmanaged (1): no document claims them, and they have no mark of this workspace
  ${masking.id('stranger')} (marked by another workspace)

Accepted (1): the baseline accepts it for a while
  ${ada}  ${masking.file('identities/ada.yaml')}:3
    /traits/name  "${masking.value('Ada')}" → "${masking.value('Ida')}" (accepted by (masked) until
      2999-01-31: (masked))

Baseline ${masking.file('ann.yaml')}: 3 added, 1 dropped.
  dropped ${bob} unmarked: it matches no drift

Drift: 1 drifted. 1 accepted. Coverage 50 %.
`)
  const json = renderDriftJson(found, { masked: true })
  expect(json).not.toMatch(/ada|ann|bob|stranger|married|Ida/i)
  expect(JSON.parse(json)).toMatchObject({ masked: true, unmanaged: [{ id: masking.id('stranger') }] })
})
