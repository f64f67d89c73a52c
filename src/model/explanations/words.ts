import type { ExplainedWord } from './explanation.ts'

const nothing = 'Nothing.'

/** What screens write without a code: titles of sections, labels of lines, and what the last lines count and offer. */
export const wordExplanations = {
  'way in': {
    title: 'How the person will be able to sign in',
    cause:
      'The line stands below a new account, and below a change that gives or takes ways to sign in. They follow from the credentials of the document and from the identity schema.',
    cure: '`idctl plan --ways-in` shows them for everybody. Whether Kratos has a method switched on, its API does not show.',
  },
  note: {
    title: 'What the change means for its person, or what is good to know before',
    cause: 'It follows from the identity schema, from the live account or from other changes of the plan.',
    cure: 'Read it before you apply.',
  },
  hint: {
    title: 'What you can do about it',
    cause: 'It belongs to the line above it.',
    cure: 'Do one of the things that it offers, or leave it as it is.',
  },
  account: {
    title: 'The login identifiers that the account has now',
    cause: 'They stand below changes of who signs in and how, and below removals, so that you see which account it is.',
    cure: 'Check that it is the account of the person that you have in mind.',
  },
  invite: {
    title: 'Apply makes a recovery link or code for the person',
    cause: 'The document or idctl.yaml asks for one in `idctl.on_create`, or you named the person with `idctl invite`.',
    cure: 'Give apply a file for it: `--invites FILE`.',
  },
  replaced: {
    title: 'Somebody goes, and a document gets a new and empty account, perhaps for the same person',
    cause:
      'The one who goes and the one who comes have a login identifier, an external_id, a file or a name in common.',
    cure: 'If it is the same person, add `idctl.key`, and `idctl.previously` with the former key. If not, `idctl explain replacements` tells how to consent.',
  },
  removed: {
    title: 'These accounts are deleted for good',
    cause: 'Their documents are gone, and idctl.yaml says that they are deleted.',
    cure: 'To keep somebody, put the document back before you apply: a deletion cannot be undone.',
  },
  access: {
    title: 'These people can no longer sign in, and their sessions end',
    cause: 'Their documents are gone, or say `state: inactive`.',
    cure: 'To keep somebody, put the document back, or take the line out.',
  },
  released: {
    title: 'idctl stops to manage these accounts, and changes nothing else',
    cause: 'Their documents are gone and idctl.yaml says `release`, or you named them with `idctl release`.',
    cure: 'To go on managing somebody, put the document back.',
  },
  'sign-in changes': {
    title: 'The names or addresses change with which these people sign in',
    cause: 'The file says another login identifier than live has.',
    cure: 'Tell the people before you apply. The account, its credentials and its sessions stay.',
  },
  'other updates': {
    title: 'Values change, and nobody signs in otherwise than before',
    cause: 'File and live differ.',
    cure: 'The word at the end of each row says which of them has moved: `idctl explain drift`.',
  },
  adopted: {
    title: 'idctl starts to manage these accounts',
    cause: 'They were there before, and a document claims them. Apply gives them the mark and brings them to the file.',
    cure: 'Check that they are the right people. `idctl adopt KEY` writes only the mark.',
  },
  privileged: {
    label: 'Privileged values',
    title: 'Values that give people power',
    cause: 'They are at or below a pointer of `privileged` in idctl.yaml. Everybody who gains or loses one is named.',
    cure: 'Read each of them before you apply.',
  },
  unchanged: {
    title: 'People of whom file and live agree',
    cause: 'idctl manages them, and has nothing to write.',
    cure: nothing,
  },
  drifted: {
    title: 'People of whom live has changed since the last apply',
    cause: 'Somebody else has written to Kratos. They are among the changes as well.',
    cure: '`idctl drift` shows what has changed, and what you can do about it.',
  },
  coverage: {
    title: 'The share of live identities that this workspace manages, in whole per cent',
    cause: 'All that carry its mark, among all that the server has; rounded down. It is left out when it is 100.',
    cure: 'For more, `idctl export` writes documents of the others, and `idctl adopt` takes them over.',
  },
  next: {
    title: 'What you can do now',
    cause: 'The command is complete, with the flags that you gave to this one.',
    cure: 'Run it, or stop here.',
  },
  undo: {
    title: 'The command that sets live back to the file',
    cause: 'Apply writes the values of the documents again, and gives accounts that are unmarked the mark.',
    cure: 'Run it if the file is right.',
  },
  keep: {
    title: 'The command that writes the live values into the document',
    cause: 'Accept makes the file say what live has.',
    cure: 'Run it if live is right. For many people at once: `idctl export --update --managed`.',
  },
  tolerate: {
    title: 'The command that accepts the drift for a while',
    cause: 'It writes a baseline with an owner, a reason and a last day. Until then the drift does not count.',
    cure: 'Run it if neither the file nor live can be corrected now.',
  },
} as const satisfies Readonly<Record<string, ExplainedWord>>
