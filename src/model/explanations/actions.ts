import type { Action } from '../change.ts'
import type { ExplainedWord } from './explanation.ts'

const nothing = 'Nothing, if that is meant.'

/** What a change does to an identity: the first word of a row. */
export const actionExplanations: Readonly<Record<Action, ExplainedWord>> = {
  create: {
    title: 'A new identity is created',
    cause: 'No live identity belongs to the document.',
    cure: 'If the person has an account already, `idctl.previously` names its former key or login identifier.',
  },
  update: {
    title: 'An identity is changed',
    cause: 'File and live differ, or a part of an earlier change is still to be done.',
    cure: nothing,
  },
  adopt: {
    title: 'An identity without a mark comes under management',
    cause:
      'A document claims an identity that idctl does not manage yet. It gets the mark, and the values of the file.',
    cure: 'Check that it is the right person.',
  },
  release: {
    title: 'An identity leaves management, and stays as it is',
    cause: 'The mark of idctl is taken off. Account, credentials and sessions stay.',
    cure: nothing,
  },
  disable: {
    title: 'An identity becomes inactive, and its sessions end',
    cause: 'Its document is gone and `removal` says `disable`, or the document says `state: inactive`.',
    cure: 'If the person should stay, put the document back, or say `state: active`.',
  },
  delete: {
    title: 'An identity is deleted for good',
    cause: 'Its document is gone and `removal` says `delete`, or its grace period is over.',
    cure: 'If the person should stay, put the document back before you apply. Kratos cannot bring an account back.',
  },
  none: {
    label: 'observe',
    title: 'There is nothing to write, only something to report',
    cause: 'A field in mode `observe` differs, or a row is blocked that has no action of its own.',
    cure: nothing,
  },
}
