import { unreadable } from './errors.ts'
import type { Answer } from './reply.ts'

const link =
  /[\s,]*<([^<>]*)>((?:\s*;\s*[\w!#$%&*+.^`|~-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s;,"'<>]+))?)*)\s*(?:,|$)/y
const relations = /;\s*rel\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;,"'<>]+))/gi

/**
 * The target of each relation of an HTTP `Link` header (RFC 8288), also in the forms that proxies write. `undefined` when a part of
 * the header cannot be read, because that part may name the next page.
 */
export function parseLink(header: string): ReadonlyMap<string, string> | undefined {
  const targets = new Map<string, string>()
  const end = header.replace(/[\s,]+$/, '').length
  link.lastIndex = 0
  while (link.lastIndex < end) {
    const match = link.exec(header)
    if (match === null) return undefined
    const [, target = '', parameters = ''] = match
    const named = [...parameters.matchAll(relations)].flatMap(([, double, single, bare]) =>
      (double ?? single ?? bare ?? '')
        .toLowerCase()
        .split(/\s+/)
        .filter((name) => name !== ''),
    )
    if (named.length === 0) return undefined
    for (const name of named) {
      if (targets.has(name) && targets.get(name) !== target) return undefined
      targets.set(name, target)
    }
  }
  return targets
}

/** The links of a page; empty without the header. @throws IdctlError if any part of the header cannot be read */
export function linksOf(answer: Answer): ReadonlyMap<string, string> {
  const links = parseLink(answer.header('link') ?? '')
  if (links !== undefined) return links
  throw unreadable(
    answer.request,
    'a part of the Link header cannot be read, so idctl cannot tell whether the page is the last one',
    'a proxy in front of Kratos may rewrite response headers',
  )
}

/** `page_token` of a `Link` target; `undefined` when it has none. */
export function pageTokenOf(target: string): string | undefined {
  const query = target.indexOf('?')
  if (query < 0) return undefined
  return new URLSearchParams(target.slice(query + 1)).get('page_token') || undefined
}
