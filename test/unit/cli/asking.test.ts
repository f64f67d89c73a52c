import { expect, test } from 'vitest'
import { askingOf } from '../../../src/cli/plan-and-execute.ts'
import type { Change } from '../../../src/model/change.ts'
import type { GuardVerdict, Planned } from '../../../src/model/plan.ts'
import { planOf, updateOf } from '../render/fixtures.ts'

const adoption = updateOf('ada', { action: 'adopt', reason: 'unmarked', counts: { adoptions: 1 } })
/** `adopt --rebind`: no guard counts it. */
const rebinding = updateOf('bob', { reason: 'mark' })
const blocked = updateOf('eve', { blocked: { code: 'adoption', reason: 'r' } })

function planned(changes: readonly Change[], consent: number | undefined): Planned {
  const count = changes.filter(({ action }) => action === 'adopt').length
  const verdict: GuardVerdict = { guard: 'adoptions', count, limit: 10, rule: 'r', tripped: false }
  const guards = [consent === undefined ? verdict : { ...verdict, consent }]
  return { ok: true, plan: planOf(changes, { guards }) }
}

test.each<[string, readonly Change[], number | undefined, string]>([
  ['enough', [adoption, blocked], 1, 'never'],
  ['more than enough', [adoption], 30, 'never'],
  ['too small', [adoption], 0, 'always'],
  ['none', [adoption], undefined, 'always'],
  ['enough, but something else is done as well', [adoption, rebinding], 30, 'always'],
  ['for nothing of what is done', [rebinding], 0, 'always'],
])('a number that is %s', (_, changes, consent, asks) => {
  expect(askingOf(planned(changes, consent), 'adoptions', true)).toBe(asks)
  expect(askingOf(planned(changes, consent), undefined, true)).toBe('always')
})
