import { ownMark } from '../../identity/live-document.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import { globOnPeople } from '../../reconcile/decide/names-of-command.ts'

export const scopes = ['unmanaged', 'managed', 'all'] as const
export type Scope = (typeof scopes)[number]

export type Chosen =
  | { readonly kind: 'chosen'; readonly mark?: Mark }
  /** It is not meant. */
  | { readonly kind: 'other' }
  /** This workspace manages it, and only others are meant. */
  | { readonly kind: 'managed'; readonly mark: Mark }
  /** It is meant, but another workspace manages it, or idctl has disabled it. */
  | { readonly kind: 'foreign' | 'disabled' }
  /** It is meant, but nobody can read by whom it is managed. */
  | { readonly kind: 'unreadable' }

/** Whether an identity is meant, by who manages it and by its schema. */
export function chooseLive(
  live: LiveIdentity,
  { workspace, scope, schemaId }: { readonly workspace: string; readonly scope: Scope; readonly schemaId?: string },
): Chosen {
  if (schemaId !== undefined && live.schema_id !== schemaId) return { kind: 'other' }
  if (live.mark.kind === 'none') return scope === 'managed' ? { kind: 'other' } : { kind: 'chosen' }
  const mark = ownMark(live, workspace)
  if (mark === undefined) {
    const whose = live.mark.kind === 'mark' ? live.mark.mark.workspace : live.mark.workspace
    return { kind: whose === undefined || whose === workspace ? 'unreadable' : 'foreign' }
  }
  if (scope === 'unmanaged') return { kind: 'managed', mark }
  return mark.disabled === undefined ? { kind: 'chosen', mark } : { kind: 'disabled' }
}

/** Patterns that name people. */
export interface KeyPatterns {
  /** Whether one of them matches the key, or the file; remembers which have matched. */
  matches(key: string, file?: string): boolean
  /** Those that have matched nobody so far. */
  idle(): readonly string[]
}

/**
 * Keys and globs on keys and files, as in the commands that name people. A pattern that is a key means that key. Without
 * patterns everybody matches.
 */
export function keyPatterns(patterns: readonly string[], folders: readonly string[]): KeyPatterns {
  const matchers = patterns.map((pattern) => ({
    pattern,
    fits: globOnPeople(pattern, folders, { nonegate: true, dot: true }),
  }))
  const idle = new Set(patterns)
  return {
    matches(key, file) {
      if (matchers.length === 0) return true
      const hits = matchers.filter(({ pattern, fits }) => pattern === key || fits({ key, file }))
      for (const { pattern } of hits) idle.delete(pattern)
      return hits.length > 0
    },
    idle: () => [...idle],
  }
}
