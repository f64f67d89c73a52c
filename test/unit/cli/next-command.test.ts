import { expect, test } from 'vitest'
import { applyCommand, planAnswers } from '../../../src/cli/next-command.ts'
import type { Change } from '../../../src/model/change.ts'
import { createOf, fieldOf, updateOf } from '../render/fixtures.ts'

test('the next command has the flags that shape the plan', () => {
  const flags = {
    env: 'prod',
    sandbox: '',
    only: 'sales/*',
    'take-over': ['ada', "o'hara"],
    'allow-removals': 7,
    out: undefined,
    'detailed-exitcode': true,
    summary: true,
  }
  expect(applyCommand([], flags, false)).toBe(
    `idctl apply --env prod --sandbox --only 'sales/*' --take-over=ada --take-over='o'\\''hara' --allow-removals=7`,
  )
  expect(applyCommand([], flags, true)).toBe('idctl apply --env prod --allow-removals=7')
  expect(applyCommand([], {}, false)).toBe('idctl apply')
})

test('what makes invites needs a file for them', () => {
  const invited = createOf('ada', { invite: { send: 'recovery_link' } })
  expect(applyCommand([createOf('bob'), invited], { 'allow-removals': 7 }, false)).toBe(
    'idctl apply --allow-removals=7 --invites invites.ndjson',
  )
  const blocked = { code: 'adoption', reason: 'unverified' } as const
  expect(applyCommand([{ ...invited, blocked }], {}, false)).toBe('idctl apply')
})

const unverified = { code: 'adoption', reason: 'not verified' } as const
const adoption = (key: string) => updateOf(key, { action: 'adopt', blocked: unverified })
const refused = updateOf('cy', { blocked: { code: 'schema', reason: 'too short' } })
const waiting = updateOf('dan', { waits: { code: 'held', reason: 'theirs', fields: [fieldOf('/traits/a')] } })
const orphan = updateOf('eve', { blocked: { code: 'kept', reason: 'keep', orphan: true } })
const disabled = updateOf('fay', { blocked: { code: 'schema', reason: 'refused', still: 'revoke_sessions' } })
const idle = 'Apply would do nothing, and end with exit code 5.'
test.each<[what: string, changes: Change[], flags: Record<string, unknown>, told: string[]]>([
  ['nothing', [], {}, []],
  ['orphans alone, which are no reason for another exit', [orphan], {}, []],
  ['all of it', [createOf('ada'), orphan], { env: 'prod' }, ['Next: idctl apply --env prod']],
  [
    'a part',
    [createOf('ada'), adoption('bob'), refused],
    {},
    ['Apply leaves 2 blocked, and so ends with exit code 5.', 'Next: idctl apply'],
  ],
  [
    'a part, and a part of a change',
    [refused, waiting],
    {},
    ['Apply leaves 1 blocked and a part of 1 change, and so ends with exit code 5.', 'Next: idctl apply'],
  ],
  [
    'a kept plan, about which the talk has said how to execute it',
    [createOf('ada'), refused],
    { out: 'a.plan' },
    ['Apply leaves 1 blocked, and so ends with exit code 5.'],
  ],
  [
    'only somebody to adopt',
    [adoption("o'hara"), orphan],
    { env: 'prod', only: 'x' },
    [idle, `Next: check that it is the same person, then \`idctl adopt 'o'\\''hara' --env prod\``],
  ],
  [
    'only people to adopt, each of whom is to be looked at',
    [adoption('ada'), adoption('bob')],
    {},
    [idle, 'Next: check that each is the same person, then `idctl adopt KEY`'],
  ],
  ['only what has other hints', [adoption('ada'), refused], {}, [idle, 'Next: do what the hints say']],
  [
    'only what has other hints, which are not shown',
    [refused],
    { summary: true, env: 'prod' },
    [idle, 'Next: `idctl plan --env prod` has a hint for each'],
  ],
])('the last lines of a plan say what apply will do: %s', (_, changes, flags, told) => {
  expect(planAnswers(changes, flags, false)).toEqual(told)
})

test('masked, the last lines of a plan name nobody', () => {
  expect(planAnswers([adoption('ada')], { env: 'prod', config: '/home/ada' }, true).join()).not.toContain('ada')
})

test('a blocked change of which something is done all the same is a reason to apply', () => {
  expect(planAnswers([disabled], {}, false)).toEqual([
    'Apply leaves 1 blocked, and so ends with exit code 5.',
    'Next: idctl apply',
  ])
})
