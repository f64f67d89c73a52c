import { looksOf } from './looks.ts'

/** Finds keys that look like another key, and are made of other characters. */
export interface Twins {
  add(key: string): void
  readonly found: ReadonlySet<string>
}

export function gatherTwins(): Twins {
  const byLook = new Map<string, string>()
  const found = new Set<string>()
  return {
    add(key) {
      const look = looksOf(key)
      const other = byLook.get(look)
      if (other === undefined) byLook.set(look, key)
      else if (other !== key) found.add(key).add(other)
    },
    found,
  }
}
