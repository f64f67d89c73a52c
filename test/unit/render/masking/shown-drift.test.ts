import { expect, test } from 'vitest'
import { renderDrift } from '../../../../src/render/human/drift.ts'
import { renderDriftJson } from '../../../../src/render/json-drift.ts'
import { createMasking } from '../../../../src/render/masking/masking.ts'
import { shownDrift } from '../../../../src/render/masking/shown-drift.ts'
import { plainStyle } from '../../../../src/render/style.ts'
import { entriesOf, judged } from '../../../support/drift.ts'
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
  const human = renderDrift(found, plainStyle, () => undefined)
  const [ada, cy, bob] = ['ada', 'cy', 'bob'].map(masking.key)
  expect(human).toBe(`Workspace acme-1 on prod

${ada}  ${masking.file('identities/ada.yaml')}:3
    /traits/name: live "${masking.value('Ida')}", file "${masking.value('Ada')}"  (accepted by (masked) until 2999-01-31: (masked))

${masking.id('stranger')}  (unmanaged; marked by another workspace)

Baseline ${masking.file('ann.yaml')}: 3 added, 1 dropped, 0 kept.
    added    ${masking.id('stranger')}
    added    ${ada}  /traits/name
    added    ${cy}  missing
    dropped  ${bob}  unmarked: it matches no drift

Drift: 1 drifted (1 unmanaged), 1 accepted, 0 pending, 0 unchanged; coverage 50 %.
`)
  const json = renderDriftJson(found, { masked: true })
  expect(json).not.toMatch(/ada|ann|bob|stranger|married|Ida/i)
  expect(JSON.parse(json)).toMatchObject({ masked: true, unmanaged: [{ id: masking.id('stranger') }] })
})
