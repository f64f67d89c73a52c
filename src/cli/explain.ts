import { IdctlError } from '../errors.ts'
import { didYouMean } from '../model/did-you-mean.ts'
import type { Topic } from '../render/topic.ts'
import { topicOf, topics } from '../render/topics.ts'

/**
 * The topic of a code.
 * @throws IdctlError (exit `usage`) when there is no such code
 */
export function topicNamed(word: string): Topic {
  const topic = topicOf(word)
  if (topic !== undefined) return topic
  throw new IdctlError(`unknown code ${JSON.stringify(word)}`, { exit: 'usage', hint: hintFor(word) })
}

function hintFor(word: string): string {
  const all = '`idctl explain` lists all codes'
  // Numbers that differ by a digit have nothing in common.
  const meant = /^(?:IDC)?\d+$/i.test(word) ? undefined : meantBy(word)
  return meant === undefined ? `${all} of this version` : `did you mean \`idctl explain ${meant}\`? Else ${all}`
}

function meantBy(word: string): string | undefined {
  const names = topics.map(({ code, kind }) => (word.includes(':') ? `${kind}:${code}` : code))
  const codes = new Map(names.map((name) => [name.toLowerCase(), name]))
  return codes.get(didYouMean(word.toLowerCase(), [...codes.keys()]) ?? '')
}
