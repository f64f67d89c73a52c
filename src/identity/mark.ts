import type { DesiredIdentity, IdentityState, LiveIdentity, Mark, MarkedCredentials } from '../model/identity.ts'
import { type Json, type JsonPointer, jsonEqual } from '../model/json.ts'
import { present } from '../model/present.ts'
import { readTodo, type Todo, type TodoItem, todoItem } from '../model/todo.ts'
import { absentDigest } from './compare.ts'
import { foundMember } from './found.ts'
import { lineDigest } from './line-digest.ts'
import type { MarkedDigests } from './merge-leaf.ts'

export interface MarkInput {
  readonly workspace: string
  readonly desired: DesiredIdentity
  readonly made: Mark['made']
  readonly marked: MarkedDigests
  /** What of these, and of the links, idctl found and did not write. */
  readonly found?: Iterable<JsonPointer> | undefined
  /** Leaves that hold a value from a reference. */
  readonly references?: readonly JsonPointer[] | undefined
  readonly credentials?: MarkedCredentials | undefined
  readonly commit: string | undefined
  /** Of the account; before its creation there is none. */
  readonly id?: string
}

/** The mark that a document leaves on its identity. Members that say nothing are left out. */
export function makeMark(input: MarkInput): Mark {
  return {
    v: 1,
    workspace: input.workspace,
    key: input.desired.key,
    origin: input.desired.origin.file,
    ...(!input.desired.soleDocument && { shared: true as const }),
    named: input.desired.keyFrom !== 'identifier',
    ...present({ id: input.id }),
    made: input.made,
    fields: input.marked,
    ...foundMember(input.found),
    ...(input.desired.protect === true && { protect: true as const }),
    ...present({ credentials: input.credentials }),
    ...linesOf(input.desired),
    ...referencesMember(input.references),
    ...present({ commit: input.commit }),
  }
}

function linesOf({ previously }: DesiredIdentity): Pick<Mark, 'lines'> {
  return previously.length === 0 ? {} : { lines: [...new Set(previously.map(lineDigest))].sort() }
}

/** None is left out. */
export function referencesMember(references: readonly JsonPointer[] | undefined): Pick<Mark, 'references'> {
  return references === undefined || references.length === 0 ? {} : { references }
}

/**
 * Whether a mark says all that a new one would. The id, what marks of earlier versions do not tell, and lines that the document
 * no longer has make no write of their own: they come and go with the next one. So does the memory of a reference that is gone.
 */
export function isCurrentMark(mark: Mark, next: Mark): boolean {
  if (hasMore(next.lines, mark.lines) || hasMore(next.references, mark.references)) return false
  const { lines: _lines, references: _references, id: _id, ...rest } = mark
  const { lines: _next, references: _nextReferences, id: _nextId, ...wanted } = next
  const named = mark.named === undefined ? wanted.named : mark.named
  return (mark.id === undefined || mark.id === next.id) && marksEqual({ ...rest, ...present({ named }) }, wanted)
}

function hasMore(next: readonly string[] = [], before: readonly string[] = []): boolean {
  const known = new Set(before)
  return next.some((entry) => !known.has(entry))
}

/**
 * Marks are JSON data and equal as such, but for what says when and from where they were written: the commit, and the time of a
 * tombstone. The id may still be missing. The salt says nothing.
 */
export function marksEqual({ id: leftId, ...left }: Mark, { id: rightId, ...right }: Mark): boolean {
  const isSameAccount = leftId === undefined || rightId === undefined || leftId === rightId
  return isSameAccount && jsonEqual(withoutWhen(left), withoutWhen(right))
}

function withoutWhen({ commit: _commit, salt: _salt, disabled, ...mark }: Mark): Json {
  return { ...mark, ...(disabled && { disabled: { state_before: disabled.state_before } }) } as unknown as Json
}

/** Whether live carries this mark (`undefined`: none), from whatever commit. */
export function hasMark(live: LiveIdentity, mark: Mark | undefined): boolean {
  if (mark === undefined) return live.mark.kind === 'none'
  return live.mark.kind === 'mark' && marksEqual(live.mark.mark, mark)
}

/** The mark bound to its account, as every write after the creation leaves it. */
export function boundMark(mark: Mark, { id }: LiveIdentity): Mark {
  return mark.id === undefined ? { ...mark, id } : mark
}

/**
 * The mark of an identity whose document is gone and that is now disabled: a dated tombstone. What was owed before stays
 * owed (nobody can sign in meanwhile): the document's return takes it up. Sessions are revoked by the disabling itself.
 *
 * @param at Milliseconds since 1970.
 */
export function tombstone(mark: Mark, at: number, stateBefore: IdentityState): Mark {
  return {
    ...withoutTodo(mark, { kind: 'revoke_sessions' }),
    disabled: { at: new Date(at).toISOString(), state_before: stateBefore },
  }
}

/** The mark once this follow-up is done; whatever else it owes stays. */
export function withoutTodo(mark: Mark, done: Todo): Mark {
  const { todo: _todo, ...rest } = mark
  const item = todoItem(done)
  const others = openItems(mark).filter((other) => other !== item)
  return others.length === 0 ? rest : { ...rest, todo: others }
}

/** The mark with the commit that it is written from, or without any. */
export function withCommit({ commit: _, ...mark }: Mark, commit: string | undefined): Mark {
  return commit === undefined ? mark : { ...mark, commit }
}

/** Sessions were to be revoked, and perhaps were not. */
export function owesSessions(mark: Mark): boolean {
  return owes(mark, { kind: 'revoke_sessions' })
}

/** The recovery link or code of a creation was to be made, and is not in the invites file. */
export function owesInvite(mark: Mark): boolean {
  return owes(mark, { kind: 'invite' })
}

/** The person moved aside in a swap, and the change that brings the final values is still to come. */
export function owesSwap(mark: Mark): boolean {
  return openTodo(mark).some(({ kind }) => kind === 'swap')
}

/** What a mark still owes. */
export function openTodo(mark: Mark): readonly Todo[] {
  return openItems(mark).map(readTodo)
}

export function owes(mark: Mark, todo: Todo): boolean {
  return openItems(mark).includes(todoItem(todo))
}

/** The mark while these are owed as well. */
export function owing(mark: Mark, more: readonly Todo[]): Mark {
  if (more.length === 0) return mark
  return { ...mark, todo: [...new Set([...openItems(mark), ...more.map(todoItem)])] }
}

/** The mark as it was before a move aside; a list of what is owed is always there, for the digest that tells the move again. */
export function withoutSwap(mark: Mark): Mark & Required<Pick<Mark, 'todo'>> {
  return { ...mark, todo: openItems(mark).filter((item) => readTodo(item).kind !== 'swap') }
}

function openItems(mark: Mark): readonly TodoItem[] {
  return mark.todo ?? []
}

/**
 * What a plan may carry of a mark: digests of values from references are left out (a digest of a short value is the
 * value); apply fills them in when it resolves the references.
 */
export function withoutReferenceDigests(mark: Mark, desired: DesiredIdentity): Mark {
  const isReference = (path: string) =>
    desired.fields[path]?.reference !== undefined && mark.fields[path] !== absentDigest
  return { ...mark, fields: Object.fromEntries(Object.entries(mark.fields).filter(([path]) => !isReference(path))) }
}
