import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../../model/identity.ts'
import type { KeyCommand } from '../decide/decide-key-command.ts'
import type { IdCommand } from '../decide/id-context.ts'
import { type Naming, namesOf } from '../decide/names-of-command.ts'
import type { Policy } from '../policy.ts'
import { type Decisions, decideAll } from './decide-all.ts'
import { decideByIds } from './decide-by-id.ts'
import { decideByKeys } from './decide-by-keys.ts'
import { type OrderedChanges, orderChanges } from './order.ts'
import type { Watcher } from './watcher.ts'

/** What a strategy decides about. */
export interface People {
  readonly identities: readonly DesiredIdentity[]
  readonly pages: AsyncIterable<readonly LiveIdentity[]>
  /** Lists everybody a second time, to look for values that were not known during the first listing. */
  again(): AsyncIterable<readonly LiveIdentity[]>
  /** The identities of `Strategy.ids` that exist. */
  readonly byId: ReadonlyMap<string, LiveIdentity>
}

/** Whom a plan is about, and how its changes are decided. */
export interface Strategy {
  /** Whether the plan is about the whole folder, so that a missing document means a removal. */
  readonly isWhole: boolean
  /** What the command line asks for, as far as matching and adoption depend on it. */
  asked(identities: readonly DesiredIdentity[], folders: readonly string[], adopt: Policy['adopt']): Asked
  /** Identities to read before the listing. */
  readonly ids: readonly string[]
  decide(people: People, policy: Policy, watchers: readonly Watcher[]): Promise<Decisions>
  order(decisions: Decisions): OrderedChanges
}

/** `adopt` replaces that of idctl.yaml. */
type Asked = Pick<Policy, 'adoptKeys' | 'rebind'> & Partial<Pick<Policy, 'adopt'>>

/** A command that changes only the identities that it names. */
export type NamedOnly = KeyCommand | IdCommand

export function strategyOf(named: NamedOnly | undefined): Strategy {
  if (named === undefined) return wholeFolder
  return 'ids' in named ? byIds(named) : byKeys(named)
}

const nobody: ReadonlySet<IdentityKey> = new Set()
const nobodyAsked = (): Asked => ({ adoptKeys: nobody, rebind: nobody })

const inOrder = ({ changes, needs, asides }: Decisions): OrderedChanges => orderChanges(changes, needs, asides)

const wholeFolder: Strategy = {
  isWhole: true,
  asked: nobodyAsked,
  ids: [],
  decide: ({ identities, pages, again }, policy, watchers) => decideAll(identities, pages, policy, watchers, again),
  order: inOrder,
}

function byKeys(command: KeyCommand): Strategy {
  return {
    isWhole: false,
    asked: (identities, folders, adopt) =>
      command.command === 'adopt' ? askedToAdopt(command, identities, folders, adopt) : nobodyAsked(),
    ids: [],
    decide: ({ identities, pages, again }, policy, watchers) =>
      decideByKeys(identities, { pages, again }, policy, command, watchers),
    order: inOrder,
  }
}

/**
 * A key is consent to adopt the account that its document finds. A glob is less: the account may be unverified, but where names or
 * identifiers say that it may be somebody else's, the adoption is blocked. Against `adopt: never` only keys help.
 */
function askedToAdopt(
  command: Extract<KeyCommand, { command: 'adopt' }>,
  identities: readonly DesiredIdentity[],
  folders: readonly string[],
  adopt: Policy['adopt'],
): Asked {
  const known = new Set(identities.map(({ key }) => key))
  const names = namesOf(command, folders, (key) => known.has(key))
  const namedBy = (naming: Naming) =>
    identities.filter(({ key, origin }) => names.namingOf({ key, file: origin.file }) === naming).map(({ key }) => key)
  const adoptKeys = new Set([...command.keys, ...namedBy('key')])
  const fitting = namedBy('glob')
  return {
    adoptKeys,
    rebind: command.rebind === true ? new Set([...adoptKeys, ...fitting]) : nobody,
    ...(fitting.length > 0 && adopt !== 'never' && { adopt: 'any' }),
  }
}

function byIds(command: IdCommand): Strategy {
  return {
    isWhole: false,
    asked: nobodyAsked,
    ids: command.ids,
    decide: ({ identities, byId, pages, again }, policy, watchers) =>
      decideByIds(identities, { named: byId, pages, again }, policy, command, watchers),
    // Not ordered by key: two identities may have the same one.
    order: ({ changes }) => ({ changes, diagnostics: [] }),
  }
}
