import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../src/model/change.ts'
import { idOf } from '../../src/model/change-parts.ts'
import { decideAll } from '../../src/reconcile/plan/decide-all.ts'
import { watchOrigins } from '../../src/reconcile/plan/watch-origins.ts'
import type { Policy } from '../../src/reconcile/policy.ts'
import { runsOf } from '../support/depth.ts'
import { type EventName, eventNames, events } from '../support/people/events.ts'
import { type Naming, styleHasNames, styleNames, Town } from '../support/people/town.ts'

interface Folder {
  readonly style: string
  readonly naming: Naming
  readonly removal: 'delete' | 'disable'
  /** The file of each person, before and after the move. */
  readonly people: readonly { readonly before: string; readonly after: string }[]
}

const before = fc.constantFrom('list.yaml', 'list.yaml', 'a/1.yaml', 'a/2.yaml', 'a/3.yaml', 'b/1.yaml', 'b/2.yaml')
const after = fc.oneof(before, fc.constantFrom('team.yaml', 'c/1.yaml', 'c/2.yaml', 'd/1.yaml', 'd/2.yaml'))
const folders = (naming: fc.Arbitrary<Naming>) =>
  fc.record<Folder>({
    style: fc.constantFrom(...styleNames),
    naming,
    removal: fc.constantFrom('delete', 'disable'),
    people: fc.array(fc.record({ before, after }), { minLength: 3, maxLength: 6 }),
  })

/** The file of a leaver is all that such a newcomer has of them. */
const takesFile = 'a newcomer gets the file of a leaver'
const event = fc.constantFrom(...eventNames.filter((name) => name !== takesFile))
const picks = fc.array(fc.nat(11), { minLength: 3, maxLength: 3 })

function happens(town: Town, name: EventName, numbers: readonly number[]): void {
  const left = [...numbers]
  events[name](town, (n) => (left.shift() ?? 0) % n)
}

/** Everybody is applied in one file, and the document is in another now. */
function reorganised({ style, naming, removal, people }: Folder): Town {
  const town = new Town(style, naming, removal)
  const entries = people.map((files) => ({ ...files, entry: town.newEntry() }))
  for (const { before: file, entry } of entries) town.place(file, entry)
  town.applyTruth()
  town.files.clear()
  for (const { after: file, entry } of entries) town.place(file, entry)
  return town
}

/** The same, and every mark names the present file. */
function renewed(folder: Folder): Town {
  const town = reorganised(folder)
  for (const { file, entry } of town.entries()) {
    const account = town.accountOf(entry.person)
    if (!account?.mark) continue
    const { shared: _, ...mark } = account.mark
    const isAlone = town.files.get(file)?.length === 1
    account.mark = { ...mark, origin: file, ...(!isAlone && { shared: true as const }) }
  }
  return town
}

async function planOf(town: Town, asked: Policy = town.policy) {
  const origins = watchOrigins()
  async function* pages() {
    yield town.accounts.map((account) => town.liveOf(account))
  }
  const { changes, diagnostics } = await decideAll([...town.documents().keys()], pages(), asked, [origins])
  return { changes, diagnostics, former: origins.former }
}

const isRenewal = ({ action, reason, fields }: Change) =>
  action === 'update' && reason === 'mark' && fields.length === 0

/** What a plan does and says, without what only renews a mark. */
function wordsOf({ changes, diagnostics }: Awaited<ReturnType<typeof planOf>>) {
  return {
    rows: changes
      .filter((change) => !isRenewal(change))
      .map((change) => {
        const { action, key, reason, fields, consequences, counts, blocked } = change
        const replaces = 'replaces' in change ? change.replaces?.id : undefined
        const replaced = 'replaced_by' in change ? change.replaced_by : undefined
        return {
          action,
          key,
          id: idOf(change),
          reason,
          fields,
          counts,
          blocked,
          replaces,
          replaced,
          said: consequences,
        }
      })
      .sort((one, other) => (one.key < other.key ? -1 : 1)),
    diagnostics: diagnostics.map(({ code }) => code).sort(),
  }
}

const parameters = { numRuns: runsOf({ quick: 40, deep: 800 }, 'IDCTL_ORIGIN_RUNS') }

describe('documents in other files', () => {
  test('ask for a write only where matching needs the file, and the others are counted', async () => {
    const seen = { former: 0, renewed: 0 }
    await fc.assert(
      fc.asyncProperty(folders(fc.constantFrom('key', 'external_id', 'address')), async (folder) => {
        // Without a written name or names of people, such a move asks who is who.
        fc.pre(folder.naming !== 'address' || styleHasNames(folder.style))
        const town = reorganised(folder)
        const moved = folder.people.map(({ before: from, after: to }, index) => {
          const holders = (side: 'before' | 'after', file: string) =>
            folder.people.filter((person) => person[side] === file).length
          const isMoved = from !== to
          const isFormer = isMoved && folder.naming !== 'address' && holders('after', from) === 0
          const isRenewed = isMoved ? !isFormer : (holders('before', from) === 1) !== (holders('after', to) === 1)
          const account = town.accounts.find(({ person }) => person?.number === index + 1)
          return { id: account?.id, from, isFormer, isRenewed }
        })
        const { changes, former } = await planOf(town)
        expect(changes.every(isRenewal)).toBe(true)
        expect(changes.map(idOf).sort()).toEqual(moved.flatMap(({ id, isRenewed }) => (isRenewed ? [id] : [])).sort())
        expect([...former].sort()).toEqual(
          moved.flatMap(({ id, from, isFormer }) => (isFormer ? [[id, from]] : [])).sort(),
        )
        seen.former += former.size
        seen.renewed += changes.length
        town.applyTruth()
        expect(await planOf(town)).toEqual({ changes: [], diagnostics: [], former })
      }),
      parameters,
    )
    expect(Math.min(seen.former, seen.renewed)).toBeGreaterThan(20)
  })

  test('change nothing else in later plans, whatever happens next', async () => {
    await fc.assert(
      fc.asyncProperty(folders(fc.constantFrom('key', 'external_id')), event, picks, async (folder, name, numbers) => {
        const [former, present] = await Promise.all(
          [reorganised(folder), renewed(folder)].map(async (town) => {
            happens(town, name, numbers)
            return wordsOf(await planOf(town))
          }),
        )
        expect(former).toEqual(present)
      }),
      parameters,
    )
  })

  test('make the plan that renews every mark, without these renewals', async () => {
    const any = fc.constantFrom(...eventNames)
    await fc.assert(
      fc.asyncProperty(folders(fc.constantFrom('key', 'external_id')), any, picks, async (folder, name, numbers) => {
        const town = reorganised(folder)
        happens(town, name, numbers)
        const { files: _, ...unknowing } = town.policy
        const others = async (asked: Policy) => {
          const { changes, diagnostics } = await planOf(town, asked)
          return { changes: changes.filter((change) => !isRenewal(change)), diagnostics }
        }
        expect(await others(town.policy)).toEqual(await others(unknowing))
      }),
      parameters,
    )
  })

  test('are no files of their own yet: somebody new in one is no replacement, as if both came in one plan', async () => {
    await fc.assert(
      fc.asyncProperty(folders(fc.constantFrom('key', 'external_id')), picks, async (folder, numbers) => {
        const [former, present] = await Promise.all(
          [reorganised(folder), renewed(folder)].map(async (town) => {
            happens(town, takesFile, numbers)
            return (await planOf(town)).changes.filter((change) => !isRenewal(change))
          }),
        )
        const stepsOf = (changes: readonly Change[] = []) =>
          changes.map(({ action, key, blocked }) => [action, key, blocked]).sort()
        expect(stepsOf(former)).toEqual(stepsOf(present))
      }),
      parameters,
    )
  })
})
