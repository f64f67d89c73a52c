/**
 * Whether a commit is HEAD or an ancestor of it, or why git cannot say: no readable checkout, a shallow clone, or a commit
 * that this repository does not have.
 */
export type Ancestry = 'ancestor' | 'not-ancestor' | 'no-checkout' | 'shallow' | 'unknown-commit'

export const treeStates = ['clean', 'changed'] as const
/** Whether the files that were read are those of the commit. */
export type TreeState = (typeof treeStates)[number]

/** The git checkout that holds the files, if any. */
export interface Checkout {
  /** Full hash of HEAD, recorded in the marks; absent when there is no commit. */
  readonly commit?: string
  ancestry(commit: string): Promise<Ancestry>
}

/** A full git hash, SHA-1 or SHA-256. Marks hold nothing else, so git never reads a value from a mark as an option. */
export const commitPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** What git says about the folders of documents; `none`: no checkout with a commit, or several. */
export type CheckoutState = 'off' | 'none' | 'unreadable' | 'shallow' | 'whole'
