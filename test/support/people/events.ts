import { type Account, type Entry, styleHasNames, type Town } from './town.ts'

/** Picks a number below `n`; fast-check chooses. */
export type Pick = (n: number) => number

/** Something that happens to people, files or accounts. `false`: it could not happen here. */
type Event = (town: Town, pick: Pick) => boolean

const one = <T>(list: readonly T[], pick: Pick): T | undefined => list[pick(Math.max(1, list.length))]

function anyEntry(town: Town, pick: Pick, isFit: (entry: Entry) => boolean = () => true): Entry | undefined {
  return one(
    town.entries().flatMap(({ entry }) => (isFit(entry) ? [entry] : [])),
    pick,
  )
}

const hasAccount = (town: Town) => (entry: Entry) => town.accountOf(entry.person)?.mark?.disabled === undefined
const isSole = (town: Town) => (entry: Entry) => town.files.get(town.fileOf(entry))?.length === 1

function addressAt(traits: Account['traits'], town: Town): 'email' | 'emails' | 'phone' {
  if (town.style === 'phone') return 'phone'
  return 'emails' in traits ? 'emails' : 'email'
}

/** The person changes the own address. */
export function setAddress(town: Town, account: Account, address: string, isVerified: boolean): void {
  const name = addressAt(account.traits, town)
  account.traits = { ...account.traits, [name]: name === 'emails' ? [address] : address }
  account.updated = true
  account.verified.clear()
  if (isVerified) account.verified.add(address)
}

/** Nobody but somebody of the folder could be meant: a leaver leaves at least one behind. */
function leave(town: Town, pick: Pick): { readonly entry: Entry; readonly file: string } | undefined {
  const entry = town.entries().length < 3 ? undefined : anyEntry(town, pick, hasAccount(town))
  return entry && { entry, file: town.remove(entry) }
}

/** Something besides the address says who each document is about. */
const areToldApart = (town: Town, entries: readonly Entry[]) =>
  styleHasNames(town.style) || town.naming !== 'address' || entries.every(isSole(town))

const done = (happened: unknown): boolean => happened !== undefined && happened !== false

const nameOf = ({ key, externalId }: Entry): string => key ?? externalId ?? ''

function rename(entry: Entry, name: string): void {
  if (entry.key !== undefined) entry.key = name
  else if (entry.externalId !== undefined) entry.externalId = name
}

/** Its mark says this very name. */
const hasAccountOfThisName = (town: Town) => (entry: Entry) => {
  const mark = town.accountOf(entry.person)?.mark
  return town.naming !== 'address' && mark?.disabled === undefined && mark?.key === nameOf(entry)
}

/** Each takes the name of the next. Without words in their names nothing would tell such a mistake from a decision. */
function handNames(
  town: Town,
  pick: Pick,
  count: number,
): readonly { readonly entry: Entry; readonly before: string }[] | undefined {
  if (!styleHasNames(town.style)) return undefined
  const able = town.entries().flatMap(({ entry }) => (hasAccountOfThisName(town)(entry) ? [entry] : []))
  if (able.length < count) return undefined
  const first = pick(able.length)
  const handed = able
    .concat(able)
    .slice(first, first + count)
    .map((entry) => ({ entry, before: nameOf(entry) }))
  for (const [index, { entry }] of handed.entries())
    rename(entry, (handed[(index + 1) % count] as { before: string }).before)
  return handed
}

/** What files and people do every day, and what attackers and other tools do. Each is one step of one life. */
export const events = {
  'an address changes in the file'(town, pick) {
    const entry = anyEntry(town, pick)
    if (entry) entry.address = town.newAddress()
    return done(entry)
  },
  'an address changes in the file, with a line'(town, pick) {
    const entry = anyEntry(town, pick, hasAccount(town))
    const account = entry && town.accountOf(entry.person)
    if (!entry || !account?.mark) return false
    entry.previously = [...entry.previously, account.mark.key]
    entry.address = town.newAddress()
    return true
  },
  'somebody sets and verifies another address'(town, pick) {
    const account = one(town.accounts, pick)
    if (account) setAddress(town, account, town.newAddress(), true)
    return done(account)
  },
  'somebody sets another address'(town, pick) {
    const account = one(town.accounts, pick)
    if (account) setAddress(town, account, town.newAddress(), false)
    return done(account)
  },
  'a file moves'(town, pick) {
    const entry = anyEntry(town, pick, isSole(town))
    if (entry) town.place(`moved/${town.remove(entry)}`, entry)
    return done(entry)
  },
  'a file moves and its address changes'(town, pick) {
    const entry = anyEntry(town, pick, isSole(town))
    if (!entry) return false
    town.place(`moved/${town.remove(entry)}`, entry)
    entry.address = town.newAddress()
    return true
  },
  'two people exchange their addresses'(town, pick) {
    const [first, second] = [anyEntry(town, pick), anyEntry(town, pick)]
    if (!first || !second || first === second || !areToldApart(town, [first, second])) return false
    const { address } = first
    first.address = second.address
    second.address = address
    return true
  },
  'three people hand their addresses on'(town, pick) {
    const list = [anyEntry(town, pick), anyEntry(town, pick), anyEntry(town, pick)]
    if (list.includes(undefined) || new Set(list).size < 3) return false
    const [first, second, third] = list as [Entry, Entry, Entry]
    if (!areToldApart(town, [first, second, third])) return false
    third.address = second.address
    second.address = first.address
    first.address = town.newAddress()
    return true
  },
  'numbered files get a new first one'(town) {
    const files = [...town.files.keys()].filter((file) => town.files.get(file)?.length === 1).sort()
    if (files.length < 2) return false
    let carried = town.newEntry()
    for (const file of files) {
      const [entry] = town.files.get(file) as [Entry]
      town.files.set(file, [carried])
      carried = entry
    }
    town.place('z-last.yaml', carried)
    return true
  },
  'the first of numbered files goes, and the others move up'(town) {
    const files = [...town.files.keys()].filter((file) => town.files.get(file)?.length === 1).sort()
    if (files.length < 3) return false
    const lists = files.slice(1).map((file) => town.files.get(file) as Entry[])
    for (const [index, list] of lists.entries()) town.files.set(files[index] as string, list)
    town.files.delete(files.at(-1) as string)
    return true
  },
  'sole documents become a list'(town) {
    const sole = town.entries().filter(({ entry }) => isSole(town)(entry))
    if (sole.length < 2) return false
    for (const { entry } of sole) town.remove(entry)
    for (const { entry } of sole) town.place('all-in-one.yaml', entry)
    return true
  },
  'a list becomes sole documents'(town, pick) {
    const file = one(
      [...town.files.keys()].filter((name) => (town.files.get(name)?.length ?? 0) > 1),
      pick,
    )
    const list = file === undefined ? [] : (town.files.get(file) ?? [])
    if (file !== undefined) town.files.delete(file)
    for (const entry of list) town.place(`split/${entry.person.number}.yaml`, entry)
    return list.length > 0
  },
  'a list is ordered anew'(town) {
    for (const [file, list] of town.files) town.files.set(file, [...list].reverse())
    return true
  },
  'somebody leaves': (town, pick) => done(leave(town, pick)),
  'somebody joins'(town) {
    const entry = town.newEntry()
    town.place(`people/${entry.person.number}.yaml`, entry)
    return true
  },
  'a newcomer gets the address of a leaver'(town, pick) {
    const left = styleHasNames(town.style) ? leave(town, pick) : undefined
    if (left) town.place('newcomer.yaml', town.newEntry({ address: left.entry.address }))
    return done(left)
  },
  'a newcomer gets the file of a leaver'(town, pick) {
    const left = leave(town, pick)
    if (left) town.place(left.file, town.newEntry())
    return done(left)
  },
  'a newcomer gets the file and the address of a leaver'(town, pick) {
    const left = styleHasNames(town.style) ? leave(town, pick) : undefined
    if (left) town.place(left.file, town.newEntry({ address: left.entry.address }))
    return done(left)
  },
  'a newcomer has the names of somebody'(town, pick) {
    const entry = anyEntry(town, pick)
    if (!entry) return false
    const namesake = town.newEntry({ first: entry.first, last: entry.last })
    town.place(`namesake-${namesake.person.number}.yaml`, namesake)
    return true
  },
  'somebody who was disabled comes back'(town, pick) {
    const account = one(
      town.accounts.filter(({ person, mark }) => person && mark?.disabled),
      pick,
    )
    const person = account?.person
    if (!account?.mark || !person || town.entries().some(({ entry }) => entry.person === person)) return false
    const again = town.newEntry()
    const name = account.traits['name']
    const [first = '', last = ''] = typeof name === 'string' ? name.split(' ') : Object.values(name ?? {}).map(String)
    const address = [account.traits[addressAt(account.traits, town)]].flat()[0]
    if (town.entries().some(({ entry }) => entry.address === address)) return false
    const handle = String(account.traits['username'] ?? again.handle)
    town.place(pick(2) === 0 ? account.mark.origin : 'returned.yaml', {
      ...again,
      person,
      first,
      last,
      handle,
      address: String(address),
      ...(town.naming === 'key' && { key: account.mark.key }),
      ...(town.naming === 'external_id' && { externalId: account.mark.key }),
    })
    return true
  },
  'an external_id is added'(town, pick) {
    const entry = anyEntry(town, pick, ({ externalId }) => externalId === undefined)
    if (entry) entry.externalId = `added-${entry.person.number}`
    return done(entry)
  },
  'an external_id is corrected'(town, pick) {
    const entry = anyEntry(town, pick, ({ externalId }) => externalId !== undefined)
    if (entry) entry.externalId = `${entry.externalId}-corrected`
    return done(entry)
  },
  'an external_id is corrected, with a line'(town, pick) {
    const entry = anyEntry(town, pick, ({ externalId, key }) => externalId !== undefined && key === undefined)
    if (!entry) return false
    entry.previously = [...entry.previously, entry.externalId as string]
    entry.externalId = `${entry.externalId}-corrected`
    return true
  },
  'two people exchange their names, without a line': (town, pick) => done(handNames(town, pick, 2)),
  'two people exchange their names, with a line each'(town, pick) {
    const handed = handNames(town, pick, 2)
    for (const { entry, before } of handed ?? []) entry.previously = [...entry.previously, before]
    return done(handed)
  },
  'three people hand their names on, with a line each'(town, pick) {
    const handed = handNames(town, pick, 3)
    for (const { entry, before } of handed ?? []) entry.previously = [...entry.previously, before]
    return done(handed)
  },
  'a newcomer gets a name that was corrected without a line'(town, pick) {
    const entry = styleHasNames(town.style) ? anyEntry(town, pick, hasAccountOfThisName(town)) : undefined
    if (!entry) return false
    const name = nameOf(entry)
    rename(entry, `${name}-corrected`)
    const newcomer = town.newEntry()
    rename(newcomer, name)
    town.place('newcomer.yaml', newcomer)
    return true
  },
  'somebody gets the name of a leaver, without a line'(town, pick) {
    const left = styleHasNames(town.style) && town.naming !== 'address' ? leave(town, pick) : undefined
    const entry = left && anyEntry(town, pick, hasAccountOfThisName(town))
    if (entry) rename(entry, nameOf(left.entry))
    return done(left)
  },
  'a key is added'(town, pick) {
    const entry = anyEntry(town, pick, ({ key }) => key === undefined)
    if (entry) entry.key = `added-key-${entry.person.number}`
    return done(entry)
  },
  'somebody marries'(town, pick) {
    const entry = anyEntry(town, pick)
    if (entry) entry.last = town.newEntry().last
    return done(entry)
  },
  'a typo is corrected'(town, pick) {
    const entry = anyEntry(town, pick)
    if (entry) entry.first = entry.first.slice(1)
    return done(entry)
  },
  'a role changes'(town, pick) {
    const entry = anyEntry(town, pick)
    if (entry) entry.role = entry.role === 'staff' ? 'admin' : 'staff'
    return done(entry)
  },
  'an attacker sets the address that somebody is about to get'(town, pick) {
    const [victim, attacker] = [anyEntry(town, pick), one(town.accounts, pick)]
    if (!victim || !attacker || attacker.person === victim.person) return false
    victim.address = town.newAddress()
    setAddress(town, attacker, victim.address, false)
    return true
  },
  'an attacker registers the address of a newcomer'(town) {
    const entry = town.newEntry()
    town.place('attacked.yaml', entry)
    const traits = town.traitsOf({ ...town.newEntry(), address: entry.address })
    town.accounts.push({ id: town.newId(), traits, verified: new Set(), updated: false })
    return true
  },
  'a leaver sets the address of a newcomer'(town, pick) {
    const left = leave(town, pick)
    const account = left && town.accountOf(left.entry.person)
    if (!account) return false
    const entry = town.newEntry()
    town.place('newcomer.yaml', entry)
    setAddress(town, account, entry.address, false)
    return true
  },
  'somebody clones an account'(town, pick) {
    const account = one(
      town.accounts.filter(({ mark, isCopy }) => mark && !isCopy),
      pick,
    )
    if (!account?.mark) return false
    const { person: _, ...rest } = account
    const clone = { ...rest, id: town.newId(), verified: new Set<string>(), updated: false, isCopy: true }
    const traits = { ...clone.traits, ...('username' in clone.traits && { username: `clone${clone.id}` }) }
    town.accounts.push({ ...clone, traits })
    setAddress(town, town.accounts.at(-1) as Account, town.newAddress(), false)
    ;(town.accounts.at(-1) as Account).updated = false
    return true
  },
  'a mark is copied to a stranger'(town, pick) {
    const account = one(
      town.accounts.filter(({ mark, isCopy }) => mark && !isCopy),
      pick,
    )
    const stranger = town.accounts.find(({ person, mark }) => !person && !mark)
    if (!account?.mark || !stranger) return false
    Object.assign(stranger, { mark: account.mark, isCopy: true, updated: true })
    return true
  },
  'another tool wipes a mark'(town, pick) {
    const account = one(
      town.accounts.filter(({ mark, isCopy }) => mark && !isCopy),
      pick,
    )
    if (account) delete account.mark
    return done(account)
  },
  'accounts are restored under new ids'(town) {
    for (const account of town.accounts) Object.assign(account, { id: town.newId(), updated: false })
    return true
  },
  'only a part of the folder is read'(town, pick) {
    const file = one([...town.files.keys()], pick)
    if (town.files.size < 2 || file === undefined) return false
    town.partial = file
    return true
  },
} as const satisfies Readonly<Record<string, Event>>

export type EventName = keyof typeof events
export const eventNames = Object.keys(events) as EventName[]
