import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Change } from '../../src/model/change.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../src/model/identity.ts'
import { decideAll } from '../../src/reconcile/plan/decide-all.ts'
import { requiredLosses, takesAway } from '../../src/reconcile/plan/required.ts'
import type { RemovalMode } from '../../src/reconcile/policy.ts'
import { desired, live, policy, testWorkspace } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'

const commits = ['0', '1', '2', '3'].map((digit) => digit.repeat(40))

/** One managed person: what the mark says, and what became of the document. */
const person = fc.record({
  commit: fc.option(fc.constantFrom(...commits), { nil: undefined }),
  made: fc.constantFrom<Mark['made']>('created', 'adopted'),
  disabledOn: fc.option(fc.constantFrom('2026-05-31T00:00:00Z', '2025-01-01T00:00:00Z'), { nil: undefined }),
  isProtected: fc.boolean(),
  isActive: fc.boolean(),
  document: fc.constantFrom('gone', 'there', 'expired', 'inactive'),
})
const modes = fc.constantFrom<RemovalMode>('delete', 'disable', 'release', 'keep')
const situations = fc.record({
  people: fc.array(person, { maxLength: 6 }),
  behindHead: fc.subarray(commits),
  removal: fc.record({ created: modes, adopted: modes, graceMs: fc.constantFrom(0, 30 * 86_400_000) }),
})

type Situation = typeof situations extends fc.Arbitrary<infer T> ? T : never

async function decide({ people, behindHead, removal }: Situation) {
  const documents: DesiredIdentity[] = []
  const marks = new Map<string, Mark>()
  const lives = people.map((one, index): LiveIdentity => {
    const key = `p${index}`
    const traits = { email: `${key}@example.com` }
    const state = one.document === 'inactive' ? { state: 'inactive' as const } : {}
    const document = desired({ key, traits, ...state })
    const expires = { on: '2026-05-01', at: document.origin }
    if (one.document !== 'gone') documents.push(one.document === 'expired' ? { ...document, expires } : document)
    const mark: Mark = {
      ...{ v: 1, workspace: testWorkspace, key, origin: document.origin.file, made: one.made, fields: {} },
      ...(one.commit !== undefined && { commit: one.commit }),
      ...(one.disabledOn !== undefined && { disabled: { at: one.disabledOn, state_before: 'active' } }),
      ...(one.isProtected && { protect: true as const }),
    }
    marks.set(key, mark)
    return live({ traits, mark, state: one.isActive ? 'active' : 'inactive' })
  })
  async function* pages() {
    yield lives
  }
  const checkout = {
    commit: 'f'.repeat(40),
    ancestry: async (commit: string) =>
      behindHead.includes(commit) ? ('ancestor' as const) : ('not-ancestor' as const),
  }
  const { changes } = await decideAll(documents, pages(), policy({ removal, checkout }))
  return { changes, commitOf: (change: Change) => marks.get(change.key)?.commit }
}

const removes = ({ action, blocked }: Change) => !blocked && ['delete', 'disable', 'release'].includes(action)

test('nobody is removed whose mark names a commit that is not behind HEAD, and nobody else is kept for that', async () => {
  await fc.assert(
    fc.asyncProperty(situations, async (situation) => {
      const { changes, commitOf } = await decide(situation)
      for (const change of changes) {
        const commit = commitOf(change)
        const isBehind = commit === undefined || situation.behindHead.includes(commit)
        if (removes(change)) expect(isBehind).toBe(true)
        if (change.blocked?.code === 'older-checkout') expect(isBehind).toBe(false)
      }
    }),
    { numRuns: runsOf({ quick: 200, deep: 2000 }) },
  )
})

test('whoever loses access or management in a plan without errors is not required', async () => {
  await fc.assert(
    fc.asyncProperty(situations, async (situation) => {
      const { changes } = await decide(situation)
      const at = { file: 'idctl.yaml', line: 1, column: 1 }
      for (const change of changes) {
        const isLoss = removes(change) || (!change.blocked && (change.counts.removals ?? 0) > 0)
        expect(requiredLosses(changes, [{ key: change.key, at }]).length > 0).toBe(isLoss)
        expect(takesAway(change)).toBe(isLoss)
        // One person is never two removals.
        expect(change.counts.removals ?? 0).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: runsOf({ quick: 200, deep: 2000 }) },
  )
})
