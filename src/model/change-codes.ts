/**
 * The codes in a plan that machines read. Types, the plan file schema and the masked texts are all built from these lists.
 * Append new codes to the end of a list.
 */

/** Which side changed since the last apply: the file, live, or both; `new`: never applied; `removed`: the line left the file. */
export const causes = ['pending', 'drift', 'both', 'new', 'removed'] as const
export type Cause = (typeof causes)[number]

/** Why the plan has a change: the strongest cause among its leaves, or a reason about the identity as a whole. */
export const reasons = [
  ...causes,
  /** Only the mark is out of date (the file was renamed, live was edited to what the file says, `protect` changed). */
  'mark',
  /** The document left the folder. */
  'document-gone',
  /** The document is there, but its `idctl.expires` day is over. */
  'expired',
  /** The grace period of a disabled identity is over. */
  'grace-over',
  /** The document of a disabled identity is back. */
  'restored',
  /** A follow-up of an earlier change is still owed. */
  'todo',
  /** An unmarked identity that a document claims. */
  'unmarked',
  /** The command line names the key. */
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
  'account-stays',
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
  /** Kratos would refuse the write because of the identity schema. */
  'schema',
  'collision',
  /** The request would exceed Kratos' size limit because of what live already holds. */
  'too-large',
  /** A login identifier that the person set and that this server version cannot remove. */
  'identifier-stays',
  /** The change would undo more values that people set themselves than a guard allows. */
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

/** What a leaf holds while its person has moved aside. */
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
