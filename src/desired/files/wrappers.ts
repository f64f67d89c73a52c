import type { SourceLocation } from '../../model/diagnostic.ts'
import { someOf } from '../../model/some-of.ts'
import { type Located, type LocatedMap, memberOf } from '../../source/located.ts'
import { quote } from '../../source/report.ts'
import { documentKeys, serverFields } from '../document/document.ts'

/** What other tools and Kratos' own requests and answers put around documents. */
interface Wrapping {
  readonly documents: readonly Located[]
  /** Location of the first wrapper. */
  readonly at: SourceLocation
  /** Keys with documents below them (`around`), and the other keys of those maps (`beside`). */
  readonly around: ReadonlySet<string>
  readonly beside: ReadonlySet<string>
}

const knownWrappers = new Set(['identities', 'create'])

/**
 * The documents of a file without wrappers: `identities:` (which a batch takes and a listing of `kratos` gives),
 * `create:`, or a map of documents by name. `undefined` if there are none.
 */
export function unwrap(documents: readonly Located[]): Wrapping | undefined {
  const [around, beside] = [new Set<string>(), new Set<string>()]
  let at: SourceLocation | undefined
  const open = (node: Located): readonly Located[] => {
    const below = wrappedIn(node)
    if (below === undefined || node.kind !== 'map') return [node]
    at ??= node.at
    for (const key of node.members.keys()) (below.has(key) ? around : beside).add(key)
    return [...below.values()].flat().flatMap(open)
  }
  const opened = documents.flatMap(open)
  return at === undefined ? undefined : { documents: opened, at, around, beside }
}

/** A hint on how to remove the wrappers. */
export function unwrapHint({ around, beside }: Wrapping): string {
  const list = `make one list of what is below ${someOf([...around].map(quote), mostNames)}, with nothing around it`
  return beside.size === 0 ? list : `${list} and without ${someOf([...beside].map(quote), mostNames)}`
}

const mostNames = 5

const ownOfDocuments = [...documentKeys, ...serverFields]

/** The members of a map that have documents below them, if the map is only a wrapper. */
function wrappedIn(node: Located): ReadonlyMap<string, readonly Located[]> | undefined {
  if (node.kind !== 'map') return undefined
  if (ownOfDocuments.some((key) => node.members.has(key))) return undefined
  const below = new Map<string, readonly Located[]>()
  for (const [key, { value }] of node.members) {
    const items = value.kind === 'list' ? value.items : [value]
    const holdsDocuments = items.some(isDocument) || (knownWrappers.has(key) && items.every(isMap))
    if (holdsDocuments) below.set(key, items)
  }
  return below.size === 0 ? undefined : below
}

function isDocument(node: Located): boolean {
  return memberOf(node, 'traits') !== undefined || memberOf(node, 'schema_id') !== undefined
}

function isMap(node: Located): node is LocatedMap {
  return node.kind === 'map'
}
