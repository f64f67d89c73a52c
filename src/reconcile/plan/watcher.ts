import type { IdentityKey, LiveIdentity } from '../../model/identity.ts'
import type { Decision } from '../decide/decision.ts'
import type { Pair } from '../match/match.ts'

/**
 * Looks at what passes while the listing is read, and is asked afterwards what it found. There may be millions: it keeps what it
 * will be asked for, and nothing else.
 */
export interface Watcher {
  /** Each live identity; `own`: the document that it was joined to as it passed. */
  see?(live: LiveIdentity, own?: IdentityKey): void
  /** The listing has come to its end: whoever was not seen is not there. */
  sawAll?(): void
  /** Each pair, with what is to be done about it. */
  take?(pair: Pair, decision: Decision): void
  /** The account with this id was joined to a document and taken, and is in question after all. */
  withdraw?(id: string): void
}

/** All of them as one, each in turn. */
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
  }
}

/** The same pages, seen by all of them, where nothing is paired. */
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

/** Remembers of each account what `find` gives. */
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
