import type { PostingEnd } from '../model/posting.ts'
import type { Told } from '../model/told.ts'
import type { MarkedText } from './marked-text.ts'

/** Something that idctl wrote: a comment, or an issue. */
export interface Posted {
  readonly id: string
  readonly body: string
  /** The page where people read it. */
  readonly url: string
}

/** A place where one account keeps texts: the comments of a pull request, or the open issues with a label. */
export interface Board {
  /** What this account wrote there, the oldest first. */
  own(): Promise<readonly Posted[]>
  add(text: string): Promise<Posted>
  replace(id: string, text: string): Promise<Posted>
  /** Takes a text away: deletes a comment; closes an issue, which then has `lastWords`. */
  remove(id: string, lastWords: string): Promise<void>
}

/** Labels of a pull request. */
export interface Labels {
  names(): Promise<readonly string[]>
  change(added: readonly string[], removed: readonly string[]): Promise<void>
}

/** The plan that was made for a pull request. */
export interface ReviewedPlan {
  /** Number of the pull request or merge request. */
  readonly request: number
  /** The commit that was reviewed. */
  readonly commit: string
  /** The page of the run that made the plan. */
  readonly url: string
  readonly bytes: Uint8Array
}

export interface PlanSearch {
  /** The commit that the merge made: all 40 or 64 digits. */
  readonly commit: string
  /** The pipeline that makes plans: a workflow file on GitHub, a job on GitLab. */
  readonly maker: string
  /** Name of the artifact; GitLab has none. */
  readonly artifact: string
  /** Path of the plan in the artifacts. */
  readonly file: string
}

/** Where pull requests are. An operation either succeeds or throws IdctlError (exit `error`). */
export interface Platform {
  comments(request: number): Board
  /** @param label Of the issues that count, and that new ones get. */
  issues(title: string, label: string): Board
  labels(request: number): Labels
  /** Why there is none, if there is none. */
  reviewedPlan(search: PlanSearch): Promise<ReviewedPlan | { readonly missing: Told }>
}

/** What became of a text. */
export interface Kept {
  readonly how: PostingEnd
  readonly url?: string
}

/**
 * Makes the board have exactly one text with the marker. Does the same again without effect, so an attempt whose answer was lost may be
 * repeated.
 */
export async function keepOne(board: Board, { marker, text }: MarkedText): Promise<Kept> {
  const [first, ...others] = await ownWith(board, marker)
  for (const { id } of others) await board.remove(id, text)
  if (first === undefined) return { how: 'added', url: (await board.add(text)).url }
  if (isSameText(first.body, text)) return { how: 'unchanged', url: first.url }
  return { how: 'updated', url: (await board.replace(first.id, text)).url }
}

/** Takes away all texts with the marker. */
export async function keepNone(board: Board, { marker, text }: MarkedText): Promise<Kept> {
  const own = await ownWith(board, marker)
  for (const { id } of own) await board.remove(id, text)
  const last = own.at(-1)
  return last === undefined ? { how: 'nothing' } : { how: 'closed', url: last.url }
}

/** Gives the request those of the names, and no other label that begins with the prefix. */
export async function keepLabels(labels: Labels, prefix: string, wanted: readonly string[]): Promise<void> {
  const now = await labels.names()
  const added = wanted.filter((name) => !now.includes(name))
  const removed = now.filter((name) => name.startsWith(prefix) && !wanted.includes(name))
  if (added.length > 0 || removed.length > 0) await labels.change(added, removed)
}

async function ownWith(board: Board, marker: string): Promise<readonly Posted[]> {
  const own = await board.own()
  return own.filter(({ body }) => body.split(/\r?\n/, 1)[0] === marker)
}

/** Platforms may change the ends of lines, and cut white space at the end. */
function isSameText(left: string, right: string): boolean {
  return plain(left) === plain(right)
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd()
}
