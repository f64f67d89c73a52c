import { describe, expect, it } from 'vitest'
import { identifyDocuments } from '../../../src/desired/judge/identify.ts'
import { validateIdentities } from '../../../src/desired/judge/validate.ts'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../../src/identity-schema/identity-schema.ts'
import type { DesiredDocument } from '../../../src/model/identity.ts'
import type { Json } from '../../../src/model/json.ts'
import { desired } from '../../support/builders.ts'
import { traitSchema } from '../../support/schemas.ts'
import { documentOf, schemas } from './documents.ts'

function check(documents: DesiredDocument | DesiredDocument[], complete = true) {
  const { identities } = identifyDocuments([documents].flat(), schemas)
  return validateIdentities(identities, schemas, { complete })
}

function lines(document: DesiredDocument, complete = true): string[] {
  return check(document, complete).map(({ code, summary, at }) => `${code} ${at?.line} ${summary}`)
}

const ann = { '/traits/email': 'ann@x.org' }

describe('traits against the schema', () => {
  it.each<[Record<string, Json>, string[]]>([
    [ann, []],
    [{ '/traits/email': 'ann' }, ['IDC410 3 /traits/email must be an email address (schema "person")']],
    [
      { ...ann, '/traits/roles': ['root'] },
      ['IDC410 4 /traits/roles/0 must be one of "admin" or "reader" (schema "person")'],
    ],
    [{ ...ann, '/traits/name': 'Ann' }, ['IDC410 4 /traits/name must be an object (schema "person")']],
    [
      { ...ann, '/traits/name/first': 5 },
      [
        'IDC412 4 /traits/name/last is missing: the schema "person" requires it',
        'IDC410 4 /traits/name/first must be a string (schema "person")',
      ],
    ],
    [{ ...ann, '/traits/roles/x': 'admin' }, ['IDC410 4 /traits/roles must be an array (schema "person")']],
    [{ ...ann, '/traits/emial': 'x' }, ['IDC411 4 /traits/emial is not in the schema "person"']],
    [{ ...ann, '/traits/name/first': 'A' }, ['IDC412 4 /traits/name/last is missing: the schema "person" requires it']],
    [
      { '/external_id': 'e', '/traits/email': null },
      ['IDC412 4 /traits/email is missing: the schema "person" requires it'],
    ],
    [{ '/external_id': 'e' }, ['IDC412 1 /traits/email is missing: the schema "person" requires it']],
    [{ ...ann, '/metadata_admin/note': 'a\0' }, ['IDC414 4 /metadata_admin/note must not contain a NUL character']],
  ])('%j', (leaves, expected) => expect(lines(documentOf('a', leaves))).toEqual(expected))

  it('asks what was meant', () => {
    const hints = (name: string, others: Record<string, Json> = ann) =>
      check(documentOf('a', { '/external_id': 'e', ...others, [`/traits/${name}`]: 'x' })).map(({ hint }) => hint)
    expect(hints('emial', {})).toEqual(['did you mean "email"?'])
    expect(hints('emial')).toEqual(['"email" is there already: keep one of the two'])
    expect(hints('favourite_colour')).toEqual(['known are email, phone, name, roles'])
  })

  it('says "quote it" where a number or a yes is no text, and nothing of the kind elsewhere', () => {
    const named = { ...ann, '/traits/name/first': 'A' }
    const hints = (last: Json) =>
      check(documentOf('a', { ...named, '/traits/name/last': last })).map(({ hint }) => hint)
    expect([1, true, ['x'], { a: 1 }].map(hints)).toEqual([['quote it'], ['quote it'], [undefined], [undefined]])
  })

  it('says what is wrong where quotes would not help', () => {
    const told = (phone: Json) => lines(documentOf('a', { ...ann, '/traits/phone': phone }))
    const wrong = 'IDC410 4 /traits/phone must be a valid phone number with its + and country code (schema "person")'
    expect([1, true].map(told)).toEqual([[wrong], [wrong]])
  })

  it('says all that is wrong with one value in one error', () => {
    expect(check(documentOf('a', { ...ann, '/traits/roles': ['root', 'admin', 'root'] }))).toHaveLength(2)
    expect(check(documentOf('a', { '/external_id': 'e', '/traits/email': '' }))).toHaveLength(1)
  })

  it('never repeats a value', () => {
    const leaves = { '/traits/email': 'CANARY', '/traits/phone': 'CANARY', '/traits/roles': ['CANARY'] }
    expect(JSON.stringify(check(documentOf('a', leaves)))).not.toContain('CANARY')
  })

  it('tells an inherited mistake once', () => {
    const documents = ['1', '2'].map((id) => documentOf('_defaults.yaml', { '/external_id': id, '/traits/email': 'x' }))
    expect(check(documents)).toHaveLength(1)
  })
})

describe('a document of an identity that exists', () => {
  it('may manage only some traits', () => {
    expect(lines(documentOf('a', { '/external_id': 'e', '/traits/name/first': 'A' }), false)).toEqual([])
  })

  it('must fit with those that it has', () => {
    expect(lines(documentOf('a', { '/external_id': 'e', '/traits/phone': '1' }), false)).toHaveLength(1)
  })
})

describe('what Kratos would not keep', () => {
  it('is a required trait that is only observed', () => {
    const observed = documentOf('a', { '/external_id': 'e', ...ann }, { modes: { '/traits/email': 'observe' } })
    expect(lines(observed)).toEqual([
      'IDC413 4 /traits/email is required by the schema "person", but "observe" does not write it at creation',
    ])
    expect(lines(observed, false)).toEqual([])
  })

  it('is nothing at all, where the schema asks for something and all is only observed', () => {
    const { schemas: some } = compileIdentitySchemas([
      { id: 'some', schema: traitSchema({ note: {} }, { minProperties: 1 }) },
    ])
    const schema = some.get('some') as IdentitySchema
    const observed = desired({ key: 'a', traits: { note: 'x' }, ownership: { '/traits': 'observe' }, schema })
    expect(validateIdentities([observed], some, { complete: true }).map(({ code }) => code)).toEqual(['IDC413'])
    const written = desired({ key: 'a', traits: { note: 'x' }, schema })
    expect(validateIdentities([written], some, { complete: true })).toEqual([])
  })

  it.each([
    ['+1-800-FLOWERS', true, ['IDC418']],
    ['+1-800-flowers', true, []],
    ['+1-800-356-9377', true, []],
    ['+1-800-FLOWERS', false, []],
    ['+1-800-FLOWERS', undefined, []],
  ])('is the verified state of a phone number with capitals: %s, %s', (phone, verified, codes) => {
    const at = { file: 'a', line: 11, column: 3 }
    const state = verified === undefined ? {} : { verified }
    const verifiable_addresses = [{ via: 'sms', value: '+18003569377', ...state, at }] as const
    const document = documentOf('a', { ...ann, '/traits/phone': phone }, { verifiable_addresses })
    expect(check(document).map(({ code, at: place }) => [code, place?.line])).toEqual(codes.map((code) => [code, 11]))
  })

  it('is a declared address that no trait yields', () => {
    const at = (line: number) => ({ file: 'a', line, column: 3 })
    const phone = { '/traits/phone': '+1 650-253-0000' }
    const verifiable_addresses = [
      { via: 'email', value: 'ANN@x.org', verified: true, at: at(11) },
      { via: 'email', value: 'other@x.org', verified: true, at: at(12) },
      { via: 'sms', value: '+16502530000', at: at(13) },
    ] as const
    const recovery_addresses = [{ via: 'sms', value: '+16502530000', at: at(14) }] as const
    const declared = { verifiable_addresses, recovery_addresses }
    const stray = [
      'IDC415 12 verifiable_addresses[1] is not among the addresses that the traits yield: Kratos would drop it',
      'IDC415 14 recovery_addresses[0] is not among the addresses that the traits yield: Kratos would drop it',
    ]
    expect(lines(documentOf('a', { ...ann, ...phone }, declared))).toEqual(stray)
    expect(
      lines(documentOf('a', { ...ann, ...phone }, { ...declared, modes: { '/traits/phone': 'observe' } })),
    ).toEqual([
      stray[0],
      'IDC415 13 verifiable_addresses[2] is not among the addresses that the traits yield: Kratos would drop it',
      stray[1],
    ])
  })
})
