/** One target per relation of an HTTP `Link` header (RFC 8288), as Kratos writes it: relative URLs, no comma inside. */
export function parseLink(header: string): ReadonlyMap<string, string> {
  const targets = new Map<string, string>()
  for (const match of header.matchAll(/<([^>]*)>\s*;\s*rel="?([A-Za-z]+)"?/g)) {
    const [, target, relation] = match
    if (target !== undefined && relation !== undefined) targets.set(relation.toLowerCase(), target)
  }
  return targets
}

/** `page_token` of a `Link` target; `undefined` when it has none. */
export function pageTokenOf(target: string): string | undefined {
  const query = target.indexOf('?')
  if (query < 0) return undefined
  return new URLSearchParams(target.slice(query + 1)).get('page_token') || undefined
}
