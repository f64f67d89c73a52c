import { describe, expect, it } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../../../src/sandbox/json.ts'
import { profiles } from '../../../src/sandbox/profiles.ts'
import { compileIdentitySchema, type Derived } from '../../../src/sandbox/schema/identity-schema.ts'
import { type RecordedResponse, readTranscripts, type Transcript } from '../../recorded/transcript.ts'

const rules = profiles['v26.2.0'].schemas

interface Creation {
  readonly name: string
  readonly schema: JsonObject
  readonly traits: Json | undefined
  readonly answer: JsonObject
}

/** Creations of which validation decided the outcome, with the traits that went into it. */
function creationsOf({ scenario, schemas, config, steps }: Transcript): Creation[] {
  return steps.flatMap(({ request, response }, index) => {
    const { body, method, path } = request
    if (method !== 'POST' || path !== '/admin/identities' || !isJsonObject(body) || !wasValidated(response)) return []
    // An id given as base64 is not among the schemas: the lookup is the server's, not the dialect's.
    const schema = schemas[String(body['schema_id'] || (config?.default_schema_id ?? 'person'))]
    if (!schema) return []
    // Member names of a body match without regard to case.
    const traits = Object.entries(body).find(([name]) => name.toLowerCase() === 'traits')?.[1]
    const name = `${scenario} ${index}: ${JSON.stringify(traits)}`
    return [{ name, schema, traits, answer: answerOf(response) }]
  })
}

function wasValidated(response: RecordedResponse): boolean {
  if ('closed' in response || !isJsonObject(response.body)) return false
  return response.status === 201 || (response.status === 400 && reasonOf(response.body).startsWith('I['))
}

function answerOf(response: RecordedResponse): JsonObject {
  if ('closed' in response || !isJsonObject(response.body)) throw new TypeError('no JSON answer')
  return response.body
}

function reasonOf(body: JsonObject): string {
  return String((body['error'] as JsonObject | undefined)?.['reason'])
}

/** Sibling properties come in random order from the server, so lines are compared as a set. */
function lines(reason: string): string[] {
  return reason.split('\n').sort()
}

/** What the answer says about identifiers of types that the schema has filled. */
function identifiers(answer: JsonObject, type: string): Json {
  const credentials = (answer['credentials'] ?? {}) as Record<string, { identifiers?: string[] }>
  return [...(credentials[type]?.identifiers ?? [])].sort()
}

function addresses(answer: JsonObject, name: string): string[] {
  return ((answer[name] ?? []) as { via: string; value: string }[]).map(({ via, value }) => `${via} ${value}`).sort()
}

/** Stored addresses are lower-cased whatever their format; derived ones are not yet. */
function asStored(derived: Derived['verifiable']): string[] {
  return derived.map(({ via, value }) => `${via} ${value.toLowerCase()}`).sort()
}

const creations = readTranscripts('v26.2.0').flatMap(creationsOf)

describe('recorded refusals', () => {
  it.each(creations.filter(({ answer }) => 'error' in answer))('$name', ({ schema, traits, answer }) => {
    const run = compileIdentitySchema(schema, rules).run(traits)
    expect(run.ok ? run.derived : lines(run.reason)).toEqual(lines(reasonOf(answer)))
  })
})

describe('recorded creations', () => {
  it.each(creations.filter(({ answer }) => !('error' in answer)))('$name', ({ schema, traits, answer }) => {
    const run = compileIdentitySchema(schema, rules).run(traits)
    if (!run.ok) throw new Error(run.reason)
    const { password, webauthn, code, verifiable, recovery } = run.derived
    if (password.length > 0) expect([...password].sort()).toEqual(identifiers(answer, 'password'))
    if (webauthn.length > 0) expect([...webauthn].sort()).toEqual(identifiers(answer, 'webauthn'))
    if (code.length > 0) expect(code.map(({ identifier }) => identifier).sort()).toEqual(identifiers(answer, 'code'))
    expect(asStored(verifiable)).toEqual(addresses(answer, 'verifiable_addresses'))
    expect(asStored(recovery)).toEqual(addresses(answer, 'recovery_addresses'))
  })
})
