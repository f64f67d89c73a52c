import type { DesiredIdentity, IdentityState, LiveIdentity, Mark, MarkedCredentials } from '../model/identity.ts'
import { type Json, type JsonPointer, jsonEqual } from '../model/json.ts'
import { present } from '../model/present.ts'
import { readTodo, type Todo, type TodoItem, todoItem } from '../model/todo.ts'
import { absentDigest } from './compare.ts'
import { foundMember, isMemberFound } from './found.ts'
import { lineDigest } from './line-digest.ts'
import type { MarkedDigests } from './merge-leaf.ts'

export interface MarkInput {
  readonly workspace: string
  readonly desired: DesiredIdentity
  readonly made: Mark['made']
  readonly marked: MarkedDigests
  /** Pointers to leaves and links that idctl found and did not write. */
  readonly found?: Iterable<JsonPointer> | undefined
  /** Leaves that hold a value from a reference. */
  readonly references?: readonly JsonPointer[] | undefined
  readonly credentials?: MarkedCredentials | undefined
  readonly commit: string | undefined
  /** Id of the account; absent for a creation. */
  readonly id?: string
}

/** The mark for the identity of a document. Members with default values are left out. */
export function makeMark(input: MarkInput): Mark {
  return present({
    v: 1 as const,
    workspace: input.workspace,
    key: input.desired.key,
    origin: input.desired.origin.file,
    shared: !input.desired.soleDocument || undefined,
    named: input.desired.keyFrom !== 'identifier',
    id: input.id,
    made: input.made,
    fields: input.marked,
    ...foundMember(input.found),
    protect: input.desired.protect || undefined,
    credentials: input.credentials,
    ...linesOf(input.desired),
    ...referencesMember(input.references),
    commit: input.commit,
  })
}

function linesOf({ previously }: DesiredIdentity): Pick<Mark, 'lines'> {
  return previously.length === 0 ? {} : { lines: [...new Set(previously.map(lineDigest))].sort() }
}

/** The mark's `references` member; no member for an empty list. */
export function referencesMember(references: readonly JsonPointer[] | undefined): Pick<Mark, 'references'> {
  return references === undefined || references.length === 0 ? {} : { references }
}

/**
 * Whether a mark needs no write to become `next`. These differences alone are no reason to write, and change with the next
 * write: a missing id, a missing `named` (marks of earlier versions), lines and references that are gone, and a former origin.
 *
 * @param files the files that have documents; absent: not known, so a mark has to name the present one
 */
export function isCurrentMark(mark: Mark, next: Mark, files?: ReadonlySet<string>): boolean {
  if (hasMore(next.lines, mark.lines) || hasMore(next.references, mark.references)) return false
  const { lines: _lines, references: _references, id: _id, ...rest } = mark
  const after = hasFormerOrigin(mark, next, files) ? fromFileOf(mark, next) : next
  const { lines: _next, references: _nextReferences, id: _nextId, ...wanted } = after
  const named = mark.named === undefined ? wanted.named : mark.named
  return (mark.id === undefined || mark.id === next.id) && marksEqual({ ...rest, ...present({ named }) }, wanted)
}

/**
 * Whether `makeMark` would say nothing of the document that a mark does not say already, for a mark that records leaves alone. Makes no mark
 * to find it out. `false` says nothing.
 *
 * @param files as of `isCurrentMark`
 */
export function isMarkOf(
  mark: Mark,
  { workspace, desired, id }: Pick<MarkInput, 'workspace' | 'desired' | 'id'>,
  files?: ReadonlySet<string>,
): boolean {
  const next = { origin: desired.origin.file, named: desired.keyFrom !== 'identifier' }
  const isFile = mark.origin === next.origin && (mark.shared ?? false) === !desired.soleDocument
  return (
    mark.workspace === workspace &&
    mark.key === desired.key &&
    mark.named === next.named &&
    (isFile || hasFormerOrigin(mark, next, files)) &&
    (mark.protect ?? false) === (desired.protect ?? false) &&
    (mark.found === undefined || isMemberFound(mark.found)) &&
    desired.previously.length === 0 &&
    (mark.id === undefined || mark.id === id)
  )
}

/**
 * Whether a document with a written name has moved to another file, and its former one has no document any more. Somebody else's document
 * there would be taken for that of this person.
 */
function hasFormerOrigin(
  mark: Mark,
  next: Pick<Mark, 'origin' | 'named'>,
  files: ReadonlySet<string> | undefined,
): boolean {
  const isNamed = mark.named === true && next.named === true
  return isNamed && mark.origin !== next.origin && files?.has(mark.origin) === false
}

function fromFileOf({ origin, shared }: Mark, { shared: _, ...next }: Mark): Mark {
  return { ...next, origin, ...present({ shared }) }
}

function hasMore(next: readonly string[] = [], before: readonly string[] = []): boolean {
  const known = new Set(before)
  return next.some((entry) => !known.has(entry))
}

/**
 * JSON equality of two marks, ignoring the commit, the salt and the time of a tombstone. An id that one of them lacks does not
 * count as a difference.
 */
export function marksEqual(left: Mark, right: Mark): boolean {
  const isSameAccount = left.id === undefined || right.id === undefined || left.id === right.id
  return isSameAccount && isIn(left, right) && isIn(right, left)
}

const comparedApart: ReadonlySet<string> = new Set(['id', 'commit', 'salt', 'disabled'] satisfies (keyof Mark)[])

/** Whether each member of one mark that counts is in the other. Copies none of the two: everybody's are compared. */
function isIn(one: Mark, other: Mark): boolean {
  for (const name in one) {
    const member = name as keyof Mark
    if (!comparedApart.has(name) && !jsonEqual(one[member] as Json, other[member] as Json)) return false
  }
  return one.disabled?.state_before === other.disabled?.state_before
}

/** Whether live carries a mark equal to this one by `marksEqual` (`undefined`: no mark). */
export function hasMark(live: LiveIdentity, mark: Mark | undefined): boolean {
  if (mark === undefined) return live.mark.kind === 'none'
  return live.mark.kind === 'mark' && marksEqual(live.mark.mark, mark)
}

/** The mark with the id of its account, which every write after the creation adds. */
export function boundMark(mark: Mark, { id }: LiveIdentity): Mark {
  return mark.id === undefined ? { ...mark, id } : mark
}

/**
 * The mark of an identity that is disabled because its document is gone: a dated tombstone. Other follow-ups stay owed until
 * the document returns (nobody can sign in meanwhile). Sessions are not owed: the disabling itself revokes them.
 *
 * @param at Milliseconds since 1970.
 */
export function tombstone(mark: Mark, at: number, stateBefore: IdentityState): Mark {
  return {
    ...withoutTodo(mark, { kind: 'revoke_sessions' }),
    disabled: { at: new Date(at).toISOString(), state_before: stateBefore },
  }
}

/** The mark without this follow-up, which is done; it still owes the others. */
export function withoutTodo(mark: Mark, done: Todo): Mark {
  const { todo: _todo, ...rest } = mark
  const item = todoItem(done)
  const others = openItems(mark).filter((other) => other !== item)
  return others.length === 0 ? rest : { ...rest, todo: others }
}

/** The mark with this commit, or with none. */
export function withCommit({ commit: _, ...mark }: Mark, commit: string | undefined): Mark {
  return commit === undefined ? mark : { ...mark, commit }
}

/** Sessions must be revoked, and perhaps have not been. */
export function owesSessions(mark: Mark): boolean {
  return owes(mark, { kind: 'revoke_sessions' })
}

/** The recovery link or code of a creation is not in the invites file yet. */
export function owesInvite(mark: Mark): boolean {
  return owes(mark, { kind: 'invite' })
}

/** The person moved aside in a swap, and the final values are not written yet. */
export function owesSwap(mark: Mark): boolean {
  return openTodo(mark).some(({ kind }) => kind === 'swap')
}

export function openTodo(mark: Mark): readonly Todo[] {
  return openItems(mark).map(readTodo)
}

export function owes(mark: Mark, todo: Todo): boolean {
  return openItems(mark).includes(todoItem(todo))
}

/** The mark that also owes these follow-ups. */
export function owing(mark: Mark, more: readonly Todo[]): Mark {
  if (more.length === 0) return mark
  return { ...mark, todo: [...new Set([...openItems(mark), ...more.map(todoItem)])] }
}

/** The mark without its swap todo. `todo` is always present, so that `asideBaseOf` gets the same digest on each read. */
export function withoutSwap(mark: Mark): Mark & Required<Pick<Mark, 'todo'>> {
  return { ...mark, todo: openItems(mark).filter((item) => readTodo(item).kind !== 'swap') }
}

function openItems(mark: Mark): readonly TodoItem[] {
  return mark.todo ?? []
}

/**
 * The mark as a plan may carry it: without digests of values from references, because a short value can be guessed from its
 * digest. Apply fills them in when it resolves the references.
 */
export function withoutReferenceDigests(mark: Mark, desired: DesiredIdentity): Mark {
  const isReference = (path: string) =>
    desired.fields[path]?.reference !== undefined && mark.fields[path] !== absentDigest
  if (!Object.keys(mark.fields).some(isReference)) return mark
  return { ...mark, fields: Object.fromEntries(Object.entries(mark.fields).filter(([path]) => !isReference(path))) }
}
