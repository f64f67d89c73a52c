import { parseWhole } from '../../../src/sandbox/go/scan-json.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../src/sandbox/json.ts'
import { writeJson } from '../../../src/sandbox/write-json.ts'
import type { Sent } from './exchange.ts'
import { hash } from './same.ts'

/** A request and its answer, in which placeholders stand for what no two servers have in common. */
export interface Recorded {
  readonly sent: Sent
  readonly answer: Json
}

/**
 * What happened as a file of `test/recorded` (its README.md describes the format), ready to be saved there. Ids that a
 * server has made are numbered by their first appearance; those that a client chose stay.
 */
export function transcriptOf(
  about: { readonly scenario: string; readonly about: string; readonly server: string },
  schemas: JsonObject,
  recorded: readonly Recorded[],
): string {
  const steps = recorded.map(({ sent, answer }): Json => ({ request: requestOf(sent), response: answer }))
  let text = `${pretty({ ...about, schemas, steps }, '')}\n`.replace(hash, '{{hash}}')
  for (const [index, id] of idsMade(recorded).entries()) text = text.replaceAll(id, `{{id:${index + 1}}}`)
  return text
}

/** `body` where it says all, else the literal `text`. */
function requestOf({ method, path, port, headers, body }: Sent): JsonObject {
  const type = headers['Content-Type'] ?? ''
  const text = body ?? (['POST', 'PUT', 'PATCH'].includes(method) ? '' : undefined)
  const isUsual = text === undefined || type === 'application/json'
  return {
    method,
    path,
    ...(port === 'public' ? { port } : {}),
    ...(isUsual ? {} : { headers: { 'Content-Type': type } }),
    ...(text === undefined ? {} : bodyOf(text)),
  }
}

function bodyOf(text: string): JsonObject {
  try {
    const body = parseWhole(text)
    return writeJson(body) === text ? { body } : { text }
  } catch {
    return { text }
  }
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

function idsMade(recorded: readonly Recorded[]): string[] {
  const [made, chosen] = [new Set<string>(), new Set<string>()]
  for (const { sent, answer } of recorded) {
    for (const id of `${sent.path} ${sent.body ?? ''}`.match(uuid) ?? []) if (!made.has(id)) chosen.add(id)
    for (const id of writeJson(answer).match(uuid) ?? []) if (!chosen.has(id)) made.add(id)
  }
  return [...made]
}

/** Indented as the other transcripts are; what is nested deeper than anybody reads stays on its line. */
function pretty(value: Json, indent: string): string {
  const isLeaf = typeof value !== 'object' || value === null || indent.length > 30
  const items = isLeaf ? [] : Array.isArray(value) ? value.map((item): [string, Json] => ['', item]) : membersOf(value)
  if (items.length === 0) return writeJson(value)
  const inner = `${indent} `
  const lines = items.map(([prefix, item]) => `${inner}${prefix}${pretty(item, inner)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`
}

function membersOf(value: Json): [string, Json][] {
  return isJsonObject(value) ? Object.entries(value).map(([key, item]) => [`${JSON.stringify(key)}: `, item]) : []
}
