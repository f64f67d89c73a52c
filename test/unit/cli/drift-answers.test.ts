import { expect, test } from 'vitest'
import { driftAnswers } from '../../../src/cli/drift-answers.ts'
import { verifiedLeaf } from '../../../src/model/address-leaf.ts'
import type { Change, FieldChange } from '../../../src/model/change.ts'
import type { DesiredIdentity, LiveIdentity } from '../../../src/model/identity.ts'
import { createdMark, entriesOf, judged, person, planForDrift } from '../../support/drift.ts'
import { createOf, fieldOf, planOf, updateOf } from '../render/fixtures.ts'

const moved = fieldOf('/traits/a', { cause: 'drift' })
const drifted = (key: string, over: Partial<Change> = {}) =>
  ({ ...updateOf(key, { fields: [moved] }), ...over }) as Change
const tolerate = 'Tolerate: idctl drift --baseline FILE --write-baseline --owner WHO --reason WHY --expires DATE'

function answers(changes: readonly Change[], flags = {}, { masked = false, ...options } = {}) {
  const unmanaged = [{ id: '22222222-2222-4222-8222-222222222222' }]
  const drift = { live: 1, managed: 1, moved: [], ...('strangers' in options ? { unmanaged } : {}) }
  return driftAnswers(judged(planOf(changes, { drift }), options), flags, masked)
}

test('one who drifted is named; of several each may be the one to keep', () => {
  expect(answers([drifted('ada')])).toEqual(['Undo: idctl apply', 'Keep: idctl accept ada', tolerate])
  expect(answers([drifted('ada'), drifted('bob')])[1]).toBe('Keep: idctl accept KEY')
})

test.each(['-rf', 'a\u202eb', 'a\nb'])('a key that cannot be copied is not put into a command: %j', (key) => {
  expect(answers([drifted(key)])[1]).toBe('Keep: idctl accept KEY')
})

test('a key is one word for the shell', () => {
  expect(answers([drifted("o'hara $(x)")])[1]).toBe("Keep: idctl accept 'o'\\''hara $(x)'")
})

test('the commands work where drift looked', () => {
  const flags = { env: 'prod', sandbox: '', only: 'sales/*', inventory: 'seen.json', baseline: 'b.yaml', json: false }
  const wide = { ...flags, 'include-observed': true, 'include-unmanaged': false }
  expect(answers([drifted('ada')], wide)).toEqual([
    `Undo: idctl apply --env prod --sandbox --only 'sales/*' --inventory seen.json`,
    'Keep: idctl accept ada --env prod --sandbox',
    `Tolerate: idctl drift --env prod --sandbox --only 'sales/*' --inventory seen.json --include-observed --baseline b.yaml --write-baseline --owner WHO --reason WHY --expires DATE`,
  ])
  expect(answers([drifted('ada')], wide, { masked: true })).toEqual([
    'Undo: idctl apply --env prod',
    'Keep: idctl accept KEY --env prod',
    'Tolerate: idctl drift --env prod --include-observed --baseline FILE --write-baseline --owner WHO --reason WHY --expires DATE',
  ])
})

const observed = { ...updateOf('ada', { fields: [] }), action: 'none', observed: [moved] } as Change
const adoption = { code: 'adoption', reason: 'not verified' } as const
const reactivated = { code: 'reactivated', reason: 'somebody activated it' } as const
const unmarked = updateOf('ada', { action: 'adopt', reason: 'unmarked' })
const waits = { code: 'adoption', reason: 'theirs', fields: [moved] } as const
test.each<[what: string, changes: Change[], options: object, told: string[]]>([
  ['nothing drifted', [updateOf('ada')], {}, []],
  ['observed, and no drift', [observed], {}, []],
  ['observed, as drift', [observed], { includeObserved: true }, [tolerate]],
  ['unmanaged only', [], { strangers: true }, [tolerate]],
  ['gone', [createOf('ada', { recreates: true })], {}, ['Undo: idctl apply', tolerate]],
  ['unmarked', [unmarked], {}, ['Undo: idctl apply', 'Mark: idctl adopt ada', tolerate]],
  ['unmarked, and blocked', [{ ...unmarked, blocked: adoption }], {}, ['Mark: idctl adopt ada', tolerate]],
  ['unmarked, and adopt would not do', [{ ...unmarked, blocked: reactivated }], {}, [tolerate]],
  ['blocked', [drifted('ada', { blocked: adoption })], {}, ['Keep: idctl accept ada', tolerate]],
  ['waiting', [updateOf('ada', { waits })], {}, ['Keep: idctl accept ada', tolerate]],
  [
    'unmarked, and moved',
    [drifted('ada', { action: 'adopt', reason: 'unmarked' } as object)],
    {},
    ['Undo: idctl apply', 'Mark: idctl adopt ada', tolerate],
  ],
  ['restored', [drifted('ada', { reason: 'restored' })], {}, ['Undo: idctl apply', tolerate]],
  ['activated again', [drifted('ada', { blocked: reactivated })], {}, [tolerate]],
])('only what would do something: %s', (_, changes, options, told) => {
  expect(answers(changes, {}, options)).toEqual(told)
})

const address = '/verifiable_addresses/email:ada@example.com/verified'
test.each<[what: string, field: Partial<FieldChange>]>([
  ['comes from a reference', { reference: '${env:A}' }],
  ['is a null', { before: null }],
  ['has a null in it', { before: { b: [], c: { d: null } } }],
  ['has half a character', { before: ['\ud800'] }],
  ['has a forbidden key', { before: [{ constructor: 1 }] }],
  ['is an address that is gone', { path: address }],
])('nobody is told to keep what accept refuses: the value %s', (_, over) => {
  const refused = drifted('ada', { fields: [moved, { ...moved, path: '/traits/b', ...over }] })
  expect(answers([refused])).toEqual(['Undo: idctl apply', tolerate])
  expect(answers([refused, drifted('bob')])[1]).toBe('Keep: idctl accept bob')
})

async function afterEdits(document: DesiredIdentity, there: LiveIdentity): Promise<string | undefined> {
  return driftAnswers(judged(await planForDrift([document], [there])), {}, false).find((line) =>
    line.startsWith('Keep'),
  )
}

test('numbers that JSON changes on the way cannot be kept', async () => {
  const { document, there } = person({ key: 'ada', metadata_public: { n: 1 } }, { metadata_public: { n: 2 } })
  expect(await afterEdits(document, there)).toBe('Keep: idctl accept ada')
  expect(await afterEdits(document, { ...there, inexact: true })).toBeUndefined()
})

test('an address that is declared for others as well cannot be kept', async () => {
  const { document } = person({ key: 'ada' })
  const path = verifiedLeaf({ via: 'email', value: 'ada@example.com' })
  const declaredIn = (file: string): DesiredIdentity => ({
    ...document,
    verifiable_addresses: [{ value: 'ada@example.com', via: 'email', verified: true, at: document.origin }],
    fields: { ...document.fields, [path]: { value: true, mode: 'enforce' } },
    places: { of: () => ({ file, line: 1, column: 1 }) },
  })
  const own = declaredIn(document.origin.file)
  const moved = person({ key: 'ada' }, { mark: createdMark(own) }).there
  expect(await afterEdits(own, moved)).toBe('Keep: idctl accept ada')
  expect(await afterEdits(declaredIn('identities/_defaults.yaml'), moved)).toBeUndefined()
})

test('a null in a list, and a value that is gone, can be kept', () => {
  const { before: _, ...gone } = moved
  const fields = [
    { ...moved, before: [null] },
    { ...gone, path: '/traits/b' },
  ]
  expect(answers([drifted('ada', { fields })])[1]).toBe('Keep: idctl accept ada')
})

test('what the baseline accepts needs no answer', () => {
  const entries = entriesOf(
    'version: 1\naccepted: [{ key: ada, path: /traits/a, owner: o, reason: r, expires: 2999-01-01 }]\n',
  )
  expect(answers([drifted('ada')], {}, { entries } as object)).toEqual([])
  expect(answers([drifted('ada'), drifted('bob')], {}, { entries } as object)[1]).toBe('Keep: idctl accept bob')
})
