import { document } from './json.ts'
import type { Members } from './shapes/results.ts'
import type { Topic } from './topics.ts'

/** What there is to say about a code, as one JSON document. */
export function renderTopicJson({ code, kind, title, cause, example, cure }: Topic): string {
  const members: Members<'topic'> = { code, kind, title, cause, example, cure }
  return document(members, {})
}

/** All codes with their titles, as one JSON document. */
export function renderTopicsJson(topics: readonly Topic[]): string {
  const members: Members<'topics'> = { codes: topics.map(({ code, kind, title }) => ({ code, kind, title })) }
  return document(members, {})
}
