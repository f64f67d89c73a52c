import type { Feature } from '../model/abilities.ts'
import { identifierTypes } from '../model/credential-types.ts'
import { didYouMean } from '../model/did-you-mean.ts'
import {
  escapeSegment,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPointer,
  parsePointer,
} from '../model/json.ts'
import { present } from '../model/present.ts'
import { channelProblems, extensionKeyword } from './extension.ts'
import type { SchemaFault } from './identity-schema.ts'

/** Mistakes in the Ory extension anywhere in a schema. */
export interface ExtensionFindings {
  /** Kratos refuses every write with the schema. */
  readonly faults: readonly SchemaFault[]
  /** Kratos refuses every identity with a value at this node. Validating the traits reports each such value. */
  readonly refusals: readonly SchemaFault[]
  /** Kratos ignores it. */
  readonly ignored: readonly SchemaFault[]
}

type Shape =
  | 'flag'
  | { readonly oneOf: readonly string[]; readonly needs?: Readonly<Record<string, Feature>> }
  | Members
interface Members {
  readonly members: Readonly<Record<string, { readonly shape: Shape; readonly needs?: Feature }>>
}

const extensionAt = `/${escapeSegment(extensionKeyword)}`

const via: Shape = { oneOf: ['email', 'sms'] }
const flagged = (name: string): Members => ({ members: { [name]: { shape: 'flag' } } })

/** The members that Kratos v26.2.0 accepts, and the features that older versions lack for them. */
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
 * Checks the extension as Kratos does (seen on v26.2.0, v25.4.0 and v1.3.1). Kratos' schema of schemas follows objects
 * only. Inside the array of a combinator it applies only where a `$ref` leads straight to the node; elsewhere in arrays
 * only the values that Kratos reads must have the right type.
 */
export function extensionFindings(source: JsonObject): ExtensionFindings {
  const faults = new Map<JsonObject, SchemaFault[]>()
  const refusals: SchemaFault[] = []
  const ignored: SchemaFault[] = []
  for (const [node, at] of objectsBelow(source, '')) {
    if (Object.hasOwn(node, extensionKeyword)) faults.set(node, closedFaults(node[extensionKeyword] as Json, at))
  }
  visitSchemas(source, '', (node, at) => {
    ignored.push(...misspelt(node, at))
    if (!Object.hasOwn(node, extensionKeyword)) return
    const value = node[extensionKeyword] as Json
    if (!faults.has(node)) {
      const wrongTypes = typeFaults(value, at)
      if (wrongTypes.length > 0) faults.set(node, wrongTypes)
      else ignored.push(...closedFaults(value, at).filter(({ isName }) => isName === true))
    }
    const isUsable = (faults.get(node) ?? []).length === 0
    if (!isUsable) return
    for (const { message, within } of channelProblems(value)) {
      refusals.push({
        at: fragmentOf(at),
        message,
        within: `${extensionAt}${within}`,
        hint: 'give it "via": "email" or "via": "sms"',
      })
    }
  })
  return { faults: [...faults.values()].flat(), refusals, ignored }
}

/** Objects that are reached through objects alone, from the root and from the targets of references. */
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
    const target = pointer === undefined ? undefined : valueThroughArrays(source, pointer)
    if (pointer !== undefined && target !== undefined) walk(target, pointer)
  })
  return found
}

/** Visits every object, also those in arrays, in the order of the text. */
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

/** Like `valueAt`, but goes through arrays as well. */
function valueThroughArrays(document: Json, pointer: JsonPointer): Json | undefined {
  let current: Json | undefined = document
  for (const segment of parsePointer(pointer)) {
    if (Array.isArray(current)) current = current[Number(segment)]
    else if (isJsonObject(current) && Object.hasOwn(current, segment)) current = current[segment]
    else return undefined
  }
  return current
}

/** Kratos ignores unknown keywords: with a misspelt extension nobody can sign in with the trait, and nothing says why. */
function misspelt(node: JsonObject, at: JsonPointer): SchemaFault[] {
  const wrong = Object.keys(node).filter((name) => {
    return name !== extensionKeyword && name.includes('/') && didYouMean(name, [extensionKeyword]) !== undefined
  })
  return wrong.map((name) => ({
    at: fragmentOf(at),
    message: `${JSON.stringify(name)} is not a keyword of Kratos`,
    within: `/${escapeSegment(name)}`,
    isName: true,
    hint: `did you mean "${extensionKeyword}"?`,
  }))
}

/** Checks against the list of known members. */
function closedFaults(value: Json, at: JsonPointer): SchemaFault[] {
  return shapeFaults(value, extension, extensionKeyword, extensionAt).map((fault) => ({ at: fragmentOf(at), ...fault }))
}

type Fault = Omit<SchemaFault, 'at'>

function shapeFaults(value: Json, shape: Shape, path: string, within: JsonPointer): Fault[] {
  if (shape === 'flag') {
    const hint = 'write true or false, without quotes'
    return typeof value === 'boolean' ? [] : [{ message: `${path} must be true or false`, within, hint }]
  }
  if ('oneOf' in shape) {
    if (!(shape.oneOf as readonly Json[]).includes(value)) {
      const meant = typeof value === 'string' ? didYouMean(value, shape.oneOf) : undefined
      const allowed = shape.oneOf.map((one) => JSON.stringify(one)).join(' or ')
      const hint = meant === undefined ? `write ${allowed}` : `did you mean ${JSON.stringify(meant)}?`
      return [{ message: `${path} must be ${shape.oneOf.join(' or ')}`, within, hint }]
    }
    const needs = typeof value === 'string' ? shape.needs?.[value] : undefined
    return needs === undefined
      ? []
      : [{ message: `${path}: ${String(value)} is not known to every Kratos version`, needs, within }]
  }
  if (!isJsonObject(value)) {
    return [
      { message: `${path} must be an object`, within, hint: `its known members are ${namesOf(shape).join(', ')}` },
    ]
  }
  return Object.entries(value).flatMap(([name, child]) => memberFaults(name, child, shape, path, within))
}

function memberFaults(name: string, child: Json, shape: Members, path: string, above: JsonPointer): Fault[] {
  const below = path === extensionKeyword ? name : `${path}.${name}`
  const within = `${above}/${escapeSegment(name)}`
  const known = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined
  if (known === undefined) {
    const message = `${below} is not a member of "${extensionKeyword}" that Kratos v26.2.0 knows`
    const meant = didYouMean(name, namesOf(shape))
    const hint = meant && `did you mean ${JSON.stringify(meant)}?`
    return [{ message, within, isName: true, needs: 'extension_members', ...present({ hint }) }]
  }
  const lacking: Fault[] =
    known.needs === undefined
      ? []
      : [{ message: `${below} is not known to every Kratos version`, needs: known.needs, within }]
  return [...lacking, ...shapeFaults(child, known.shape, below, within)]
}

function namesOf({ members }: Members): string[] {
  return Object.keys(members)
}

const typeNames = { object: 'an object', boolean: 'true or false', string: 'a string' } as const

/** Checks only the types of the values that Kratos reads; `null` is allowed. */
function typeFaults(value: Json, at: JsonPointer): SchemaFault[] {
  const faults: SchemaFault[] = []
  const read = <T extends keyof typeof typeNames>(parent: JsonObject, name: string, type: T, path: string) => {
    const child = Object.hasOwn(parent, name) ? parent[name] : null
    if (child === null || child === undefined) return undefined
    if (type === 'object' ? isJsonObject(child) : typeof child === type) return child
    const within = path === extensionKeyword ? extensionAt : `${extensionAt}/${path.replaceAll('.', '/')}`
    const hint = `write ${typeNames[type]}`
    faults.push({ at: fragmentOf(at), message: `${path} must be ${typeNames[type]}`, within, hint })
    return undefined
  }
  const section = (parent: JsonObject, name: string, path: string) =>
    (read(parent, name, 'object', path) as JsonObject | undefined) ?? {}
  const config = section({ [extensionKeyword]: value }, extensionKeyword, extensionKeyword)
  const credentials = section(config, 'credentials', 'credentials')
  for (const type of identifierTypes) {
    const part = section(credentials, type, `credentials.${type}`)
    const isIdentifier = read(part, 'identifier', 'boolean', `credentials.${type}.identifier`) === true
    if (type === 'code' && isIdentifier) read(part, 'via', 'string', 'credentials.code.via')
  }
  for (const name of ['verification', 'recovery']) read(section(config, name, name), 'via', 'string', `${name}.via`)
  return faults
}

function fragmentOf(pointer: JsonPointer): string {
  return `#${pointer}`
}
