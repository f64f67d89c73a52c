import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { DerivedData } from '../../../src/model/derived.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'

/** What real servers derived and refused: `test/recorded/README.md`. */
const folder = new URL('../../recorded/v26.2.0/', import.meta.url)

interface Transcript {
  readonly scenario: string
  readonly config?: { readonly default_schema_id?: string }
  readonly schemas: Readonly<Record<string, JsonObject>>
  readonly steps: readonly { readonly request: Request; readonly response: Response }[]
}

interface Request {
  readonly method: string
  readonly path: string
  readonly body?: Body
}

interface Body {
  readonly schema_id?: string
  readonly traits?: Json
}

interface Response {
  readonly status?: number
  readonly body?: Answer
}

interface Answer {
  readonly schema_id: string
  readonly traits: Json
  readonly credentials?: Readonly<Record<string, { readonly identifiers?: readonly string[] }>>
  readonly verifiable_addresses?: readonly { readonly via: string; readonly value: string }[]
  readonly recovery_addresses?: readonly { readonly via: string; readonly value: string }[]
  readonly error?: { readonly reason?: string }
}

/** Identifiers that Kratos keeps although no trait yields them any more. */
const stale = new Set(['put-stale-identifier', 'put-schema-change', 'put-without-traits'])
/** Padded identifiers stand untrimmed in write answers (API reference §3.2). */
const nullOrPadded = new Set(['nullable-identifier'])

/** Numbers whose spelling matters to Kratos: documents that would lose it never get as far as a schema. */
const spelling = 'numbers.json'

const transcripts = readdirSync(folder)
  .filter((name) => name !== spelling)
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Transcript)

const writes = transcripts.flatMap(({ scenario, config, schemas, steps }) => {
  const compiled = compileIdentitySchemas(Object.entries(schemas).map(([id, schema]) => ({ id, schema })))
  return steps
    .filter(({ request }) => request.method === 'POST' || request.method === 'PUT')
    .filter(({ request }) => request.path.startsWith('/admin/identities'))
    .map(({ request, response }, index) => ({
      name: `${scenario} ${index}`,
      scenario,
      request,
      response,
      schemas: compiled.schemas,
      problems: compiled.problems,
      fallback: config?.default_schema_id ?? 'person',
    }))
})

const accepted = writes.filter(
  ({ scenario, response, schemas }) =>
    [200, 201].includes(response.status ?? 0) &&
    !stale.has(scenario) &&
    // v26.2.0 also takes a schema id in base64 and stores it as it came (API reference §12).
    schemas.ids.includes(response.body?.schema_id ?? ''),
)
const refused = writes.filter(
  ({ response }) => response.status === 400 && (response.body?.error?.reason ?? '').startsWith('I[#/traits'),
)

describe('derived data of recorded answers', () => {
  it.each(accepted)('$name', ({ scenario, response, schemas, problems }) => {
    const answer = response.body as Answer
    const schema = schemas.get(answer.schema_id)
    expect(problems).toEqual([])
    expect(asSets(schema?.derive(answer.traits))).toEqual(asSets(answerData(answer)))
    if (!nullOrPadded.has(scenario)) expect(schema?.validate(answer.traits)).toEqual([])
  })
})

describe('refused by recorded servers, found here', () => {
  it.each(refused)('$name', ({ request, response, schemas, fallback }) => {
    const schema = schemas.get(request.body?.schema_id ?? fallback)
    const found = schema?.validate(request.body?.traits ?? {}).map(({ path }) => path)
    const pointers = [...(response.body?.error?.reason ?? '').matchAll(/I\[#([^\]]*)\]/g)].map(([, pointer]) => pointer)
    expect(found).not.toEqual([])
    for (const path of found ?? []) expect(pointers).toContain(path)
  })
})

function answerData(answer: Answer): DerivedData {
  const identifiers = (['password', 'webauthn', 'code'] as const).flatMap((type) =>
    (answer.credentials?.[type]?.identifiers ?? []).map((value) => ({ type, value: value.trim() })),
  )
  const addresses = (rows: Answer['recovery_addresses']) =>
    (rows ?? []).map(({ via, value }) => ({ via: via as 'email' | 'sms', value }))
  return {
    identifiers,
    verifiable: addresses(answer.verifiable_addresses),
    recovery: addresses(answer.recovery_addresses),
  }
}

function asSets(data: DerivedData | undefined): unknown {
  const texts = (items: readonly object[] | undefined) =>
    items?.map((item) => JSON.stringify(Object.values(item).sort())).sort()
  return [texts(data?.identifiers), texts(data?.verifiable), texts(data?.recovery)]
}
