import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeIdentities, decodeIdentity } from '../../src/live/kratos/decode.ts'
import { identityShape, isUsualIdentity } from '../../src/live/kratos/identity-shape.ts'
import { inexactRows } from '../../src/live/kratos/inexact-numbers.ts'
import { decodeMark } from '../../src/live/kratos/mark.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { markSchema } from '../../src/model/mark-schema.ts'
import { runsOf } from '../support/depth.ts'

const uuid = 'a1b2c3d4-0000-4000-8000-000000000001'
const runs = { numRuns: runsOf({ quick: 1500, deep: 40_000 }) }

/** What a member may hold that is not as it should be. In a text of JSON, `@` becomes `__proto__`. */
const odd = fc.constantFrom<Json>(null, '', 'x', 0, 1, 2, true, false, [], {}, [null], [''], ['x'], [['x']], {
  '@': 'x',
  a: 'x',
})
const idle = fc.constantFrom<Json>(null, 'x', '')
const ids = fc.constantFrom<Json>(uuid, uuid.toUpperCase(), `${uuid}0`, uuid.replaceAll('-', ''))

/** An object whose members are mostly as they should be, in any order, some of them missing and one perhaps of another name. */
function objects(members: Record<string, fc.Arbitrary<Json>>, needed: string[] = []): fc.Arbitrary<JsonObject> {
  const named = fc.record(members, { requiredKeys: needed })
  const names = fc.constantFrom(...Object.keys(members), 'more', 'constructor', '@')
  const wrong = fc.option(fc.tuple(names, fc.option(odd, { nil: undefined })), { nil: undefined, freq: 2 })
  const turned = fc.nat(20)
  return fc.tuple(named, wrong, turned).map(([object, one, turn]) => {
    const given: Partial<JsonObject> = one === undefined ? object : { ...object, [one[0]]: one[1] }
    const entries = Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    )
    const at = entries.length === 0 ? 0 : turn % entries.length
    return Object.fromEntries([...entries.slice(at), ...entries.slice(0, at)])
  })
}

/** The value as it comes out of an answer. */
function received<T extends Json>(value: T): T {
  return JSON.parse(JSON.stringify(value).replaceAll('"@"', '"__proto__"')) as T
}

const always = (value: Json) => fc.constant(value)
const lists = (item: fc.Arbitrary<Json>) => fc.oneof(always(null), fc.array(item, { maxLength: 2 }))

const digests = fc.constantFrom<Json>('abcdefghijklmnop', '-', '~key.sealed', '', ['abcdefghijklmnop'], [''], [])
const usual = {
  v: always(1),
  workspace: always('law'),
  key: always('ada'),
  origin: fc.constantFrom<Json>('identities/a.yaml', ''),
  made: fc.constantFrom<Json>('created', 'adopted'),
  fields: objects({ '/traits/email': digests, '/traits/roles': digests, '@': digests }),
  shared: always(true),
  named: fc.boolean(),
  id: fc.oneof(always(uuid), ids),
  found: always(['/traits/email']),
  protect: always(true),
  lines: always(['abcdefghijklmnop']),
  salt: always('salt'),
  commit: fc.constantFrom<Json>('a'.repeat(40), 'a'.repeat(64), 'a'.repeat(41)),
}
const rare = {
  references: always(['/traits/email']),
  credentials: fc.constantFrom<Json>({ password: { version: 1 } }, { oidc: ['abcdefghijklmnop'] }),
  disabled: always({ at: '2026-01-01T00:00:00Z', state_before: 'active' }),
  todo: always(['revoke_sessions']),
}
const needed = ['v', 'workspace', 'key', 'origin', 'made', 'fields']
const marks = fc.oneof(objects(usual, needed), objects({ ...usual, ...rare }, needed))
const address = { id: always(uuid), via: always('email'), value: always('a@example.com') }
const held = objects({ identifiers: lists(always('a@example.com')), type: always('password') })
const rows = objects(
  {
    id: always(uuid),
    schema_id: always('person'),
    state: fc.constantFrom<Json>('active', 'inactive'),
    traits: fc.oneof(always({ email: 'a@example.com' }), odd),
    updated_at: always('2026-01-01T00:00:00Z'),
    external_id: idle,
    organization_id: idle,
    state_changed_at: idle,
    created_at: idle,
    metadata_public: odd,
    metadata_admin: fc.oneof(
      marks.map((idctl) => ({ idctl, more: 1 })),
      odd,
    ),
    verifiable_addresses: lists(
      objects({ ...address, verified: fc.boolean(), status: always('pending') }, [
        'id',
        'via',
        'value',
        'verified',
        'status',
      ]),
    ),
    recovery_addresses: lists(objects(address, ['id', 'via', 'value'])),
    credentials: fc.oneof(always(null), objects({ password: held, '@': held })),
  },
  ['id', 'schema_id', 'state', 'traits', 'updated_at'],
)

describe('what is read at a glance', () => {
  test('is every identity that zod accepts, and is read as zod reads it', () => {
    const seen = { usual: 0, other: 0 }
    fc.assert(
      fc.property(rows.map(received), (row) => {
        const parsed = identityShape.safeParse(row)
        const isUsual = isUsualIdentity(row)
        seen[isUsual ? 'usual' : 'other'] += 1
        if (isUsual || !JSON.stringify(row['credentials'] ?? null).includes('__proto__')) {
          expect(isUsual).toBe(parsed.success)
        }
        const decoded = decodeIdentity(row)
        expect(decoded.ok).toBe(parsed.success)
        if (!parsed.success) return
        const whole = decodeIdentity(parsed.data)
        expect(decoded.ok && Object.getPrototypeOf(decoded.value.credentials)).toBe(Object.prototype)
        expect(JSON.stringify(decoded)).toBe(JSON.stringify(whole))
      }),
      runs,
    )
    expect(Math.min(seen.usual, seen.other)).toBeGreaterThan(100)
  })

  test('is a mark as zod reads it, with its members in the same order', () => {
    const seen = { marks: 0, others: 0 }
    fc.assert(
      fc.property(marks.map(received), (idctl) => {
        const parsed = markSchema.safeParse(idctl)
        const read = decodeMark({ idctl })
        seen[parsed.success ? 'marks' : 'others'] += 1
        expect(read.kind === 'mark').toBe(parsed.success)
        if (parsed.success) expect(JSON.stringify(read)).toBe(JSON.stringify({ kind: 'mark', mark: parsed.data }))
      }),
      runs,
    )
    expect(Math.min(seen.marks, seen.others)).toBeGreaterThan(100)
  })
})

test('an identity is inexact if a number of its own would lose digits, however few others have numbers', () => {
  const numbers = fc.constantFrom('"1e400"', 'null', '1', '1e3', '1.00000000000000000001', '9007199254740993', '1e400')
  const texts = fc.oneof(
    { arbitrary: fc.constant('"a"'), weight: 3 },
    numbers,
    numbers.map((text) => `{"b":[{"c":${text}}]}`),
    numbers.map((text) => `${'['.repeat(300)}${text}${']'.repeat(300)}`),
  )
  const marked = fc.tuple(texts, texts).map(([fields, more]) => `{"idctl":{"v":1,"x":${fields}},"more":${more}}`)
  const person = fc
    .tuple(texts, texts, fc.oneof(texts, marked))
    .map(
      ([trait, shared, own]) =>
        `{"id":"${uuid}","schema_id":"person","state":"active","updated_at":"x","credentials":{"code":{"version":1}},` +
        `"traits":{"a":${trait}},"metadata_public":${shared},"metadata_admin":${own}}`,
    )
  const seen = new Set<boolean>()
  fc.assert(
    fc.property(fc.array(person, { maxLength: 3 }), (people) => {
      const text = `[${people.join(',')}]`
      const decoded = decodeIdentities(JSON.parse(text), text)
      const inexact = inexactRows(text)
      const found = decoded.ok ? decoded.value.map((live) => live.inexact === true) : []
      expect(found).toEqual(people.map((_, row) => inexact.has(row)))
      for (const one of found) seen.add(one)
    }),
    runs,
  )
  expect(seen.size).toBe(2)
})
