import type { BlockedCode } from '../change-codes.ts'
import type { Explanation } from './explanation.ts'

/** Why a change waits while the rest of the plan is executed. */
export const blockedExplanations: Readonly<Record<BlockedCode, Explanation>> = {
  adoption: {
    cause:
      'A live identity that idctl does not manage has the login identifier of a document, but nobody has proved that they own the address. Anybody can register with the address of somebody else.',
    cure: 'Check whose account it is (the plan shows since when it exists and how it signs in). If it is the right one, adopt it with `idctl adopt KEY`, or set `adopt: any` in idctl.yaml.',
  },
  protected: {
    cause:
      'The document of a protected identity is gone. `protect: true` is kept on the identity itself, so that losing the file does not remove the person.',
    cure: 'Put the document back. If the person should go, let go of the identity with `idctl release KEY --protected`, and delete it in Kratos.',
  },
  reactivated: {
    cause:
      'idctl had disabled this identity, and somebody activated it again in Kratos. idctl does not delete an account that is in use.',
    cure: 'Disable it again in Kratos if it should go, or put its document back.',
  },
  metadata: {
    cause:
      'metadata_admin of the live identity is a text, a number or a list. There is no place in it for the mark of idctl.',
    cure: 'Make it an object, or null, in Kratos first.',
  },
  numbers: {
    cause:
      'The live identity has a number that does not survive JSON, and this change would have to write the whole identity. The number would change without anybody wanting it.',
    cure: 'Make that number a text, or shorter, in Kratos first.',
  },
  unreadable: {
    cause:
      'A part of the live identity cannot be held as it is, for instance because a key is there twice or a character is broken. Writing it would damage it.',
    cure: 'Repair the identity in Kratos first.',
  },
  'last-first-factor': {
    cause: 'The change deletes the last credential with which the person can sign in. Kratos refuses that.',
    cure: 'Give the person another way in first, or take the deletion out of the file.',
  },
  selection: {
    cause:
      'The pattern of --only selects this change, but it needs another one that is not selected: for instance somebody else must give up an address first.',
    cure: 'Select the other one as well, or run without --only.',
  },
  kept: {
    cause: 'The document is gone, but `removal` in idctl.yaml says `keep` for it. The identity stays managed.',
    cure: 'Put the document back, or stop managing the identity with `idctl release KEY`.',
  },
  aside: {
    cause:
      'An exchange of values was interrupted. This identity still has a temporary value, and no document says what it should become.',
    cure: 'Give it the value in its document again and apply. That finishes the exchange.',
  },
  'older-checkout': {
    cause:
      'Your checkout does not contain the commit that was applied last, so your files may be older than what is live. Applying them could undo the work of somebody else.',
    example: { wrong: '$ idctl apply', right: '$ git pull && idctl apply' },
    cure: 'Update the checkout and plan again. In a pipeline, fetch the whole history (fetch-depth: 0). To do without this check, set `git: false` in idctl.yaml.',
  },
  clock: {
    cause:
      'The clock of this machine and that of the server differ by more than five minutes. Whether a date has passed cannot be told, so nothing is removed because of it.',
    cure: 'Set the clock that is wrong.',
  },
  schema: {
    cause: 'The live identity does not fit its identity schema any more, so Kratos would refuse every write to it.',
    cure: 'Correct the document so that the whole identity fits the schema again, or correct the schema in Kratos.',
  },
  collision: {
    cause:
      'Another live identity already has the address, login identifier or external_id that this change would set. Kratos keeps them unique.',
    cure: 'Find out whether both are the same person. If so, say it with idctl.key and `idctl.previously`. Otherwise change one of them; the hint names the other account.',
  },
  'too-large': {
    cause: 'With what the identity holds already, the request would be larger than Kratos accepts (5 MiB).',
    cure: 'Take something out of the document, or out of the identity in Kratos.',
  },
  'identifier-stays': {
    cause:
      'The person has added a way to sign in that the document excludes, and this version of Kratos cannot take it away.',
    cure: 'Let the person keep it by taking the line out of the document, set `state: inactive` to take the access away, or upgrade Kratos.',
  },
  'taken-back': {
    cause:
      'The change would undo values that were set in Kratos and not by idctl, and more of them than a guard allows. Those values wait, and everything else is written.',
    cure: 'To undo them, consent with the flag that the hint names. To keep them, use `idctl accept KEY`, or give the field another ownership.',
  },
  contested: {
    cause: 'Key, address, file and name do not agree on which account the document is about. idctl never guesses.',
    cure: 'Say it in the document: with idctl.key, and with `idctl.previously` for the former key of the right account.',
  },
  tombstone: {
    cause:
      'A disabled account may be that of the person whose document is new. Creating another account could lock the person out of the old one.',
    cure: 'If it is the same person, write the key of the old account into `idctl.previously`. Otherwise let go of the old one with `idctl release --id`.',
  },
  'copied-mark': {
    cause: 'Two accounts have the same mark of idctl. Somebody copied an identity, including its metadata_admin.',
    cure: 'Take the mark off the copy with `idctl release --id ID`.',
  },
  'unreadable-mark': {
    cause: 'The mark of the account was damaged, or was written by a newer idctl.',
    cure: 'Upgrade idctl. If the mark is damaged, bind the account again with `idctl adopt KEY --id ID`, or take the mark off with `idctl release --id ID`.',
  },
  foreign: {
    cause: 'The account has the mark of another workspace: another folder manages it.',
    cure: 'Let the other team release it, or take it over with --take-over=KEY after talking to them.',
  },
  held: {
    cause:
      'The account may be the one of another document, which is blocked itself. Until that is settled, idctl neither changes nor removes it.',
    cure: 'Settle the blocked document first; its row says how.',
  },
}
