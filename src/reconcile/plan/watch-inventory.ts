import { ownMark } from '../../identity/live-document.ts'
import type { KnownKeys } from '../known-keys.ts'
import type { Watcher } from './watcher.ts'

/** Tells the inventory which identities exist, and discards what it knows from an earlier listing. */
export function watchInventory(known: KnownKeys, workspace: string): Watcher {
  known.startListing()
  return {
    see: (live) => known.see(live.id, ownMark(live, workspace)),
    sawAll: () => known.sawAll(),
  }
}
