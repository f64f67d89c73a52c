import { escapeSegment, isJsonObject, type Json, type JsonObject, type JsonPointer } from '../model/json.ts'
import { extensionKeyword } from './extension.ts'

/** A mistake that keeps Kratos from starting, although it could work with the schema. */
export interface StartFault {
  readonly at: JsonPointer
  readonly message: string
  readonly hint: string
}

const traitsAt = '/properties/traits'
const verifiable = ['email', 'tel', 'date', 'time', 'date-time', 'no-validate']

/** Checks the top-level traits only, not what is inside them, as Kratos does (seen on v26.2.0, v25.4.0 and v1.3.1). */
export function startFaults(source: JsonObject): StartFault[] {
  const traits = isJsonObject(source['properties']) ? source['properties']['traits'] : undefined
  const properties = isJsonObject(traits) ? traits['properties'] : undefined
  if (!isJsonObject(traits) || !isJsonObject(properties)) return []
  const faults: StartFault[] = []
  if (Object.hasOwn(traits, 'type') && traits['type'] !== 'object') {
    faults.push({ at: `${traitsAt}/type`, message: 'must be object', hint: 'write "object"' })
  }
  if (Object.keys(properties).length === 0) {
    const hint = 'declare a trait there, as { "email": { "type": "string" } }'
    faults.push({ at: `${traitsAt}/properties`, message: 'has no trait', hint })
  }
  for (const [name, trait] of Object.entries(properties)) {
    faults.push(...traitFaults(trait, `${traitsAt}/properties/${escapeSegment(name)}`))
  }
  return faults
}

function traitFaults(trait: Json, at: JsonPointer): StartFault[] {
  if (!isJsonObject(trait)) {
    return typeof trait === 'boolean'
      ? [{ at, message: 'must be an object', hint: 'write {} if any value is allowed' }]
      : []
  }
  const extension = trait[extensionKeyword]
  if (!isJsonObject(extension) || !Object.hasOwn(extension, 'verification')) return []
  if (!Object.hasOwn(trait, 'format') || verifiable.some((format) => format === trait['format'])) return []
  const message = `must be one of ${verifiable.join(', ')}, because the address is verified`
  return [{ at: `${at}/format`, message, hint: 'write "email" or "tel", or "no-validate" for any text' }]
}
