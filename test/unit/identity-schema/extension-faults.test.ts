import { describe, expect, test } from 'vitest'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import { abilitiesOf, type Release } from '../../../src/live/kratos/abilities.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'

type Verdict = 'every write' | 'the value' | 'nothing'

/** A value that fits whatever else the node may ask. */
function verdictOf(node: JsonObject, value: Json, release: Release): { verdict: Verdict; warnings: readonly string[] } {
  const schema = { type: 'object', properties: { traits: { type: 'object', properties: { x: node } } } }
  const { schemas, problems } = compileIdentitySchemas([{ id: 'p', schema }])
  const warnings = problems.map(({ message }) => message)
  if (schemas.refusalOf('p', abilitiesOf(release, release))) return { verdict: 'every write', warnings }
  const isRefused = (schemas.get('p')?.validate({ x: value }).length ?? 1) > 0
  return { verdict: isRefused ? 'the value' : 'nothing', warnings }
}

const node = (extension: Json, more: JsonObject = {}): JsonObject => ({ 'ory.sh/kratos': extension, ...more })
const inArray = (inner: JsonObject): JsonObject => ({ anyOf: [inner] })
const mail = 'ada@example.com'
const code = (more: JsonObject): JsonObject => ({ credentials: { code: { identifier: true, ...more } } })

/** As v26.2.0, v25.4.0 and v1.3.1 were seen to answer creations, with the schema changed under the running server. */
describe('what Kratos refuses for its extension', () => {
  test.each<[string, JsonObject, Json, Verdict]>([
    ['a code identifier without a channel', node(code({})), mail, 'the value'],
    ['the same in a combinator', inArray(node(code({}))), mail, 'the value'],
    ['a code identifier with another channel', node(code({ via: 'phone' })), mail, 'every write'],
    ['the same in a combinator', inArray(node(code({ via: 'phone' }))), mail, 'the value'],
    ['a code identifier with a null channel', node(code({ via: null })), mail, 'every write'],
    ['an unknown member', node({ fax: 1 }), mail, 'every write'],
    ['the same in a combinator', inArray(node({ fax: 1 })), mail, 'nothing'],
    ['an unknown credential', node({ credentials: { fax: { identifier: true } } }), mail, 'every write'],
    [
      'another channel of verification',
      node({ verification: { via: 'phone' } }, { format: 'email' }),
      mail,
      'every write',
    ],
    ['an empty one', node({ verification: { via: '' } }), mail, 'every write'],
    ['none at all', node({ verification: {} }), mail, 'nothing'],
    [
      'another one in a combinator',
      inArray(node({ verification: { via: 'x' } }, { format: 'no-validate' })),
      mail,
      'nothing',
    ],
    ['another channel of recovery in a combinator', inArray(node({ recovery: { via: 'phone' } })), mail, 'the value'],
    ['a text for the extension', node('x'), mail, 'every write'],
    ['the same in a combinator', inArray(node('x')), mail, 'every write'],
    [
      'a text for a flag in a combinator',
      inArray(node({ credentials: { password: { identifier: 'true' } } })),
      mail,
      'every write',
    ],
    ['null', node(null), mail, 'every write'],
    ['null in a combinator', inArray(node(null)), mail, 'nothing'],
    ['an empty one', node({}), mail, 'nothing'],
    ['verification by SMS without a format', node({ verification: { via: 'sms' } }), '+4930901820', 'the value'],
    [
      'verification by SMS with another format',
      node({ verification: { via: 'sms' } }, { format: 'email' }),
      mail,
      'nothing',
    ],
    ['a code by SMS for what is no phone number', node(code({ via: 'sms' })), mail, 'the value'],
    ['a code by e-mail for what is no address', node(code({ via: 'email' })), 'ada', 'nothing'],
  ])('%s', (_, schema, value, verdict) => {
    expect(verdictOf(schema, value, 'v25.4').verdict).toBe(verdict)
    expect(verdictOf(schema, value, 'v1.3').verdict).toBe(verdict)
  })

  test.each<[string, JsonObject, Release, Verdict]>([
    ['recovery by SMS', node({ recovery: { via: 'sms' } }), 'v1.3', 'every write'],
    ['recovery by SMS', node({ recovery: { via: 'sms' } }), 'v25.4', 'nothing'],
    ['an organization matcher', node({ organizations: { matcher: 'email_domain' } }), 'v1.3', 'every write'],
    ['an organization matcher', node({ organizations: { matcher: 'email_domain' } }), 'v25.4', 'nothing'],
    ['a member that no release has', node({ fax: 1 }), 'newer', 'nothing'],
  ])('%s depends on the server: %#', (_, schema, release, verdict) => {
    expect(verdictOf(schema, '+4930901820', release).verdict).toBe(verdict)
  })

  test('a reference that leads into a combinator has what it leads to looked at', () => {
    const schema = {
      type: 'object',
      properties: { traits: { type: 'object', properties: { x: { $ref: '#/definitions/a/anyOf/0' } } } },
      definitions: { a: inArray(node({ fax: 1 })) },
    }
    const { schemas } = compileIdentitySchemas([{ id: 'p', schema }])
    expect(schemas.refusalOf('p', abilitiesOf('v25.4', ''))).toContain('#/definitions/a/anyOf/0: fax is not a member')
  })

  test.each<[string, JsonObject, string]>([
    [
      'whoever has a value',
      node(code({})),
      '#/properties/traits/properties/x: credentials.code.identifier needs credentials.code.via: email or sms; Kratos refuses every identity with a value there',
    ],
    [
      'everybody',
      node({ recovery: { via: 'fax' } }),
      '#/properties/traits/properties/x: recovery.via must be email or sms; Kratos refuses every write with this schema',
    ],
    [
      'nobody',
      inArray(node({ fax: 1 })),
      '#/properties/traits/properties/x/anyOf/0: fax is not a member of "ory.sh/kratos" that Kratos v26.2.0 knows; Kratos ignores it there',
    ],
  ])('the warning names the place, and that it stops %s', (_, schema, warning) => {
    expect(verdictOf(schema, mail, 'v25.4').warnings).toEqual([warning])
  })
})

test.each<[string, JsonObject]>([
  ['a keyword with a value that no schema has', { enum: ['x', 'x'] }],
  ['an unknown type', { type: 'strin' }],
  ['a pattern that Go does not know', { pattern: '(?=a)b' }],
])('%s: Kratos refuses every write', (_, schema) => {
  expect(verdictOf(schema, 'b', 'v25.4').verdict).toBe('every write')
})
