/**
 * The words of a plan that machines read, each list once: types, the shape of a plan file, the texts under a mask and the like all
 * go by these. A new word goes at the end of its list.
 */

/** Who moved: the file, live, both, nobody yet (`new`), or the line left the file (`removed`). */
export const causes = ['pending', 'drift', 'both', 'new', 'removed'] as const
export type Cause = (typeof causes)[number]

/** Why a change is there: the strongest cause of its leaves, or something about the identity as a whole. */
export const reasons = [
  ...causes,
  /** Only the mark is behind (a moved file, a live edit to what the file says, a changed `protect`). */
  'mark',
  /** The document left the folder. */
  'document-gone',
  /** The document is there, but its day is over. */
  'expired',
  /** The grace period of a disabled identity is over. */
  'grace-over',
  /** The document of a disabled identity is back. */
  'restored',
  /** A follow-up of an earlier change is still owed. */
  'todo',
  /** An unmarked identity that a document claims. */
  'unmarked',
  /** Asked for by key on the command line. */
  'asked',
] as const
export type Reason = (typeof reasons)[number]

/** What a change means for the person. */
export const consequenceCodes = [
  'same-account',
  'login-identifier-changes',
  'recovery-changes',
  'login-identifier-removed',
  'address-unverified',
  'address-kept-verified',
  'sessions-revoked',
  'access-lost',
  'no-way-in',
  'taken-over',
  'existing-credentials',
  'field-released',
  'value-lost',
  'credentials-left-alone',
  'credential-written',
  'credential-deleted',
  'last-first-factor',
  'schema-changes',
  'deleted-for-good',
  'recreated',
  'moves-aside',
  'expired',
  'whose-account',
  'twin',
  'mark-replaced',
  'document-stays',
  'replaced',
  'replaces',
  'not-bound',
  'alleged',
] as const
export type ConsequenceCode = (typeof consequenceCodes)[number]

/** Why a change will not be executed. */
export const blockedCodes = [
  'adoption',
  'protected',
  'reactivated',
  'metadata',
  'numbers',
  'unreadable',
  'last-first-factor',
  'selection',
  'kept',
  'aside',
  'older-checkout',
  'clock',
  /** Kratos would refuse the write, whoever sends it: by the identity schema. */
  'schema',
  'collision',
  /** The request would be larger than Kratos takes, by what live has. */
  'too-large',
  /** What a person has set to sign in with, and this server cannot take away. */
  'identifier-stays',
  /** What people set themselves, and more of it than a guard allows. */
  'taken-back',
  'contested',
  'tombstone',
  'copied-mark',
  'unreadable-mark',
  'foreign',
  'held',
] as const
export type BlockedCode = (typeof blockedCodes)[number]

export const waysIn = [
  'password',
  'migration_hook',
  'code_email',
  'code_sms',
  'passkey',
  'webauthn',
  'oidc',
  'saml',
  'recovery',
  'none',
] as const
export type WayIn = (typeof waysIn)[number]

/** What leaves of a change become in a move aside. */
export const asideValues = ['address', 'text', 'remaining', 'nothing'] as const
export type AsideValue = (typeof asideValues)[number]

export const guardNames = [
  'removals',
  'replacements',
  'credentials',
  'field_removals',
  'identifier_changes',
  'adoptions',
  'updates',
  'recreations',
  'swaps',
] as const
export type GuardName = (typeof guardNames)[number]
