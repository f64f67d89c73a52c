import type { DriftKind, WholeDrift } from '../drift.ts'
import type { privilegedHolds } from '../privileged.ts'
import type { ExplainedWord } from './explanation.ts'

const undoOrKeep =
  '`idctl apply` sets live back to the file. `idctl accept KEY` writes the live values into the document instead.'

/** Kinds of drift: who can have changed a leaf, or what is wrong with the whole identity. */
export const driftExplanations: Readonly<Record<DriftKind | WholeDrift, ExplainedWord>> = {
  person: {
    label: 'Self-service',
    title: 'A value has changed that people can change themselves',
    cause:
      'Live differs from what was applied last, at a trait, at whether an address is verified, or at a link to an account elsewhere. Kratos does not record who writes: a tool can change these, too.',
    cure: `${undoOrKeep} For what people may decide themselves, set \`ownership\` of the field to \`seed\` or \`ignore\`.`,
  },
  tool: {
    label: 'Admin API',
    title: 'A value has changed that only the admin API can change',
    cause:
      'Live differs from what was applied last, at the state, the schema, the external_id, the organization or the metadata. People cannot change these themselves: an administrator, another tool or a webhook did.',
    cure: `Find out who wrote it. ${undoOrKeep} For what another tool owns, set \`ownership\` of the field to \`ignore\`.`,
  },
  missing: {
    label: 'Gone',
    title: 'The identity was applied before, and is gone',
    cause:
      'The inventory says that idctl applied the document, and no live identity has its mark any more. Somebody deleted the account.',
    cure: 'If the person should stay away, delete the document. To create a new and empty account, apply with --allow-recreations=N.',
  },
  unmarked: {
    label: 'Unmarked',
    title: 'A document claims the identity, and it has no mark of idctl',
    cause: 'The identity was never adopted, or another tool replaced its metadata_admin and wiped the mark.',
    cure: 'Check that it is the right person, then `idctl adopt KEY`.',
  },
  unmanaged: {
    label: 'Unmanaged',
    title: 'No document claims the identity, and it has no mark of this workspace',
    cause: 'Somebody registered, or another tool created the account. idctl leaves it alone.',
    cure: 'To manage it, `idctl export` writes its document, and `idctl adopt` takes it over.',
  },
  reactivated: {
    label: 'Activated again',
    title: 'idctl had disabled the identity, and somebody has activated it again',
    cause: 'Its document had left the folder, and idctl disabled it. Then somebody set it to active in Kratos.',
    cure: 'If the person should stay, put the document back. If not, disable the identity again in Kratos.',
  },
}

type Uncounted = (typeof privilegedHolds)[number] | 'expired' | 'outdated'

/** Why a difference or a privileged value does not count, or counts again although a baseline names it. */
export const uncountedExplanations: Readonly<Record<Uncounted, ExplainedWord>> = {
  accepted: {
    title: 'The baseline accepts the difference',
    cause:
      'An entry of the file of --baseline names it, with an owner, a reason and a last day. Until then it is no drift.',
    cure: 'Nothing. After the last day it is drift again.',
  },
  expired: {
    title: 'The baseline accepted the difference until a day that is over',
    cause: 'The entry of the baseline is past its `expires`, so the difference is drift again.',
    cure: 'Undo the difference, keep it with `idctl accept KEY`, or let the owner give the entry a later day.',
  },
  outdated: {
    title: 'Live has another value than the one that the baseline accepts',
    cause: 'The entry of the baseline accepts one value (`live`), and live has changed since.',
    cure: 'Look at the new value. If it is all right too, write the baseline anew with --write-baseline.',
  },
  recent: {
    title: 'The difference was seen in too few runs to be reported',
    cause: 'With --min-sightings, a difference is drift only once it was seen in so many runs in a row.',
    cure: 'Nothing: the next runs tell.',
  },
  observed: {
    title: 'The files only watch this value',
    cause: 'The mode of the field is `observe`, or the person removed the link. idctl compares it and never writes it.',
    cure: 'Nothing. To write it, change `ownership`; to count it as drift, use --include-observed.',
  },
  waits: {
    title: 'The value is not written now, while the rest of the change is',
    cause: 'People set the value themselves in Kratos, and so many of them did that a guard would refuse to undo it.',
    cure: 'The hint of the row says what lets it through.',
  },
}
