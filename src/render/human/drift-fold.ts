import type { Change, FieldChange, UpdateChange } from '../../model/change.ts'
import { isUpdate, waitsOf } from '../../model/change-parts.ts'
import type { DriftedIdentity, DriftedUnmanaged, DriftItem } from '../../model/drift.ts'
import { push } from '../../model/push.ts'
import { type AlikeChanges, foldAlike } from './alike.ts'
import { verdictNote } from './drift-verdict.ts'
import { type FoldedGroup, foldGroup } from './fold-group.ts'

/** Identities whose drift differs only in whom it is about. */
export interface AlikeDrift {
  readonly shown: readonly DriftedIdentity[]
  /** What happened to the first of them. */
  readonly first: Change
  /** `more`, and what the folded rows have in common. */
  readonly alike: AlikeChanges
}

/** Folds drift by the rule of a plan: what happened live counts as what a change would do. */
export function foldDrift(identities: readonly DriftedIdentity[]): readonly AlikeDrift[] {
  const byTag = new Map<string, DriftedIdentity[]>()
  for (const identity of identities) push(byTag, tagOf(identity), identity)
  return [...byTag.values()].flatMap((members) => {
    return foldAlike(members.map(happened)).flatMap((alike) => {
      const shown = alike.shown.flatMap((index) => members[index] ?? [])
      return shown.slice(0, 1).map((first) => ({ shown, first: happened(first), alike }))
    })
  })
}

/** What is the same in all rows that fold, besides leaves and values. */
function tagOf({ change, items }: DriftedIdentity): string {
  const moved = items.map((item) => [item.kind, item.observed, wholeOf(item), verdictNote(item)?.text])
  return JSON.stringify([waitsOf(change)?.code, moved])
}

function wholeOf({ subject }: DriftItem): string | undefined {
  return 'kind' in subject ? subject.kind : undefined
}

/** What somebody did, as the change that would do it: the opposite of the change that would undo it. */
function happened({ change, items }: DriftedIdentity): Change {
  const { observed: _observed, ...rest } = isUpdate(change) ? withoutWaits(change) : change
  return { ...rest, fields: items.flatMap(({ field }) => (field ? [fileToLive(field)] : [])), consequences: [] }
}

/** What waits is among the items. */
function withoutWaits({ waits: _waits, ...change }: UpdateChange): UpdateChange {
  return change
}

function fileToLive({ before, after, ...field }: FieldChange): FieldChange {
  return {
    ...field,
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
  }
}

/** Unmanaged identities are known by their ids alone: all of one kind are alike. */
export function foldStrangers(strangers: readonly DriftedUnmanaged[]): readonly FoldedGroup<DriftedUnmanaged>[] {
  const groups = new Map<string, DriftedUnmanaged[]>()
  for (const one of strangers) push(groups, JSON.stringify([one.foreign, verdictNote(one.item)?.text]), one)
  return [...groups.values()].map(foldGroup)
}
