import type { LiveSource } from '../live/ports.ts'
import type { Output } from './output.ts'

/** Shows how far a listing is. */
export interface ListingProgress {
  onRead(identities: number): void
  /** Gives up what was asked only for the progress line. */
  stop(): void
}

/** A listing with fewer identities is over before the answer to how many there are. */
const worthAsking = 500

/** Where somebody watches, asks the server in a long listing how many identities there are. It is a question of its own, and may fail. */
export function listingProgress(
  { progress, isWatched }: Output,
  source: Pick<LiveSource, 'count'>,
  signal: AbortSignal,
): ListingProgress {
  const over = new AbortController()
  let isAsked = !isWatched
  let all: number | undefined
  return {
    onRead(identities) {
      progress.step({ what: 'listing', done: identities, ...(all !== undefined && { all }) })
      if (isAsked || identities < worthAsking) return
      isAsked = true
      source.count(AbortSignal.any([signal, over.signal])).then(
        (count) => {
          all = count
        },
        () => undefined,
      )
    },
    stop: () => over.abort(),
  }
}
