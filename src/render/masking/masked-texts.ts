import type { BlockedCode, ConsequenceCode } from '../../model/change-codes.ts'
import { endingWithoutDetails, isEndingCode } from '../../model/endings.ts'
import type { OutcomeCode } from '../../model/report.ts'

/** General text per consequence code, used in place of its own text, which may name a field, a file or a workspace. */
export const consequenceTexts: Readonly<Record<ConsequenceCode, string>> = {
  'same-account': 'same account',
  'login-identifier-changes': 'login identifier changes',
  'recovery-changes': 'recovery address changes: whoever has the new one can take over the account',
  'login-identifier-removed': 'a login identifier is removed',
  'address-unverified': 'a verified address becomes unverified',
  'address-kept-verified': 'a new address counts as verified',
  'sessions-revoked': 'all sessions end',
  'access-lost': 'the person can no longer sign in',
  'no-way-in': 'no way in is left, or none is certain',
  'taken-over': 'taken over from another workspace',
  'existing-credentials': 'credentials already there are left alone',
  'value-lost': 'a live value of another type is replaced by that of the file',
  'field-released': 'left the file: released, live stays',
  'credentials-left-alone': 'the credentials of the document are not written',
  'credential-written': 'a credential is written',
  'credential-deleted': 'a credential is deleted',
  'last-first-factor': 'Kratos keeps the last first factor: the deletion may be refused',
  'schema-changes': 'moves to another identity schema',
  recreated: 'was applied before, and is gone: this makes a new account',
  'moves-aside': 'moves aside first: somebody exchanges unique values with this person',
  expired: 'the day of its document is over',
  'whose-account': 'whose account it is',
  twin: 'another identity carries the same mark',
  'mark-replaced': 'its present mark is replaced or removed',
  'document-stays': 'its document is still there, and the next plan acts on it',
  replaced: 'a document of this plan gets a new and empty account, and may be the same person',
  replaces: 'a new and empty account, while somebody goes who may be the same person',
  'not-bound': 'disabled and not deleted: only its mark says that idctl created this account',
  alleged:
    'disabled and not deleted: the person has set an address, without verifying it, that a document of this plan is to have',
  'account-stays': 'the account stays: while it is active, the person can still sign in',
  'deleted-for-good': 'the account, its credentials, sessions and metadata are deleted for good',
}

/** General text per code of a blocked change. */
export const blockedTexts: Readonly<Record<BlockedCode, string>> = {
  adoption: 'it may not be adopted as it is',
  protected: 'it is protected',
  reactivated: 'it was disabled, and somebody has activated it again',
  metadata: 'its live metadata cannot carry a mark',
  numbers: 'one of its numbers would lose digits',
  unreadable: 'idctl cannot read a part of it',
  'last-first-factor': 'it would lose its last way to sign in',
  selection: 'it needs a change that --only leaves out',
  aside: 'it moved aside in an exchange that is not finished',
  'older-checkout': 'the checkout is, or may be, older than what was applied',
  clock: 'this machine and the server do not agree on what time it is',
  collision: 'another live identity holds a value that it takes',
  'too-large': 'the request would be larger than Kratos accepts',
  'identifier-stays': 'the person has set a login identifier that this server cannot remove',
  'taken-back': 'it removes values that were set in Kratos and not by idctl, and more of them than a guard allows',
  contested: 'address, file and names do not say which account it is',
  tombstone: 'a disabled account may be this person',
  'copied-mark': 'a mark of idctl was copied to or from it',
  'unreadable-mark': 'this idctl cannot read the mark',
  foreign: 'another workspace manages the account',
  held: 'it may be the account of a document that is blocked',
  kept: 'it stays: idctl.yaml says `keep`',
  schema: 'Kratos would refuse it: the identity schema does not allow the identity as it is',
}

/** The texts of an outcome's code, with `stand` in place of details. */
export function outcomeTexts(code: OutcomeCode, stand: string): { readonly reason: string; readonly hint?: string } {
  return isEndingCode(code) ? endingWithoutDetails(code, stand) : { reason: blockedTexts[code] }
}
