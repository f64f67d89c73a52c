import type { SourceLocation } from '../../model/diagnostic.ts'
import type { LeafPlaces } from '../../model/identity.ts'
import { escapeSegment, type JsonPointer } from '../../model/json.ts'
import type { Again, Located } from '../../source/located.ts'
import { mergeLocated } from '../../source/merge-located.ts'
import { leavesOf } from './fields.ts'

type Places = Readonly<Record<JsonPointer, SourceLocation>>

/** Locations that are kept, for documents that cannot be read again one by one. */
export class KeptPlaces implements LeafPlaces {
  readonly #places: Places

  /** @param others leaves that are no nodes of the tree */
  constructor(leaves: ReadonlyMap<JsonPointer, Located>, others: Places = {}) {
    this.#places = Object.assign(placesOf(leaves), others)
  }

  of(pointer: JsonPointer): SourceLocation | undefined {
    return Object.hasOwn(this.#places, pointer) ? this.#places[pointer] : undefined
  }
}

/** Locations that nobody keeps: those of 100,000 people would take as much memory as all that the documents say. */
export class SoughtPlaces implements LeafPlaces {
  readonly #own: Again
  readonly #inherited: Located | undefined
  readonly #origin: SourceLocation

  /** @param origin the location of a `schema_id` that is not written */
  constructor(own: Again, inherited: Located | undefined, origin: SourceLocation) {
    this.#own = own
    this.#inherited = inherited
    this.#origin = origin
  }

  of(pointer: JsonPointer): SourceLocation | undefined {
    const places = this.#places()
    if (Object.hasOwn(places, pointer)) return places[pointer]
    return pointer === '/schema_id' ? this.#origin : undefined
  }

  #places(): Places {
    if (lastSought?.by !== this) lastSought = { by: this, places: this.#seek() }
    return lastSought.places
  }

  #seek(): Places {
    const document = mergeLocated(this.#inherited, this.#own.read())
    return document.kind === 'map' ? placesOf(leavesOf(document, () => true)) : {}
  }
}

/** Nearly all questions are about the document of the question before. */
let lastSought: { readonly by: SoughtPlaces; readonly places: Places } | undefined

/** The locations of leaves, and those of all items and members inside them. */
function placesOf(leaves: ReadonlyMap<JsonPointer, Located>): Record<JsonPointer, SourceLocation> {
  const places: Record<JsonPointer, SourceLocation> = {}
  for (const [path, leaf] of leaves) note(leaf, path, places)
  return places
}

function note(node: Located, at: JsonPointer, places: Record<JsonPointer, SourceLocation>): void {
  places[at] = node.at
  if (node.kind === 'list') for (const [index, item] of node.items.entries()) note(item, `${at}/${index}`, places)
  if (node.kind === 'map')
    for (const [key, { value }] of node.members) note(value, `${at}/${escapeSegment(key)}`, places)
}
