import {
  escapeSegment,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPointer,
  parsePointer,
} from '../model/json.ts'
import { remembered } from '../model/remembered.ts'
import { allowedIn, ownMember, propertiesOf } from './allowed-at.ts'
import { plainExtension } from './dialect.ts'
import { readExtension } from './extension.ts'
import type { AllowedAt } from './identity-schema.ts'
import { referenceOf, type Validator } from './validator.ts'

/** What can be said about traits from the schema alone. */
export interface SchemaShape {
  readonly phonePointers: readonly JsonPointer[]
  readonly yielding: { readonly identifiers: readonly JsonPointer[]; readonly addresses: readonly JsonPointer[] }
  propertyNames(at: JsonPointer): readonly string[]
  allowedAt(pointer: JsonPointer): AllowedAt
}

/** How many pairs of schema node and trait pointer are visited: a node counts once for each pointer that reaches it. */
const mostPlaces = 100_000

const branchKeywords = ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else']

/** Reads the shape of a plain schema: named properties only, through references and combinators; arrays are leaves. */
export function shapeOf(validator: Validator, schema: JsonObject): SchemaShape {
  const phones = new Set<JsonPointer>()
  const identifiers = new Set<JsonPointer>()
  const addresses = new Set<JsonPointer>()
  const [isNewPhone, isNewYield] = [placesOnce(), placesOnce()]
  collectPhones([schema], '', [])
  collectYielding([schema], '', [])

  function collectYielding(nodes: readonly Json[], at: JsonPointer, above: readonly Json[]): void {
    for (const node of nodes.flatMap((candidate) => variants(candidate))) {
      if (above.includes(node) || !isNewYield(node, at)) continue
      const { codeVia, passwordIdentifier, webauthnIdentifier, ...sent } = readExtension(node[plainExtension])
      if (codeVia !== undefined || passwordIdentifier || webauthnIdentifier) identifiers.add(at)
      if (sent.verificationVia !== undefined || sent.recoveryVia !== undefined) addresses.add(at)
      const below = [...above, node]
      for (const items of [node['items'] ?? [], node['contains'] ?? []]) collectYielding([items].flat(), at, below)
      for (const [name, child] of Object.entries(propertiesOf(node))) {
        collectYielding([child], `${at}/${escapeSegment(name)}`, below)
      }
    }
  }

  function collectPhones(nodes: readonly Json[], at: JsonPointer, above: readonly Json[]): void {
    for (const node of nodes.flatMap((candidate) => variants(candidate))) {
      if (above.includes(node) || !isNewPhone(node, at)) continue
      const extension = readExtension(node[plainExtension])
      const channels = [extension.codeVia, extension.verificationVia, extension.recoveryVia]
      if (channels.includes('sms')) phones.add(at)
      for (const [name, child] of Object.entries(propertiesOf(node))) {
        collectPhones([child], `${at}/${escapeSegment(name)}`, [...above, node])
      }
    }
  }

  /** A node with the target of its `$ref` and the branches of its combinators. */
  function variants(node: Json | undefined): JsonObject[] {
    return unfold(validator, node, branchKeywords)
  }

  return {
    phonePointers: [...phones],
    yielding: { identifiers: [...identifiers], addresses: [...addresses] },
    propertyNames: remembered((at): readonly string[] => {
      let nodes = variants(schema)
      for (const segment of parsePointer(at)) {
        nodes = [...new Set(nodes.flatMap((node) => variants(ownMember(propertiesOf(node), segment))))]
      }
      return [...new Set(nodes.flatMap((node) => Object.keys(propertiesOf(node))))]
    }),
    allowedAt: (pointer) => {
      return allowedIn(schema, pointer, { variants, certain: (node) => unfold(validator, node, ['allOf']) })
    },
  }
}

/** A node (or the target of its `$ref`) with the schemas below these keywords, recursively. */
function unfold(
  validator: Validator,
  node: Json | undefined,
  keywords: readonly string[],
  seen: Set<Json> = new Set(),
): JsonObject[] {
  if (!isJsonObject(node) || seen.has(node)) return []
  seen.add(node)
  const reference = referenceOf(node)
  if (reference !== undefined) return unfold(validator, validator.resolve(reference), keywords, seen)
  const branches = keywords.flatMap((keyword) => node[keyword] ?? [])
  return [node, ...branches.flatMap((branch) => unfold(validator, branch, keywords, seen))]
}

/** Returns a function that is true when a node is met at a pointer for the first time: many references may lead there. */
function placesOnce(): (node: Json, at: JsonPointer) => boolean {
  const seenAt = new Map<JsonPointer, Set<Json>>()
  let places = 0
  return (node, at) => {
    const seen = seenAt.get(at) ?? new Set()
    if (seen.has(node)) return false
    seenAt.set(at, seen.add(node))
    places += 1
    if (places > mostPlaces) throw new TypeError(`it has more than ${mostPlaces} places for values`)
    return true
  }
}
