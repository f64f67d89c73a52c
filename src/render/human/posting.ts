import type { Posting, PostingEnd } from '../../model/posting.ts'
import { escapeText } from '../escape.ts'

const comments: Readonly<Record<PostingEnd, string>> = {
  added: 'Wrote the comment',
  updated: 'Updated the comment',
  unchanged: 'The comment is up to date',
  closed: 'Deleted the comment',
  nothing: 'There was no comment to delete',
}

const issues: Readonly<Record<PostingEnd, string>> = {
  added: 'Opened the issue',
  updated: 'Updated the issue',
  unchanged: 'The issue is up to date',
  closed: 'Closed the issue',
  nothing: 'There was no issue to close',
}

/** One line. */
export function renderPosting(posting: Posting): string {
  const { url } = posting
  const where = url === undefined ? '' : `: ${escapeText(url)}`
  if (posting.kind !== 'plan') return `${(posting.kind === 'comment' ? comments : issues)[posting.how]}${where}\n`
  return `${escapeText(posting.file)} is the plan of request ${posting.request}${where}\n`
}
