import { parseWhole } from '../../../src/sandbox/go/scan-json.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../src/sandbox/json.ts'
import { writeJson } from '../../../src/sandbox/write-json.ts'
import { canonical } from '../../recorded/normalize.ts'
import type { Answered } from './exchange.ts'

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/
/** Made from plain text by a server: clients send other costs. */
export const hash = /\$2a\$04\$[./A-Za-z0-9]{53}/g
const day = 86_400_000

type Urls = Readonly<Record<'ui' | 'admin' | 'public', string>>

/**
 * An answer with placeholders for what no two servers have in common: times, secrets and addresses of the servers
 * themselves. What users store is not looked into: it may be deep, and nothing in it is the server's.
 */
export function neutral(answer: Answered, urls: Urls): Json {
  if ('closed' in answer) return { closed: true }
  const { status, headers, text } = answer
  const isJson = (headers['Content-Type'] ?? '').startsWith('application/json')
  const content: JsonObject = text === '' ? {} : isJson ? { body: parseWhole(text) } : { text }
  return neutralValue({ status, headers: { ...headers }, ...content }, '', urls)
}

function neutralValue(value: Json, key: string, urls: Urls): Json {
  if (typeof value === 'string') return neutralText(value, key, urls)
  if (Array.isArray(value)) return value.map((item) => neutralValue(item, '', urls))
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    userData.has(name) ? item : neutralValue(item, name, urls),
  ])
  return Object.fromEntries(entries) as JsonObject
}

const userData = new Set(['traits', 'metadata_public', 'metadata_admin', 'schema', 'config'])

function neutralText(text: string, key: string, urls: Urls): string {
  if (time.test(text) && (key === 'expires_at' || Math.abs(Date.parse(text) - Date.now()) < 2 * day)) return '{{time}}'
  if (key === 'recovery_code') return text.replace(/^\d{6}$/, '{{code}}')
  if (key === 'version' && text.length > 0) return '{{version}}'
  let shown = text
    .replace(hash, '{{hash}}')
    .replace(/(?<=[?&]token=)[\w-]{20,}/, '{{token}}')
    .replace(/(?<=page_token=)[A-Za-z0-9+/]{60,}/g, sortedToken)
  for (const name of ['ui', 'admin', 'public'] as const) shown = shown.replaceAll(urls[name], `{{${name}}}`)
  // The sandbox has no pages for people: it puts their address under its own.
  return key === 'recovery_link' ? shown.replace('{{public}}/recovery?', '{{ui}}/recovery?') : shown
}

/** The pairs in a page token of sessions come in any order. */
function sortedToken(token: string): string {
  return Buffer.from(token, 'base64').toString().split('/').sort().join('/')
}

/** In the order in which answers are compared; user data as text, in which only hashes are no one's own. */
function comparable(value: Json): Json {
  return canonical(asText(value, ''))
}

function asText(value: Json, key: string): Json {
  if (userData.has(key)) return writeJson(value).replace(hash, '{{hash}}')
  if (Array.isArray(value)) return value.map((item) => asText(item, ''))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asText(item, name)])) as JsonObject
}

/** Ids that stand in the same places: the real server's to the sandbox's. */
export type Pairs = Map<string, string>

/**
 * Do both say the same, if ids that are no client's may differ in the same way everywhere? Gives those ids, or the first
 * place where more differs.
 */
export function compare(real: Json, ours: Json): { readonly pairs: Pairs } | { readonly at: string } {
  const pairs: Pairs = new Map()
  const backwards: Pairs = new Map()
  const walk = (left: Json, right: Json, at: string): string | undefined => {
    if (typeof left === 'string' && typeof right === 'string') return sameText(left, right) ? undefined : at
    if (Array.isArray(left) && Array.isArray(right)) {
      if (left.length !== right.length) return `${at} (length)`
      return firstOf(left.map((item, index) => () => walk(item, right[index] as Json, `${at}/${index}`)))
    }
    if (isJsonObject(left) && isJsonObject(right)) {
      if (Object.keys(left).join('\0') !== Object.keys(right).join('\0')) return `${at} (members)`
      return firstOf(Object.keys(left).map((key) => () => walk(left[key] as Json, right[key] as Json, `${at}/${key}`)))
    }
    return writeJson(left) === writeJson(right) ? undefined : at
  }
  const sameText = (left: string, right: string): boolean => {
    if (left === right) return true
    const [ids, others] = [left.match(uuid) ?? [], right.match(uuid) ?? []]
    if (ids.length !== others.length || left.replace(uuid, '') !== right.replace(uuid, '')) return false
    return ids.every((id, index) => {
      const other = others[index] as string
      const isKnown = (pairs.get(id) ?? other) === other && (backwards.get(other) ?? id) === id
      pairs.set(id, other)
      backwards.set(other, id)
      return isKnown
    })
  }
  const at = walk(comparable(real), comparable(ours), '')
  return at === undefined ? { pairs } : { at }
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const found = check()
    if (found !== undefined) return found
  }
  return undefined
}
