import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { isJsonObject, type Json, type JsonPointer, valueAt } from '../../model/json.ts'
import { someOf } from '../../model/some-of.ts'

/** What a trait may be, as far as its own node of the schema says it: `a text`, `one of admin, reader`. */
export function wordsForTrait({ source }: IdentitySchema, pointer: JsonPointer): string {
  const node = valueAt(source, pointer.replaceAll('/', '/properties/'))
  if (!isJsonObject(node)) return 'a value'
  const { enum: words, type, format, properties } = node
  if (Array.isArray(words)) return `one of ${listed(words)}`
  if (isJsonObject(properties)) return `a map with ${listed(Object.keys(properties))}`
  return typeof format === 'string' ? `a text (${format})` : (kinds[String(type)] ?? 'a value')
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
}

const mostWords = 8

function listed(words: readonly Json[]): string {
  const shown = words.slice(0, mostWords + 1).map((word) => (typeof word === 'string' ? word : JSON.stringify(word)))
  return someOf(shown, mostWords)
}
