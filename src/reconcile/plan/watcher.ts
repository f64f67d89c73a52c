import type { DesiredIdentity, LiveIdentity } from '../../model/identity.ts'
import type { Decision } from '../decide/decision.ts'
import type { Pair } from '../match/match.ts'

/**
 * Observes identities and pairs while the listing is read. There may be millions of them, so a watcher keeps only what it is asked for
 * later.
 */
export interface Watcher {
  /** @param own the document that the identity was matched with in the listing */
  see?(live: LiveIdentity, own?: DesiredIdentity): void
  /** The listing is complete: an identity that was not seen does not exist. */
  sawAll?(): void
  /** Gets each pair with its decision. */
  take?(pair: Pair, decision: Decision): void
  /** Withdraws a pair that `take` got: the match of the account with this id became uncertain. */
  withdraw?(id: string): void
  /** What the decisions mean for each other is settled, and one after the other becomes a change of the plan: `done` of `all`. */
  arranged?(done: number, all: number): void
}

/** Combines watchers into one that calls each in turn. */
export function together(watchers: readonly Watcher[]): Required<Watcher> {
  return {
    see(live, own) {
      for (const watcher of watchers) watcher.see?.(live, own)
    },
    sawAll() {
      for (const watcher of watchers) watcher.sawAll?.()
    },
    take(pair, decision) {
      for (const watcher of watchers) watcher.take?.(pair, decision)
    },
    withdraw(id) {
      for (const watcher of watchers) watcher.withdraw?.(id)
    },
    arranged(done, all) {
      for (const watcher of watchers) watcher.arranged?.(done, all)
    },
  }
}

/** Passes the pages on and shows them to all watchers; for commands that match no pairs. */
export async function* watched(
  pages: AsyncIterable<readonly LiveIdentity[]>,
  watchers: readonly Watcher[],
): AsyncGenerator<readonly LiveIdentity[]> {
  const watcher = together(watchers)
  for await (const page of pages) {
    for (const live of page) watcher.see(live)
    yield page
  }
  watcher.sawAll()
}

/** Remembers what `find` returns for each account. */
export interface AccountWatcher<Found> extends Watcher {
  of(id: string): Found | undefined
}

export function watchAccounts<Found>(
  find: (pair: Extract<Pair, { live: LiveIdentity }>) => Found | undefined,
): AccountWatcher<Found> {
  const known = new Map<string, Found>()
  return {
    take(pair) {
      const found = 'live' in pair ? find(pair) : undefined
      if ('live' in pair && found !== undefined) known.set(pair.live.id, found)
    },
    withdraw(id) {
      known.delete(id)
    },
    of: (id) => known.get(id),
  }
}
