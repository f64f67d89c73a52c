import type { Config } from '../../config/types.ts'
import type { SourceLocation } from '../../model/diagnostic.ts'
import type { DesiredIdentity } from '../../model/identity.ts'
import { isAtOrBelow, type JsonPointer, parsePointer } from '../../model/json.ts'
import { type Located, memberOf } from '../../source/located.ts'
import { readDocuments } from '../files/read-file.ts'

/** Location of the map key at a pointer, in the document itself or in its `_defaults.yaml`. */
export type KeyPlaces = (identity: DesiredIdentity, pointer: JsonPointer) => SourceLocation | undefined

/**
 * Documents keep the locations of values only: few mistakes need that of a key, and then the file is read again. The
 * last file is cached, because mistakes come file by file.
 */
export function keyPlaces(config: Config): KeyPlaces {
  let last: { readonly file: string; readonly roots: ReadonlyMap<string, Located> } | undefined
  const rootsOf = (file: string): ReadonlyMap<string, Located> => {
    if (last?.file === file) return last.roots
    // Its mistakes were reported when it was first read.
    const { documents } = readDocuments(config.root, file, () => {}, { sensitive: config.sensitive })
    last = { file, roots: new Map(documents.map((root) => [placeName(root.at), root])) }
    return last.roots
  }
  return ({ fields, places, origin }, pointer) => {
    const leaf = Object.keys(fields).find((path) => isAtOrBelow(path, pointer))
    if (leaf === undefined) return undefined
    const { file } = places.of(leaf) ?? origin
    const roots = rootsOf(file)
    // A file of defaults has one root.
    const root = file === origin.file ? roots.get(placeName(origin)) : [...roots.values()][0]
    return keyIn(root, parsePointer(pointer))
  }
}

function keyIn(root: Located | undefined, segments: readonly string[]): SourceLocation | undefined {
  let node = root
  let at: SourceLocation | undefined
  for (const segment of segments) {
    const member = memberOf(node, segment)
    at = member?.at
    node = member?.value
  }
  return at
}

function placeName({ line, column }: SourceLocation): string {
  return `${line}:${column}`
}
