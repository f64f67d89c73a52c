import { document } from './json.ts'
import type { Topic } from './topics.ts'

/** What there is to say about a code, as one JSON document. */
export function renderTopicJson({ code, kind, title, cause, example, cure }: Topic): string {
  return document({ code, kind, title, cause, example, cure }, {})
}

/** All codes with their titles, as one JSON document. */
export function renderTopicsJson(topics: readonly Topic[]): string {
  return document({ codes: topics.map(({ code, kind, title }) => ({ code, kind, title })) }, {})
}
