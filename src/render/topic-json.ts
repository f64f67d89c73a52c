import { unlessEmpty } from '../model/present.ts'
import { document } from './json.ts'
import type { Members } from './shapes/results.ts'
import type { Topic } from './topic.ts'

/** What there is to say about a code, as one JSON document. */
export function renderTopicJson(topic: Topic): string {
  const { code, kind, title, cause, example, cure, also } = topic
  const members: Members<'topic'> = { code, kind, title, cause, example, cure, also: unlessEmpty(also) }
  return document(members, {})
}

/** All codes with their titles, as one JSON document. */
export function renderTopicsJson(topics: readonly Topic[]): string {
  const members: Members<'topics'> = { codes: topics.map(({ code, kind, title }) => ({ code, kind, title })) }
  return document(members, {})
}
