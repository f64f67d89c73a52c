import type { EndingCode } from '../endings.ts'
import type { Explanation } from './explanation.ts'

const planAgain = 'Plan again: the new plan starts from what is live now.'
const wrong = 'Read the message of the change; it has the details.'
const owed = 'Apply again: the mark of the identity remembers what is still to be done.'

/** Why apply did not complete a change. */
export const endingExplanations: Readonly<Record<EndingCode, Explanation & { readonly title: string }>> = {
  moved: ending(
    'Live changed after the plan was made',
    'Right before a write, idctl reads the identity again. It was no longer what the plan had seen, so nothing was written.',
  ),
  'moved-meanwhile': ending(
    'Live changed while it was written',
    'Somebody else wrote to the identity at the same moment.',
  ),
  'mark-gone': ending(
    'The identity no longer has the mark of this workspace',
    'Somebody removed or replaced metadata_admin.idctl, for instance with a PUT of another tool. idctl removes only what it manages.',
  ),
  'document-came-back': ending(
    'A document may have come back',
    'The plan removes an identity because its document was gone. Meanwhile a document came into the folder that may belong to it.',
  ),
  'folder-unusable': ending(
    'The folder has mistakes',
    'Before idctl removes somebody, it looks whether the document is still gone. That cannot be told while the folder has mistakes.',
    'Correct what `idctl validate` reports, then plan again.',
  ),
  'document-left': ending('The document is gone', 'The folder no longer has the document of this change.'),
  'may-be-there': ending(
    'The person may have an identity already',
    'After the plan was made, an identity appeared that may be the same person. idctl creates nobody twice.',
  ),
  'key-taken': ending(
    'The key belongs to another identity by now',
    'After the plan was made, another identity got this key.',
  ),
  'disabled-again': ending(
    'The identity was disabled again',
    'After the plan was made, the identity was disabled another time.',
  ),
  'removal-changed': ending(
    'idctl.yaml does not say any more that it is removed like this',
    'The plan was made with another `removal` in idctl.yaml.',
  ),
  'secret-moved': ending(
    'A secret in the files changed',
    'A plan does not hold secrets. At apply they are read again, and this one is another one or gone.',
  ),
  gone: ending('The identity is gone', 'Kratos has no identity with this id any more.'),
  'refused-gone': ending(
    'The identity is gone',
    'Kratos refused the write because the identity does not exist any more.',
  ),
  refused: ending(
    'Kratos refused the change',
    'Kratos answered that it does not accept this change. Its words stand beside the code.',
    'Correct what Kratos names, then plan again.',
  ),
  'effect-unknown': ending(
    'Nobody knows whether the change was made',
    'The connection broke, or the server failed, after the request was sent. It may or may not have worked.',
  ),
  'last-first-factor-kept': ending(
    'Kratos keeps the last way to sign in',
    'Kratos refuses to delete the last credential with which a person can sign in.',
    'Give the person another way in first, or take the deletion out of the file.',
  ),
  conflict: ending(
    'Another identity has the same value',
    'An address, login identifier or external_id is taken by the identity that the message names.',
    'Plan again: the new plan shows the collision and what to do.',
  ),
  'conflict-with-unknown': ending(
    'An identity that cannot be found has the same value',
    'Kratos says that an address or identifier is taken, but no identity shows it. Often its traits have changed since, and Kratos kept the old value.',
    'Look at IDC590 in the next plan. Otherwise search for the value in the database of Kratos.',
  ),
  'traits-refused': ending(
    'Live traits would not fit the schema',
    'With this change the live traits would break the identity schema. Nothing was sent.',
  ),
  'document-refused': ending(
    'The document does not fit the schema',
    'The traits of the document break the identity schema that the server has by now. Nothing was sent.',
    'Correct the document, then plan again.',
  ),
  'identifiers-would-stay': ending(
    'Old login identifiers would still work',
    'This version of Kratos would go on accepting identifiers that the traits no longer have. Nothing was sent.',
    'Change the identifier instead of removing it, or upgrade Kratos.',
  ),
  'not-as-asked': ending(
    'Kratos wrote something else',
    'Kratos accepted the write, but the answer is not what was asked for. A hook or another writer may have changed it.',
    'Plan again, and compare the row with what is live.',
  ),
  'put-not-as-asked': ending(
    'Kratos wrote something else',
    'Kratos accepted the write, but the identity is not what was asked for.',
    'Read the identity in Kratos, then plan again.',
  ),
  'deletion-not-as-asked': ending(
    'The credential is still there',
    'Kratos accepted the deletion, but the credential is still there or something else is gone.',
    'Read the identity in Kratos, then plan again.',
  ),
  'identifiers-torn': ending(
    'Traits and login identifiers do not agree',
    'Two programs wrote to the identity at the same moment. Kratos now has login identifiers of one and traits of the other.',
    'Plan again. If the identifiers stay wrong, only deleting and creating the identity frees them.',
  ),
  'put-unreadable': ending(
    'The identity cannot be held as it is',
    'Credentials are written with the whole identity, and a part of it would be damaged. Nothing was sent.',
    'Repair that part in Kratos, then plan again.',
  ),
  'put-inexact': ending(
    'A number would change',
    'Credentials are written with the whole identity, and a number in it does not survive JSON. Nothing was sent.',
    'Make that number a text, or shorter, in Kratos first.',
  ),
  'hash-refused': ending(
    'The password hash cannot be used',
    'The hash that a reference gave is not one with which somebody could sign in.',
    'Correct what the reference names. `idctl explain IDC601` says more.',
  ),
  'secret-no-text': ending(
    'A secret must be one text',
    'A reference below `credentials` gave something that is not a text.',
    'Correct what the reference names.',
  ),
  'no-invites-file': ending(
    'There is no file for invitations',
    'An invitation was asked for, and links and codes go only to a file.',
    'Give --invites FILE.',
  ),
  'invited-still-owed': ending(
    'Invited, but the mark still asks for it',
    'The link or code is in the invites file. Removing the reminder from the mark failed.',
    owed,
  ),
  'written-not-invited': ending(
    'Written, but not invited',
    'The change was made, but Kratos gave no link or code.',
    owed,
  ),
  'created-not-invited': ending(
    'Created, but not invited',
    'The identity was created, but Kratos gave no link or code.',
    owed,
  ),
  'sessions-perhaps-alive': ending(
    'Sessions may still be alive',
    'The change was made, but ending the sessions failed.',
    owed,
  ),
  'credential-perhaps-there': ending(
    'A credential may still be there',
    'The change was made, but deleting a credential failed.',
    owed,
  ),
  'mark-still-owes': ending(
    'Done, but the mark does not say so',
    'Everything was done. Removing the reminder from the mark failed.',
    owed,
  ),
  'stands-aside': ending(
    'The identity has a temporary value',
    'An exchange of values was interrupted. The mark keeps what the value should become.',
    owed,
  ),
  'perhaps-there': ending(
    'Perhaps it is there already',
    'Kratos counts more identities than it listed, and the document has nothing unique. Creating it could make a second account.',
    'Plan again. With an external_id or a login identifier, Kratos itself refuses a second one.',
  ),
  'not-there': ending('Created, but not found', 'Kratos answered that the identity was created, but it is not there.'),
  'there-unread': ending('Created, but not read', 'The identity is there, but reading it failed.', wrong),
  'created-otherwise': ending('Created differently', 'The identity was created, but is not what was asked for.'),
  'exists-otherwise': ending(
    'It exists, but differently',
    'The identity exists already, and is not what the document says.',
  ),
  'made-twice': ending(
    'Created twice',
    'Two runs created the same identity at the same moment. With an external_id or a login identifier, Kratos refuses a second one.',
    'Release one of them with the command in the hint, and delete it in Kratos if nobody uses it.',
  ),
  'perhaps-made-twice': ending(
    'Perhaps created twice',
    'The identity was created, but idctl could not look whether another run did the same.',
    wrong,
  ),
  'needs-failed': ending(
    'It needs a change that was not done',
    'This change depends on that of somebody else, for instance for an address.',
    'Look at the other change first, then plan again.',
  ),
  'needs-aside-failed': ending(
    'It needs somebody to move aside',
    'Another person should have taken a temporary value first, and that was not done.',
    'Look at the other change first, then plan again.',
  ),
  'needs-missing': ending(
    'It needs a change that is not in the plan',
    'The plan does not have a change that must come before this one.',
  ),
  'not-started': ending('Not started', 'The run stopped before this change.', wrong),
  'interrupted-before-start': ending(
    'Not started: interrupted',
    'The run was interrupted before this change.',
    'Run the same command again.',
  ),
  'failure-limit': ending(
    'Not started: too many failures',
    'The limit of --max-failures was reached. Then nothing more is started, and no removal at all.',
    'Correct the cause of the failures, then plan again.',
  ),
  'interrupted-unfinished': ending(
    'Interrupted before it was finished',
    'The run was interrupted in the middle of this change.',
  ),
  aborted: ending('Aborted', 'The run was interrupted twice. The request may or may not have worked.'),
  'operation-failed': ending('The operation failed', 'The server or the connection failed.', wrong),
  'own-failure': ending(
    'A bug in idctl',
    'idctl itself failed in this change. The other changes went on.',
    'Please report it, with the output of `idctl --version`.',
  ),
}

function ending(title: string, cause: string, cure = planAgain): Explanation & { readonly title: string } {
  return { title, cause, cure }
}
