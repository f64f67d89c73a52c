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
 * Executes changes in waves. A wave has the changes that no longer wait for another change, and at most one for each identity. Changes
 * that need a failed change, or one that never ends, are skipped. `work` must settle every change of its wave.
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
