import { distance } from 'fastest-levenshtein'
import { type JsonPointer, parsePointer } from '../model/json.ts'
import type { Located } from './located.ts'
import type { SourceText } from './source-text.ts'

/**
 * This file alone decides which lines of a file no output may show. If the file could be parsed, its tree answers that: readers mark the
 * lines at and below secret keys, `sensitiveLines` finds those of `sensitive` values, and `arrangeDiagnostics` hides these lines in all
 * diagnostics. If it could not be parsed, `mayHoldSecret` and `namesSensitive` search its text. From every line that is shown,
 * `withoutSecrets` removes what looks like a secret, because a key may be misspelt and a password may be at a wrong place.
 */

/** Lines of a file, from 1. */
export type Lines = ReadonlySet<number>

/** File → its lines that show something at or below a secret key, or a `sensitive` value. */
export type SecretLines = ReadonlyMap<string, Lines>

/** Values at or below these keys are secret, in documents and in idctl.yaml. */
const secretKeys: ReadonlySet<string> = new Set([
  ...['credentials', 'api_key', 'digest_key', 'former_digest_keys'],
  // Secret everywhere, also where such a key is misplaced.
  ...['password', 'hashed_password', 'totp_url', 'lookup_secret'],
])

export function isSecretKey(key: string): boolean {
  return secretKeys.has(key)
}

/** Of a key in idctl.yaml: a URL may contain a password, which may be the very mistake. */
export function mayHoldPassword(key: string): boolean {
  return /_(?:url|keys?)$/.test(key)
}

/** Whether the line of a diagnostic is one of those. */
export function isSecretLine(
  at: { readonly file: string; readonly line: number } | undefined,
  lines: SecretLines,
): boolean {
  return at !== undefined && lines.get(at.file)?.has(at.line) === true
}

/** The lines of members with such a key, and of all below them. */
export function linesOfMembers(node: Located, isMeant: (key: string) => boolean): number[] {
  if (node.kind === 'list') return node.items.flatMap((item) => linesOfMembers(item, isMeant))
  if (node.kind !== 'map') return []
  return [...node.members].flatMap(([key, { at, value }]) => {
    return isMeant(key) ? [at.line, ...linesOf(value)] : linesOfMembers(value, isMeant)
  })
}

/** Lines of a document that show something at or below a `sensitive` pointer. */
export function sensitiveLines(document: Located, sensitive: readonly JsonPointer[]): number[] {
  return sensitive.flatMap((pointer) => {
    const path = parsePointer(pointer)
    // The same trait, misplaced beside `traits`.
    const strays = path[0] === 'traits' ? linesAt(document, path.slice(1)) : []
    return [...linesAt(document, path), ...strays]
  })
}

function linesAt(node: Located, [segment, ...rest]: readonly string[]): number[] {
  if (segment === undefined) return linesOf(node)
  const member = node.kind === 'map' ? node.members.get(segment) : undefined
  if (member === undefined) return []
  return rest.length === 0 ? [member.at.line, ...linesOf(member.value)] : linesAt(member.value, rest)
}

function linesOf(node: Located): number[] {
  const own = [node.at.line]
  if (node.kind === 'list') return [...own, ...node.items.flatMap(linesOf)]
  if (node.kind === 'map') {
    return [...own, ...[...node.members.values()].flatMap(({ at, value }) => [at.line, ...linesOf(value)])]
  }
  return own
}

/**
 * Whether a text contains the name of a sensitive value. The line of a mistake in such a file (a second `phone`, a
 * missing quote) may show the value, and without a tree nobody knows where the value is.
 */
export function namesSensitive(text: string, sensitive: readonly JsonPointer[]): boolean {
  return sensitive.some((pointer) => text.includes(parsePointer(pointer).at(-1) ?? ''))
}

/** Cached per file, because a file may have many mistakes. */
const answers = new WeakMap<SourceText, boolean>()
const secretText = new RegExp([...secretKeys].join('|'), 'i')

/** Searches the whole file: in a broken structure nobody can tell which key a line belongs to. */
export function mayHoldSecret(source: SourceText): boolean {
  const answer = answers.get(source) ?? secretText.test(source.text)
  answers.set(source, answer)
  return answer
}

/** A key whose name contains one of these may have a secret as its value. */
const secretWords = [...secretKeys, 'passwd', 'secret', 'token', 'hash', 'apikey', 'private', 'credential', 'pin']
/** Also recognised with a typing error: idctl shows the lines of unknown keys, so misspelt keys matter most. */
const misspeltFrom = ['credentials', 'password', 'hashed_password', 'secret', 'api_key', 'token']
const secretValues = /ory_[a-z]+_\S+|\$[a-z0-9-]+\$\S+|\{(?:ssha|sha|smd5|md5|crypt)[^{}]*\}\S+|-----BEGIN.*/gi

const hidden = '(hidden)'

/** `line` without what follows a key that sounds like a secret, and without what looks like one wherever it stands. */
export function withoutSecrets(line: string): string {
  for (const { index } of line.matchAll(/[:=]/g)) {
    if (!soundsSecret(keyBefore(line, index))) continue
    const end = index + 1
    return /^\s*$/.test(line.slice(end)) ? line : `${line.slice(0, end)} ${hidden}`
  }
  return line.replace(secretValues, hidden).replace(/\S+/g, withoutUser)
}

/** Removes user and password from a URL. The password may contain `@` and `/`, so everything up to the last `@` goes. */
function withoutUser(word: string): string {
  const start = word.indexOf('://') + '://'.length
  const end = word.lastIndexOf('@')
  const isUrl = start >= '://'.length && word.slice(start, end).includes(':')
  return isUrl ? `${word.slice(0, start)}${hidden}${word.slice(end)}` : word
}

/**
 * The word that ends before an offset; spaces and one quote may be between. Searched backwards from each colon, because a pattern that
 * looks for words first would start again at every letter of a long word.
 */
function keyBefore(line: string, offset: number): string {
  let end = offset
  while (end > 0 && /\s/.test(line.charAt(end - 1))) end -= 1
  if (/["']/.test(line.charAt(end - 1))) end -= 1
  let start = end
  while (start > 0 && /[\w.-]/.test(line.charAt(start - 1))) start -= 1
  return line.slice(start, end)
}

function soundsSecret(key: string): boolean {
  const word = key.toLowerCase().replaceAll('-', '_')
  return (
    secretWords.some((secret) => word === secret || (secret.length > 3 && word.includes(secret))) ||
    misspeltFrom.some((secret) => Math.abs(word.length - secret.length) <= 2 && distance(word, secret) <= 2)
  )
}
