import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../src/model/change.ts'
import { idOf } from '../../src/model/change-parts.ts'
import { digestOf } from '../../src/model/digest.ts'
import { createDriftCollector } from '../../src/reconcile/plan/collect-drift.ts'
import { decideAll } from '../../src/reconcile/plan/decide-all.ts'
import { orderChanges } from '../../src/reconcile/plan/order.ts'
import { createWitnessCollector } from '../../src/reconcile/plan/witness.ts'
import { arrangeDiagnostics } from '../../src/source/diagnostics.ts'
import { runsOf } from '../support/depth.ts'
import { type EventName, eventNames, events, type Pick, setAddress } from '../support/people/events.ts'
import {
  type Account,
  type Entry,
  type Naming,
  type Person,
  styleHasNames,
  styleNames,
  Town,
} from '../support/people/town.ts'

interface Step {
  readonly event: EventName
  readonly picks: readonly number[]
}

interface Life {
  readonly style: string
  readonly naming: Naming
  readonly removal: 'delete' | 'disable'
  readonly layout: 'sole' | 'numbered' | 'list' | 'departments'
  readonly people: number
  /** Rounds of events; after each the truth is applied. */
  readonly rounds: readonly (readonly Step[])[]
}

interface Attack {
  readonly town: Town
  readonly entry: Entry
}

const runs = runsOf({ quick: 40, deep: 4000 }, 'IDCTL_IDENTITY_RUNS')

const steps = fc.record<Step>({
  event: fc.constantFrom(...eventNames),
  picks: fc.array(fc.nat(11), { minLength: 3, maxLength: 3 }),
})

function lives(perRound: number): fc.Arbitrary<Life> {
  return fc.record({
    style: fc.constantFrom(...styleNames),
    naming: fc.constantFrom<Naming>('key', 'external_id', 'address', 'address', 'address'),
    removal: fc.constantFrom('delete', 'disable'),
    layout: fc.constantFrom('sole', 'numbered', 'list', 'departments'),
    people: fc.integer({ min: 3, max: 7 }),
    rounds: fc.array(fc.array(steps, { minLength: 1, maxLength: perRound }), { minLength: 1, maxLength: 4 }),
  })
}

function settle({ style, naming, removal, layout, people }: Life): Town {
  const town = new Town(style, naming, removal)
  for (let index = 0; index < people; index++) {
    const entry = town.newEntry()
    const file = {
      sole: `people/${entry.first}.yaml`,
      numbered: `n/${String(index).padStart(3, '0')}.yaml`,
      list: 'everybody.yaml',
      departments: `department-${index % 2}.yaml`,
    }[layout]
    town.place(file, entry)
  }
  for (let index = 0; index < 2; index++) {
    const traits = town.traitsOf(town.newEntry())
    town.accounts.push({
      id: town.newId(),
      traits,
      verified: new Set(index === 0 ? town.addressesOf({ traits } as never) : []),
      updated: false,
    })
  }
  town.applyTruth()
  return town
}

async function planOf(town: Town) {
  const documents = town.documents()
  const page = town.accounts.map((account) => town.liveOf(account))
  async function* pages() {
    yield page
  }
  const { changes, diagnostics } = await decideAll([...documents.keys()], pages(), town.policy)
  const byKey = new Map([...documents].map(([{ key }, person]) => [key, person]))
  return { changes, byKey, isRefused: diagnostics.some(({ severity }) => severity === 'error') }
}

/** What a plan would do to the wrong person, or to somebody without a word. */
function faultsOf(town: Town, { changes, byKey, isRefused }: Awaited<ReturnType<typeof planOf>>): string[] {
  if (isRefused) return []
  const owner = new Map(town.accounts.map((account) => [account.id, account.isCopy ? undefined : account.person]))
  const going = new Map<Person, Change>()
  const faults: string[] = []
  for (const change of changes) {
    if (change.blocked || !('id' in change) || change.id === undefined) continue
    const person = owner.get(change.id)
    if (change.action === 'update' || change.action === 'adopt') {
      if (byKey.get(change.key) !== person) faults.push(`${change.action} writes "${change.key}" into another account`)
    } else if (change.action !== 'none' && change.reason === 'document-gone') {
      if (person === undefined) faults.push(`${change.action} of an account that is nobody of the folder`)
      else going.set(person, change)
    }
  }
  for (const [person, change] of going) {
    const still = [...byKey].find(([, who]) => who === person)
    if (still === undefined) continue
    const [key] = still
    const theirs = changes.find((other) => other.key === key)
    const isSaid = 'replaced_by' in change && change.replaced_by !== undefined
    if (!isSaid && haveSomethingInCommon(town, person))
      faults.push(`"${key}" loses the account ${change.key} without a word, and gets: ${theirs?.action}`)
  }
  return faults
}

/**
 * Whether enough says that the document of this person and their account belong together for a plan to ask: an address, a file of
 * their own, all names, or the same file and some of the names. One first name alone is that of many.
 */
function haveSomethingInCommon(town: Town, person: Person): boolean {
  const account = town.accountOf(person)
  const found = town.entries().find(({ entry }) => entry.person === person)
  if (!account?.mark || !found) return false
  const { mark } = account
  const desired = town.desiredOf(found.entry, found.file)
  const isSame = (path: string) => mark.fields[path] === digestOf(desired.fields[path]?.value ?? null)
  const names = Object.keys(desired.fields).filter((path) => path.startsWith('/traits/name'))
  const addresses = ['/traits/email', '/traits/emails', '/traits/phone', '/traits/username']
  const { file, isSole } = account.place ?? { file: mark.origin, isSole: mark.shared === undefined }
  const isSoleFile = desired.soleDocument && isSole && file === found.file
  const held = new Set([...town.addressesOf(account), mark.key])
  return (
    isSoleFile ||
    addresses.some((path) => path in desired.fields && isSame(path)) ||
    desired.derived.identifiers.some(({ value }) => held.has(value)) ||
    (names.length > 0 && names.every(isSame)) ||
    (file === found.file && names.some(isSame))
  )
}

/** Two documents that have one address are for validation, and no case of matching. */
function isValid(town: Town): boolean {
  const entries = town.entries().map(({ entry }) => entry)
  const keys = [...town.documents().keys()].map(({ key }) => key)
  const addresses = entries.map(({ address }) => address)
  return new Set(keys).size === keys.length && new Set(addresses).size === addresses.length
}

/** `judge` hears what happened in the round, and what ever did. */
async function live(
  life: Life,
  judge: (town: Town, happened: readonly EventName[], ever: readonly EventName[]) => Promise<void>,
): Promise<void> {
  const town = settle(life)
  const ever: EventName[] = []
  for (const round of life.rounds) {
    town.partial = undefined
    const happened = round.flatMap(({ event, picks }) => {
      const left = [...picks]
      const pick: Pick = (n) => (left.shift() ?? 0) % n
      return events[event](town, pick) ? [event] : []
    })
    if (!isValid(town)) return
    ever.push(...happened)
    await judge(town, happened, ever)
    town.applyTruth()
  }
}

/** Where nobody has a name and files are shuffled while addresses are handed on, nothing says who is who. */
const isTellable = ({ style, naming }: Life) => styleHasNames(style) || naming !== 'address'

const parameters = { numRuns: runs }

describe('nobody becomes somebody else', () => {
  test('whatever happens, one thing at a time', async () => {
    await fc.assert(
      fc.asyncProperty(lives(1), (life) =>
        live(life, async (town) => {
          expect(faultsOf(town, await planOf(town))).toEqual([])
        }),
      ),
      parameters,
    )
  })

  test('an address that somebody sets without verifying it stops nobody else', async () => {
    const picks = fc.tuple(fc.nat(6), fc.nat(8))
    await fc.assert(
      fc.asyncProperty(lives(1), picks, async (life, [victimPick, attackerPick]) => {
        const [quiet, attacked] = [settle(life), settle(life)].map((town) => {
          const { entry } = town.entries()[victimPick % town.entries().length] as { entry: Entry }
          entry.address = town.newAddress()
          return { town, entry }
        }) as [Attack, Attack]
        const attacker = attacked.town.accounts[attackerPick % attacked.town.accounts.length] as Account
        if (attacker.person === attacked.entry.person) return
        setAddress(attacked.town, attacker, attacked.entry.address, false)
        const [before, after] = [await planOf(quiet.town), await planOf(attacked.town)]
        expect(after.isRefused && !before.isRefused).toBe(false)
        const waiting = ({ changes, byKey }: typeof before) =>
          changes.flatMap(({ key, blocked }) => (blocked && byKey.has(key) ? [byKey.get(key)?.number] : []))
        const involved = [attacked.entry.person.number, attacker.person?.number]
        const others = waiting(after).filter((person) => !involved.includes(person))
        expect(waiting(before)).toEqual(expect.arrayContaining(others))
        expect(faultsOf(attacked.town, after)).toEqual([])
      }),
      parameters,
    )
  })

  test('whatever happens at once, as long as no tool wipes a mark meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(lives(4), (life) =>
        live(life, async (town, happened, ever) => {
          if (happened.includes('another tool wipes a mark') || !isTellable(life)) return
          // A name of somebody else says whose account it is, unless file and names stay as they were.
          if (ever.some((event) => event.endsWith('without a line'))) return
          // Two of one name in files that are shuffled are told apart by nothing.
          if (ever.includes('a newcomer has the names of somebody')) return
          expect(faultsOf(town, await planOf(town))).toEqual([])
        }),
      ),
      parameters,
    )
  })
})

describe('the order in which accounts are listed', () => {
  /** All that a plan says, in the order in which it says it. */
  async function wordsOf(town: Town, accounts: readonly Account[]): Promise<unknown> {
    async function* pages() {
      yield accounts.map((account) => town.liveOf(account))
    }
    const drift = createDriftCollector(town.policy, { unmanaged: true, isCompared: () => true })
    const witness = createWitnessCollector(town.policy.workspace)
    const decided = await decideAll([...town.documents().keys()], pages(), town.policy, [drift, witness])
    const { changes, diagnostics } = orderChanges(decided.changes, decided.needs, decided.asides)
    return {
      changes: changes.map(decidedIn),
      diagnostics: arrangeDiagnostics([...decided.diagnostics, ...diagnostics], new Map()),
      drift: drift.facts(decided.managed),
      witness: witness.pick(changes),
    }
  }

  /** What is blocked is named by what was still at hand of those who share a mark: only that it is blocked, and why, is the same. */
  function decidedIn(change: Change): unknown {
    const { action, key, blocked } = change
    return blocked === undefined ? change : { action, key, id: idOf(change), code: blocked.code }
  }

  test('is no matter: servers are read in several ranges, or in sequence', async () => {
    await fc.assert(
      fc.asyncProperty(lives(4), fc.infiniteStream(fc.nat()), (life, numbers) =>
        live(life, async (town) => {
          const places = new Map(town.accounts.map((account) => [account, numbers.next().value]))
          const shuffled = town.accounts.toSorted((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0))
          expect(await wordsOf(town, shuffled)).toEqual(await wordsOf(town, town.accounts))
        }),
      ),
      parameters,
    )
  })
})

describe('a name that changes alone', () => {
  /** One to three letters of any script, words that are particles for others, and longer words. No titles: they are nobody's name. */
  const letters = fc.constantFrom(...'abeijolmuzßéøЖяΩ李伟王𠮷김이はなर')
  const short = fc.array(letters, { minLength: 1, maxLength: 3 }).map((word) => word.join(''))
  const particles = fc.constantFrom('Le', 'Das', 'Van', 'Ma', 'Bin', 'de', 'II', 'Ek', 'Li', 'Wu', 'O', 'J.', 'Ng')
  const name = fc.oneof(
    { weight: 3, arbitrary: short.filter((word) => !/^(dra?|esq|fr|hr|jr|m[rsx]|mrs|phd|sr)$/i.test(word)) },
    { weight: 2, arbitrary: particles },
    { weight: 1, arbitrary: fc.constantFrom('Smith', 'Lovelace') },
  )
  const people = fc.array(fc.record({ first: name, last: name }), { minLength: 1, maxLength: 6 })
  const layout = fc.constantFrom('sole', 'list')
  const change = fc.record({ who: fc.nat(5), part: fc.constantFrom('first', 'last'), to: name })

  function townOf(names: readonly { readonly first: string; readonly last: string }[], how: string): Town {
    const town = new Town('names', 'address', 'delete')
    for (const [index, each] of names.entries()) {
      town.place(how === 'list' ? 'everybody.yaml' : `people/${index}.yaml`, town.newEntry(each))
    }
    town.applyTruth()
    return town
  }

  test('is an update of its person, whoever else has such names', async () => {
    await fc.assert(
      fc.asyncProperty(people, layout, change, async (names, how, { who, part, to }) => {
        const town = townOf(names, how)
        const { entry } = town.entries()[who % names.length] as { entry: Entry }
        fc.pre(entry[part] !== to)
        entry[part] = to
        const { changes, isRefused } = await planOf(town)
        expect(isRefused).toBe(false)
        const rows = changes.filter(({ action, blocked }) => action !== 'none' || blocked !== undefined)
        expect(rows.map((row) => [row.action, row.key, 'id' in row ? row.id : undefined, row.blocked])).toEqual([
          ['update', entry.address, town.accountOf(entry.person)?.id, undefined],
        ])
      }),
      parameters,
    )
  })

  test('is no reason to mix up two of one family who exchange their addresses', async () => {
    const family = fc.record({ last: name, firsts: fc.uniqueArray(name, { minLength: 2, maxLength: 5 }) })
    await fc.assert(
      fc.asyncProperty(family, layout, async ({ last, firsts }, how) => {
        const town = townOf(
          firsts.map((first) => ({ first, last })),
          how,
        )
        const [one, other] = town.entries().map(({ entry }) => entry) as [Entry, Entry]
        const { address } = one
        one.address = other.address
        other.address = address
        const plan = await planOf(town)
        expect(plan.isRefused).toBe(false)
        expect(plan.changes.filter(({ action }) => action === 'delete' || action === 'create')).toEqual([])
        expect(faultsOf(town, plan)).toEqual([])
      }),
      parameters,
    )
  })
})
