import type { Watcher } from './watcher.ts'

/** Watches for people who need no write although their marks have a former origin (`isCurrentMark`). */
export interface OriginWatcher extends Watcher {
  /** By the ids of these people: the files that their documents are no longer in. */
  readonly former: ReadonlyMap<string, string>
}

export function watchOrigins(): OriginWatcher {
  const former = new Map<string, string>()
  return {
    former,
    take(pair, { change }) {
      if (pair.kind !== 'both' || pair.mark === undefined) return
      const isWritten = change !== undefined && (change.action !== 'none' || change.blocked !== undefined)
      if (!isWritten && pair.mark.origin !== pair.desired.origin.file) former.set(pair.live.id, pair.mark.origin)
    },
    withdraw(id) {
      former.delete(id)
    },
  }
}
