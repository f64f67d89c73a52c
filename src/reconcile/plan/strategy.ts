import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../../model/identity.ts'
import type { KeyCommand } from '../decide/decide-key-command.ts'
import type { IdCommand } from '../decide/id-context.ts'
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
  /** The same once more, for what nobody could know to look for. */
  again(): AsyncIterable<readonly LiveIdentity[]>
  /** Those of `ids` that are there. */
  readonly byId: ReadonlyMap<string, LiveIdentity>
}

/** Whom a plan is about, and how it comes to its changes. */
export interface Strategy {
  /** It speaks of the folder as a whole: so it matters who is missing there. */
  readonly isWhole: boolean
  /** Keys that were named, as far as matching has to know. */
  readonly asked: Pick<Policy, 'adoptKeys' | 'rebind'>
  /** Identities to read before the listing. */
  readonly ids: readonly string[]
  decide(people: People, policy: Policy, watchers: readonly Watcher[]): Promise<Decisions>
  order(decisions: Decisions): OrderedChanges
}

/** Those whom a command names, and nobody else. */
export type NamedOnly = KeyCommand | IdCommand

export function strategyOf(named: NamedOnly | undefined): Strategy {
  if (named === undefined) return wholeFolder
  return 'ids' in named ? byIds(named) : byKeys(named)
}

const nobody: ReadonlySet<IdentityKey> = new Set()
const nobodyAsked = { adoptKeys: nobody, rebind: nobody }

const inOrder = ({ changes, needs, asides }: Decisions): OrderedChanges => orderChanges(changes, needs, asides)

const wholeFolder: Strategy = {
  isWhole: true,
  asked: nobodyAsked,
  ids: [],
  decide: ({ identities, pages, again }, policy, watchers) => decideAll(identities, pages, policy, watchers, again),
  order: inOrder,
}

function byKeys(command: KeyCommand): Strategy {
  const keys = new Set(command.keys)
  return {
    isWhole: false,
    asked:
      command.command === 'adopt' ? { adoptKeys: keys, rebind: command.rebind === true ? keys : nobody } : nobodyAsked,
    ids: [],
    decide: ({ identities, pages, again }, policy, watchers) =>
      decideByKeys(identities, { pages, again }, policy, command, watchers),
    order: inOrder,
  }
}

function byIds(command: IdCommand): Strategy {
  return {
    isWhole: false,
    asked: nobodyAsked,
    ids: command.ids,
    decide: ({ identities, byId, pages, again }, policy, watchers) =>
      decideByIds(identities, { named: byId, pages, again }, policy, command, watchers),
    // Two may have one key.
    order: ({ changes }) => ({ changes, diagnostics: [] }),
  }
}
