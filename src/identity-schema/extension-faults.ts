import type { Feature } from '../model/abilities.ts'
import {
  escapeSegment,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPointer,
  parsePointer,
} from '../model/json.ts'
import { channelProblems, extensionKeyword } from './extension.ts'
import type { SchemaFault } from './identity-schema.ts'

/** What is wrong with the Ory extension anywhere in a schema. */
export interface ExtensionFindings {
  /** Kratos refuses every write with the schema. */
  readonly faults: readonly SchemaFault[]
  /** Kratos refuses whoever has a value there; validating the traits finds each. */
  readonly refusals: readonly SchemaFault[]
  /** Kratos passes over it. */
  readonly ignored: readonly SchemaFault[]
}

type Shape = 'flag' | { readonly oneOf: readonly Json[]; readonly needs?: Readonly<Record<string, Feature>> } | Members
interface Members {
  readonly members: Readonly<Record<string, { readonly shape: Shape; readonly needs?: Feature }>>
}

const via: Shape = { oneOf: ['email', 'sms'] }
const flagged = (name: string): Members => ({ members: { [name]: { shape: 'flag' } } })

/** The members that Kratos v26.2.0 takes, and what older ones lack of them. */
const extension: Members = {
  members: {
    credentials: {
      shape: {
        members: {
          password: { shape: flagged('identifier') },
          webauthn: { shape: flagged('identifier') },
          passkey: { shape: flagged('display_name') },
          totp: { shape: flagged('account_name') },
          code: { shape: { members: { identifier: { shape: 'flag' }, via: { shape: via } } } },
        },
      },
    },
    verification: { shape: { members: { via: { shape: via } } } },
    recovery: { shape: { members: { via: { shape: { oneOf: ['email', 'sms'], needs: { sms: 'recovery_sms' } } } } } },
    organizations: {
      shape: { members: { matcher: { shape: { oneOf: ['email_domain'] } } } },
      needs: 'organization_matcher',
    },
  },
}

/**
 * Looks the extension through as Kratos does (seen on v26.2.0, v25.4.0 and v1.3.1): its schema of schemas follows objects
 * only, so what stands in the array of a combinator is held against it nowhere but where a `$ref` leads straight to it; there
 * only the types of what Kratos reads have to be right.
 */
export function extensionFindings(source: JsonObject): ExtensionFindings {
  const faults = new Map<JsonObject, SchemaFault[]>()
  const refusals: SchemaFault[] = []
  const ignored: SchemaFault[] = []
  for (const [node, at] of objectsBelow(source, '')) {
    if (Object.hasOwn(node, extensionKeyword)) faults.set(node, closedFaults(node[extensionKeyword] as Json, at))
  }
  visitSchemas(source, '', (node, at) => {
    if (!Object.hasOwn(node, extensionKeyword)) return
    const value = node[extensionKeyword] as Json
    if (!faults.has(node)) {
      const wrongTypes = typeFaults(value, at)
      if (wrongTypes.length > 0) faults.set(node, wrongTypes)
      else ignored.push(...closedFaults(value, at).filter(({ needs }) => needs === 'extension_members'))
    }
    const isUsable = (faults.get(node) ?? []).length === 0
    if (isUsable) refusals.push(...channelProblems(value).map((message) => ({ at: placeOf(at), message })))
  })
  return { faults: [...faults.values()].flat(), refusals, ignored }
}

/** Objects that are reached through objects alone, from the root and from where references lead. */
function objectsBelow(source: JsonObject, root: JsonPointer): Map<JsonObject, JsonPointer> {
  const found = new Map<JsonObject, JsonPointer>()
  const walk = (value: Json, at: JsonPointer): void => {
    if (!isJsonObject(value) || found.has(value)) return
    found.set(value, at)
    for (const [name, child] of Object.entries(value)) walk(child, `${at}/${escapeSegment(name)}`)
  }
  walk(source, root)
  visitSchemas(source, root, (node) => {
    const reference = node['$ref']
    if (typeof reference !== 'string' || !reference.startsWith('#/')) return
    const pointer = decoded(reference.slice(1))
    const target = pointer === undefined ? undefined : at(source, pointer)
    if (pointer !== undefined && target !== undefined) walk(target, pointer)
  })
  return found
}

/** Every object, also those in arrays. Iterates in the order of the text. */
function visitSchemas(value: Json, at: JsonPointer, visit: (node: JsonObject, at: JsonPointer) => void): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visitSchemas(item, `${at}/${index}`, visit)
  }
  if (!isJsonObject(value)) return
  visit(value, at)
  for (const [name, child] of Object.entries(value)) {
    if (name !== extensionKeyword) visitSchemas(child, `${at}/${escapeSegment(name)}`, visit)
  }
}

function decoded(fragment: string): JsonPointer | undefined {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return undefined
  }
}

/** Unlike `valueAt`, through arrays. */
function at(document: Json, pointer: JsonPointer): Json | undefined {
  let current: Json | undefined = document
  for (const segment of parsePointer(pointer)) {
    if (Array.isArray(current)) current = current[Number(segment)]
    else if (isJsonObject(current) && Object.hasOwn(current, segment)) current = current[segment]
    else return undefined
  }
  return current
}

/** Against the closed shape. */
function closedFaults(value: Json, at: JsonPointer): SchemaFault[] {
  return shapeFaults(value, extension, extensionKeyword).map((fault) => ({ at: placeOf(at), ...fault }))
}

function shapeFaults(value: Json, shape: Shape, path: string): Omit<SchemaFault, 'at'>[] {
  if (shape === 'flag') return typeof value === 'boolean' ? [] : [{ message: `${path} must be true or false` }]
  if ('oneOf' in shape) {
    if (!shape.oneOf.includes(value)) return [{ message: `${path} must be ${shape.oneOf.join(' or ')}` }]
    const needs = typeof value === 'string' ? shape.needs?.[value] : undefined
    return needs === undefined ? [] : [{ message: `${path}: ${String(value)} is not known to every Kratos`, needs }]
  }
  if (!isJsonObject(value)) return [{ message: `${path} must be an object` }]
  return Object.entries(value).flatMap(([name, child]) => {
    const below = path === extensionKeyword ? name : `${path}.${name}`
    const known = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined
    if (known === undefined) {
      return [
        {
          message: `${below} is no member of "${extensionKeyword}" that Kratos v26.2.0 knows`,
          needs: 'extension_members',
        },
      ]
    }
    const lacking: Omit<SchemaFault, 'at'>[] =
      known.needs === undefined ? [] : [{ message: `${below} is not known to every Kratos`, needs: known.needs }]
    return [...lacking, ...shapeFaults(child, known.shape, below)]
  })
}

/** Values that Kratos reads must have their type, or be `null`. */
function typeFaults(value: Json, at: JsonPointer): SchemaFault[] {
  const messages: string[] = []
  const read = <T extends 'object' | 'boolean' | 'string'>(parent: JsonObject, name: string, type: T, path: string) => {
    const child = Object.hasOwn(parent, name) ? parent[name] : null
    if (child === null || child === undefined) return undefined
    const fits = type === 'object' ? isJsonObject(child) : typeof child === type
    if (!fits)
      messages.push(
        `${path} must be ${type === 'boolean' ? 'true or false' : `${type === 'object' ? 'an' : 'a'} ${type}`}`,
      )
    return fits ? child : undefined
  }
  const section = (parent: JsonObject, name: string, path: string) =>
    (read(parent, name, 'object', path) as JsonObject | undefined) ?? {}
  const config = section({ [extensionKeyword]: value }, extensionKeyword, extensionKeyword)
  const credentials = section(config, 'credentials', 'credentials')
  for (const type of ['password', 'webauthn', 'code']) {
    const part = section(credentials, type, `credentials.${type}`)
    const isIdentifier = read(part, 'identifier', 'boolean', `credentials.${type}.identifier`) === true
    if (type === 'code' && isIdentifier) read(part, 'via', 'string', 'credentials.code.via')
  }
  for (const name of ['verification', 'recovery']) read(section(config, name, name), 'via', 'string', `${name}.via`)
  return messages.map((message) => ({ at: placeOf(at), message }))
}

function placeOf(pointer: JsonPointer): string {
  return `#${pointer}`
}
