import fc from 'fast-check'
import { isJsonObject, type Json, type JsonObject } from '../../../src/sandbox/json.ts'
import type { FieldRules } from '../../../src/sandbox/profile.ts'
import { writeJson } from '../../../src/sandbox/write-json.ts'

/** What a server takes of a body: older ones know less. */
export type Adapt = (body: Json) => Json

/** The body as text: mostly what it is, sometimes cut off, with a tail, or something else altogether. */
export function textOf(body: fc.Arbitrary<Json>): fc.Arbitrary<(adapt: Adapt) => string> {
  type Text = (adapt: Adapt) => string
  const text = body.map(
    (value): Text =>
      (adapt) =>
        writeJson(adapt(value)),
  )
  const tail = fc.constantFrom(' ', '\n', 'x', '{}', ']', ',')
  const odd = fc.constantFrom(
    '',
    'null',
    '\ufeff{}',
    '[]',
    '"x"',
    '12',
    'nope',
    '{"a":01}',
    '{"traits":{"email":"\\ud800@x"}}',
  )
  return fc.oneof(
    { arbitrary: text, weight: 60 },
    {
      arbitrary: fc.tuple(text, tail).map(
        ([whole, more]): Text =>
          (adapt) =>
            whole(adapt) + more,
      ),
      weight: 1,
    },
    {
      arbitrary: fc.tuple(text, fc.nat(200)).map(
        ([whole, length]): Text =>
          (adapt) =>
            whole(adapt).slice(0, length),
      ),
      weight: 1,
    },
    {
      arbitrary: odd.map(
        (whole): Text =>
          () =>
            whole,
      ),
      weight: 1,
    },
  )
}

/** Members that a server does not know are mostly left out: else it would refuse every body. */
export function adaptTo({ externalId, organizationOnCreate, samlImport, linkOptions }: FieldRules): Adapt {
  const unknown = new Set([
    ...(externalId ? [] : ['external_id']),
    ...(organizationOnCreate ? [] : ['organization_id']),
    ...(samlImport ? [] : ['saml']),
    ...(linkOptions ? [] : ['organization', 'use_auto_link']),
  ])
  const adapt: Adapt = (body) => {
    if (Array.isArray(body)) return body.map((item) => (Array.isArray(item) ? item : adapt(item)))
    if (!isJsonObject(body)) return body
    const members = Object.entries(body).filter(([name]) => !unknown.has(name))
    return Object.fromEntries(
      members.map(([name, value]) => [name, nested.has(name) ? adapt(value) : value]),
    ) as JsonObject
  }
  return unknown.size === 0 ? (body) => body : adapt
}

const nested = new Set(['identities', 'create', 'credentials', 'oidc', 'config', 'providers'])
