import type { ProgressEvent } from '../pipeline.ts'
import type { ListingProgress } from './listing-progress.ts'
import type { Progress } from './progress.ts'

/** While it computes, a line is written for every hundredth: a small folder is done before anybody could read one. */
const now = (done: number): boolean => done > 0 && done % 100 === 0

/** Shows how far a plan is. While it computes, no timer can run, so each step that takes long in a big folder reports itself. */
export function tellPlanning(progress: Progress, listing: ListingProgress): (event: ProgressEvent) => void {
  return (event) => {
    switch (event.kind) {
      case 'read-document':
        if (now(event.documents)) progress.step({ what: 'reading documents', done: event.documents })
        break
      case 'read-files':
        progress.step({ what: 'asking the server' })
        break
      case 'check-document':
        if (now(event.done)) progress.step({ what: 'checking documents', done: event.done, all: event.all })
        break
      case 'read-live':
        listing.onRead(event.identities)
        break
      case 'decide':
        if (now(event.done)) progress.step({ what: 'planning', done: event.done, all: event.all })
        break
      case 'arrange':
        if (now(event.done)) progress.step({ what: 'arranging the plan', done: event.done, all: event.all })
        break
    }
  }
}
