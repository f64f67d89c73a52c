import type { GuardName } from './change-codes.ts'

/** What each guard counts: help, editors and the reference say it in these words. */
export const guardCounts: Readonly<Record<GuardName, string>> = {
  removals: 'deletions, disablings, releases and other losses of access',
  replacements: 'removals of accounts whose person may get a new and empty one',
  credentials: 'people whose password, links or factors are written or deleted',
  field_removals: 'values taken away from identities that stay',
  identifier_changes: 'changes of login identifiers',
  adoptions: 'adoptions',
  updates: 'updates',
  recreations: 'creations of people whose identities were there before and are gone',
  swaps: 'exchanges of login identifiers between people',
}
