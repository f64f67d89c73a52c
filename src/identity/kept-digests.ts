import type { DisableChange, UpdateChange } from '../model/change.ts'
import { type LinkedCredentialType, linkedCredentialTypes } from '../model/credential-types.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import { formatPointer, type JsonPointer, jsonEqual, parsePointer } from '../model/json.ts'
import { present, unlessEmpty, withMembers } from '../model/present.ts'
import { ownMark } from './live-document.ts'
import type { MarkedDigests } from './merge-leaf.ts'

/**
 * A change as a plan may carry it. A reader of the plan could guess short values by testing them against digests, so the plan
 * omits the salt, and names in `kept` the digests that stay as in the live mark instead of holding them. `base` covers the whole
 * live mark, so apply takes them from no other one.
 */
export function withoutKeptDigests<C extends UpdateChange | DisableChange>(change: C, live: LiveIdentity): C {
  const { salt: _salt, lines, fields, credentials, ...mark } = change.mark
  const there = ownMark(live, mark.workspace)
  // The plan holds a written leaf anyway. While the leaf has moved aside, the live mark has the digest of the temporary value.
  const written = new Set(change.fields.map(({ path }) => path))
  const staying = Object.keys(fields).filter((path) => !written.has(path) && isSame(fields[path], there?.fields[path]))
  const links = linkedCredentialTypes.filter((type) => isSame(credentials?.[type], there?.credentials?.[type]))
  const keepsLines = isSame(lines, there?.lines)
  const kept = [
    ...staying.map((path) => formatPointer(['fields', path])),
    ...(keepsLines ? ['/lines'] : []),
    ...links.map((type) => formatPointer(['credentials', type])),
  ]
  const left = {
    fields: without(fields, staying),
    ...present({
      credentials: credentials && without(credentials, links),
      lines: keepsLines ? undefined : lines,
    }),
  }
  return withMembers(change, { mark: withMembers(mark, left), ...present({ kept: unlessEmpty(kept) }) })
}

/** The mark with the `kept` digests taken from the live mark (`there`). */
export function withKeptDigests(
  { mark, kept = [] }: Pick<UpdateChange, 'mark' | 'kept'>,
  there: Mark | undefined,
): Mark {
  const fields: Record<JsonPointer, MarkedDigests[string]> = { ...mark.fields }
  const links: Partial<Record<LinkedCredentialType, readonly string[]>> = {}
  let { lines } = mark
  for (const [member, name] of kept.map(parsePointer)) {
    if (member === 'fields' && name !== undefined) {
      const digest = there?.fields[name]
      if (digest !== undefined) fields[name] = digest
    } else if (member === 'credentials') {
      const type = linkedCredentialTypes.find((known) => known === name)
      const digests = type && there?.credentials?.[type]
      if (digests) links[type] = digests
    } else lines = there?.lines
  }
  return {
    ...mark,
    fields,
    ...present({ credentials: mark.credentials && { ...mark.credentials, ...links }, lines }),
  }
}

function isSame(digests: MarkedDigests[string] | undefined, live: MarkedDigests[string] | undefined): boolean {
  return digests !== undefined && jsonEqual(digests as string | string[], live as string | string[] | undefined)
}

function without<T extends object>(members: T, names: readonly string[]): T {
  const left = new Set(names)
  return Object.fromEntries(Object.entries(members).filter(([name]) => !left.has(name))) as T
}
