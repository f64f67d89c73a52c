import type { Change } from '../model/change.ts'
import { skipped } from './ending.ts'
import type { Ledger } from './ledger.ts'

/** Puts the items of a stream into groups. */
export async function* windowsOf<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let window: T[] = []
  for await (const item of items) {
    window.push(item)
    if (window.length < size) continue
    yield window
    window = []
  }
  if (window.length > 0) yield window
}

/**
 * Takes changes wave by wave: those whose needs have ended, and never two of one identity. What needs something that
 * failed, or that never ends, is skipped. `work` must settle all that it is given.
 */
export async function inWaves<T extends Change & { readonly id: string }>(
  changes: readonly T[],
  ledger: Ledger,
  work: (wave: readonly T[]) => Promise<void>,
): Promise<void> {
  let waiting = changes
  while (waiting.length > 0) {
    const wave = new Map<string, T>()
    const later: T[] = []
    for (const change of waiting) {
      const readiness = ledger.readiness(change)
      if (typeof readiness === 'object') ledger.settle(change, readiness.never)
      else if (readiness === 'ready' && !wave.has(change.id)) wave.set(change.id, change)
      else later.push(change)
    }
    if (wave.size > 0) await work([...wave.values()])
    else if (later.length === waiting.length) return skipForEver(later, ledger)
    waiting = later
  }
}

function skipForEver(changes: readonly Change[], ledger: Ledger): void {
  for (const change of changes) {
    ledger.settle(change, skipped('needs-missing'))
  }
}
