import { expect, test } from 'vitest'
import { driftView } from '../../../src/render/drift-view.ts'
import { renderDrift } from '../../../src/render/human/drift.ts'
import { renderDriftJson } from '../../../src/render/json.ts'
import { plainStyle } from '../../../src/render/style.ts'
import { createOf, fieldOf, planOf, updateOf } from './fixtures.ts'

const drifted = updateOf('ada', {
  reason: 'both',
  fields: [fieldOf('/traits/a', { cause: 'drift' }), fieldOf('/traits/b'), fieldOf('/traits/c', { cause: 'both' })],
})

test('keeps what moved live and counts what is pending', () => {
  const plan = planOf([drifted, updateOf('bob'), createOf('eve')], { summary: { unchanged: 7 } })
  expect(renderDrift(plan, plainStyle, () => undefined)).toBe(`Workspace acme-1 on prod

ada  identities/ada.yaml:3
    /traits/a: live "old", file "new"
    /traits/c: live "old", file "new"  (the file moved too)

Drift: 1 drifted, 0 observed; 2 pending, 7 unchanged, 0 unmanaged.
`)
  expect(JSON.parse(renderDriftJson(plan)).changes).toMatchObject([
    { key: 'ada', fields: [{ path: '/traits/a' }, { path: '/traits/c' }] },
  ])
})

test('observed differences are shown and counted apart', () => {
  const view = driftView(planOf([{ ...updateOf('ada'), action: 'none', observed: [fieldOf('/traits/x')] }]))
  expect(view).toMatchObject({ drifted: 0, observed: 1, pending: 0 })
})

test('a wiped mark and a re-activated identity are drift', () => {
  const view = driftView(
    planOf([
      updateOf('ada', { action: 'adopt', reason: 'unmarked' }),
      updateOf('bob', {
        reason: 'document-gone',
        blocked: { code: 'reactivated', reason: 'somebody re-activated it' },
      }),
    ]),
  )
  expect(view.drifted).toBe(2)
})

test('nothing moved is one line', () => {
  const shown = renderDrift(planOf([updateOf('bob')]), plainStyle, () => undefined)
  expect(shown).toBe('Drift: 0 drifted, 0 observed; 1 pending, 0 unchanged, 0 unmanaged.\n')
})
