import { ownMark } from '../../identity/live-document.ts'
import type { KnownKeys } from '../known-keys.ts'
import type { Watcher } from './watcher.ts'

/** Tells the inventory who is there. From here on what an earlier listing showed no longer counts. */
export function watchInventory(known: KnownKeys, workspace: string): Watcher {
  known.startListing()
  return {
    see: (live) => known.see(live.id, ownMark(live, workspace)),
    sawAll: () => known.sawAll(),
  }
}
