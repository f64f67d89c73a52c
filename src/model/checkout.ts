/**
 * Where a commit stands: HEAD or behind it; not behind it; or why that cannot be told: no checkout that git can read, a
 * history that was cut, a commit that this repository does not have.
 */
export type Ancestry = 'ancestor' | 'not-ancestor' | 'no-checkout' | 'shallow' | 'unknown-commit'

export const treeStates = ['clean', 'changed'] as const
/** Whether the files that were read are those of the commit. */
export type TreeState = (typeof treeStates)[number]

/** The git checkout that the files come from, as far as there is one. */
export interface Checkout {
  /** Full hash of HEAD, for the marks that are written; absent where there is none. */
  readonly commit?: string
  ancestry(commit: string): Promise<Ancestry>
}

/** A full hash of git, SHA-1 or SHA-256: what a mark may hold, and nothing that git would take for an option. */
export const commitPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
