import { type DriftedIdentity, type DriftItem, type DriftView, isOutside } from '../model/drift.ts'
import { shellWord } from '../model/shell-word.ts'
import { adoptCommand, applyCommand, places, placeWords, wordFor } from './next-command.ts'

type Flags = Readonly<Record<string, unknown>>

/**
 * What people can do about drift that no baseline accepts, with the flags of this run: `Undo: idctl apply`. Only what would do
 * something.
 *
 * @param masked Without keys, and without flags whose values name anybody.
 */
export function driftAnswers(view: DriftView, flags: Flags, masked: boolean): readonly string[] {
  if (view.counts.drifted === 0) return []
  const keepable = view.identities.filter(isKeepable)
  const isUndone = view.identities.some((identity) => identity.items.some((item) => isUndoable(item, identity)))
  const changes = view.identities.map(({ change }) => change)
  const unmarked = view.identities.filter(isAdoptable).map(({ change }) => change)
  return [
    ...(isUndone ? [`Undo: ${applyCommand(changes, flags, masked)}`] : []),
    ...(keepable.length === 0 ? [] : [`Keep: ${acceptCommand(keepable, flags, masked)}`]),
    ...(unmarked.length === 0 ? [] : [`Mark: ${adoptCommand(unmarked, flags, masked)}`]),
    `Tolerate: ${baselineCommand(flags, masked)}`,
  ]
}

/** Whether apply writes the value of the file again, or makes or adopts the identity. */
function isUndoable(item: DriftItem, { change }: DriftedIdentity): boolean {
  if (!isOutside(item) || item.observed || change.blocked !== undefined || change.action === 'none') return false
  const { field } = item
  return field === undefined || change.fields.some(({ path }) => path === field.path)
}

/** Whether `accept` without pointers writes what moved into the file, as far as drift can tell: all of it or nothing. */
function isKeepable({ change, items }: DriftedIdentity): boolean {
  const moved = items.filter(({ observed }) => observed === undefined)
  // Who has no mark is adopted first; whom idctl disabled is restored first.
  if (change.action === 'adopt' || change.reason === 'unmarked' || change.reason === 'restored') return false
  return (
    moved.some(isOutside) && moved.every(({ field, unwritable }) => field !== undefined && unwritable === undefined)
  )
}

/** Whether `adopt` with its key gives it a mark, and changes nothing else. */
function isAdoptable({ change, items }: DriftedIdentity): boolean {
  const { reason, blocked } = change
  return reason === 'unmarked' && (blocked === undefined || blocked.code === 'adoption') && items.some(isOutside)
}

function acceptCommand(people: readonly DriftedIdentity[], flags: Flags, masked: boolean): string {
  const key = wordFor(
    people.map(({ change }) => change),
    masked,
  )
  return ['idctl accept', key, ...placeWords(flags, masked, places)].join(' ')
}

function baselineCommand(flags: Flags, masked: boolean): string {
  const { baseline } = flags
  const file = typeof baseline === 'string' && !masked ? shellWord(baseline) : 'FILE'
  const wider = ['include-observed', 'include-unmanaged'].flatMap((name) => (flags[name] === true ? [`--${name}`] : []))
  const entry = '--owner WHO --reason WHY --expires DATE'
  return ['idctl drift', ...placeWords(flags, masked), ...wider, '--baseline', file, '--write-baseline', entry].join(
    ' ',
  )
}
