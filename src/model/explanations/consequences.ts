import type { ConsequenceCode } from '../change-codes.ts'
import type { Explanation } from './explanation.ts'

const nothing = 'Nothing, if that is meant.'

/** What a change means for the person. */
export const consequenceExplanations: Readonly<Record<ConsequenceCode, Explanation>> = {
  'same-account': {
    cause: 'Key, file or identifier change, but the account stays, with its credentials and sessions.',
    cure: nothing,
  },
  'login-identifier-changes': {
    cause: 'The person signs in with another identifier from now on.',
    cure: 'Tell the person. The password stays the same.',
  },
  'recovery-changes': {
    cause: 'The address for recovering the account changes. Whoever receives mail there can take over the account.',
    cure: 'Check that the new address belongs to the same person.',
  },
  'login-identifier-removed': {
    cause: 'One of the identifiers with which the person can sign in goes away.',
    cure: 'Check in the plan that another way in is left.',
  },
  'address-unverified': {
    cause:
      'A verified address changes or goes away. Kratos takes the new one for unverified until the person confirms it.',
    cure: 'To set it verified, list it in verifiable_addresses with verified: true.',
  },
  'address-kept-verified': {
    cause: 'The new address counts as verified, because the document says so. Nobody has confirmed it.',
    cure: 'Check that it belongs to the person.',
  },
  'sessions-revoked': { cause: 'All sessions of the person end with this change.', cure: nothing },
  'access-lost': {
    cause: 'After this change the person cannot sign in any more.',
    cure: 'If that is not meant, put back the credential or address that the change takes away.',
  },
  'no-way-in': {
    cause: 'The identity has no way to sign in that is certain to work.',
    cure: 'Add a credential or a recovery address, or let `idctl.on_create` make a recovery link.',
  },
  'taken-over': {
    cause: 'The identity belonged to another workspace, and you asked for it with --take-over.',
    cure: 'Tell the other team: their next plan shows the identity as foreign.',
  },
  'existing-credentials': {
    cause:
      'The adopted identity has credentials already. They stay as they are, so whoever knows the password can still sign in.',
    cure: 'Check whose account it is before you adopt it.',
  },
  'value-lost': {
    cause: 'The file has an object or list where live has something else. The live value goes away as a whole.',
    cure: 'Look at the old value in the plan. Keep it with `idctl accept KEY` if it is needed.',
  },
  'field-released': {
    cause:
      'A line left the file, but live has another value than the one that idctl wrote. The value stays, and idctl stops managing it.',
    cure: 'To remove it all the same, set it to null in the document.',
  },
  'credentials-left-alone': {
    cause: 'The document has credentials, but the identity is adopted and keeps its own.',
    cure: 'To write those of the document once, use --write-credentials=KEY.',
  },
  'credential-written': {
    cause: 'A password, hash or link of the document is written to an account that exists.',
    cure: nothing,
  },
  'credential-deleted': {
    cause: 'A credential that idctl wrote is deleted, because the document says null or a link left it.',
    cure: nothing,
  },
  'last-first-factor': {
    cause: 'The deleted credential is the last one with which the person can sign in. Kratos may refuse to delete it.',
    cure: 'Give the person another way in first, or take the deletion out of the file.',
  },
  'schema-changes': {
    cause: 'The identity moves to another identity schema. What the new one does not allow is refused by Kratos.',
    cure: 'Compare the two schemas.',
  },
  'deleted-for-good': {
    cause: 'The account goes with its credentials, sessions and metadata. Kratos cannot bring it back.',
    cure: 'To disable first and delete later, set `grace` in `removal` of idctl.yaml.',
  },
  'account-stays': {
    cause: 'A release only removes the mark: account, credentials and sessions stay, and the person can still sign in.',
    cure: 'If the person must not sign in any more, set `adopted: disable` (or `delete`) in `removal` of idctl.yaml, or set `state: inactive` and apply before you delete the document.',
  },
  recreated: {
    cause:
      'The inventory says that this person was applied before. The identity is gone, and a new and empty one is created.',
    cure: 'Find out who deleted it, unless you know.',
  },
  'moves-aside': {
    cause:
      'The person gets a temporary value first, because two people exchange unique values and Kratos cannot do that in one step.',
    cure: 'If apply is interrupted in between, run it again: it finishes the exchange.',
  },
  expired: {
    cause: 'The day in `idctl.expires` is over.',
    cure: 'Give the document a later day if the person stays.',
  },
  'whose-account': {
    cause: 'Says with what the account signs in, so that you can check whose it is.',
    cure: 'Compare it with the document.',
  },
  twin: {
    cause: 'Another identity has the same mark, because one of them was copied.',
    cure: 'Take the mark off the copy with `idctl release --id ID`.',
  },
  'mark-replaced': {
    cause: 'The identity has a mark already. It is replaced, or cannot be read and is taken off.',
    cure: 'Check that nobody else manages the identity.',
  },
  'document-stays': {
    cause:
      'The identity is released, but its document is still in the folder. The next plan acts on the document again.',
    cure: 'Delete the document as well if you do not want to manage the person any more.',
  },
  replaced: {
    cause: 'This account goes, and a document of the same plan gets a new and empty one. They may be the same person.',
    cure: 'If so, write the old key into `idctl.previously` of the document: the account then stays.',
  },
  replaces: {
    cause: 'A new and empty account is created, while an account goes that may be of the same person.',
    cure: 'If so, write the old key into `idctl.previously` of the document: the account then stays.',
  },
  'not-bound': {
    cause:
      'Only the mark says that idctl created this account, and a mark can be copied. So it is disabled instead of deleted.',
    cure: 'Bind it with `idctl adopt KEY --id ID` if it may be deleted later.',
  },
  alleged: {
    cause:
      'The person has set, without verifying it, what another document of this plan is going to have. So the account is disabled instead of deleted.',
    cure: 'Find out whose it is. Then delete it in Kratos, or let go of it with `idctl release --id ID`.',
  },
}
