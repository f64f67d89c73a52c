import type { Posting } from '../model/posting.ts'
import { present } from '../model/present.ts'
import { document } from './json.ts'
import type { Members } from './shapes/results.ts'

/** What a command has done on the platform of a pipeline, as one JSON document. */
export function renderPostingJson(posting: Posting): string {
  if (posting.kind === 'plan') {
    const { file, request, commit, url } = posting
    const members: Members<'reviewed-plan'> = { file, request, commit, url }
    return document(members, {})
  }
  const members: Members<'posting'> = { done: posting.how, ...present({ url: posting.url }) }
  return document(members, {})
}
