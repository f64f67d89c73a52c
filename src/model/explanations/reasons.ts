import type { Reason } from '../change-codes.ts'
import type { ExplainedWord } from './explanation.ts'

const keepOrUndo =
  'To set live back to the file, apply. To keep what live has, `idctl accept KEY` writes it into the document.'

/** Why a plan has a change: what stands in parentheses at the end of a row, or behind a field. */
export const reasonExplanations: Readonly<Record<Reason, ExplainedWord>> = {
  pending: {
    title: 'The file has changed since the last apply',
    cause: 'The document says something else than when it was applied last, and live is still as it was applied.',
    cure: 'Apply it.',
  },
  drift: {
    title: 'Live has changed since the last apply, and the file has not',
    cause: 'Somebody changed the value in Kratos: the person, an administrator or another tool.',
    cure: keepOrUndo,
  },
  both: {
    title: 'File and live have both changed since the last apply',
    cause:
      'The document says something else than when it was applied last, and live has changed as well: at this field, or at different fields of the person.',
    cure: `Look at both values before you apply: what somebody set in Kratos is replaced. ${keepOrUndo}`,
  },
  new: {
    title: 'idctl has never applied it',
    cause:
      'The document is new, or the field is new in it. An account that somebody deleted in Kratos took its mark along: without --inventory, its document is new, too.',
    cure: 'Apply it.',
  },
  removed: {
    label: 'removed from file',
    title: 'A line has left the file, and idctl had written its value',
    cause:
      'The document no longer has the field. Live still has the value that idctl wrote, so idctl takes it out. A value that somebody else changed stays.',
    cure: 'Apply it, or put the line back. To keep the value and let others own it, set `ownership` of the field to `ignore`.',
  },
  mark: {
    title: 'Only the mark of idctl changes, and no value of the person',
    cause:
      'idctl keeps in a mark on each identity what it wrote last. File and live can agree while the mark is out of date: after `protect` changed, after the file of a document without `external_id` and `idctl.key` was renamed, after `idctl accept`, or after somebody set in Kratos what the file says. `idctl release` takes off only the mark, too.',
    cure: 'Apply it. Until then, idctl would take a later change of the file or of live for a change of both.',
  },
  'document-gone': {
    label: 'document is gone',
    title: 'The document has left the folder',
    cause: 'idctl manages the identity, and no document of the folder describes it any more.',
    cure: 'If the person should stay, put the document back. `removal` in idctl.yaml says what happens otherwise.',
  },
  expired: {
    title: 'The day of the document is over',
    cause: 'The document is there, but the day in `idctl.expires` is over, so it counts as gone.',
    cure: 'If the person stays, give the document a later day, or none.',
  },
  'grace-over': {
    label: 'grace period is over',
    title: 'The identity was disabled, and its time until the deletion is over',
    cause: 'idctl disabled the identity because its document was gone, and `removal.grace` of idctl.yaml has passed.',
    cure: 'If the person should come back, put the document back before you apply: a deletion cannot be undone.',
  },
  restored: {
    label: 'document is back',
    title: 'The document of a disabled identity has come back',
    cause: 'idctl had disabled the identity because its document was gone. Now the document is in the folder again.',
    cure: 'Apply it: the same account gets its former state. All its sessions end once more.',
  },
  todo: {
    label: 'follow-up is owed',
    title: 'Something is still to be done after an earlier change',
    cause:
      'An earlier apply wrote the change but did not finish what follows it: ending sessions, sending an invitation, removing a link, or giving somebody their value back after an exchange. The mark remembers it.',
    cure: 'Apply again.',
  },
  unmarked: {
    title: 'A document claims an identity that has no mark of idctl',
    cause: 'The identity was there before, and idctl has never managed it; or another tool wiped the mark.',
    cure: 'Check that it is the right person. Then apply, or `idctl adopt KEY` to write only the mark.',
  },
  asked: {
    label: 'asked for',
    title: 'You named this person on the command line',
    cause: 'The command was given the key or the id: for instance `idctl adopt KEY` or `idctl release KEY`.',
    cure: 'Nothing, if that is meant.',
  },
}
