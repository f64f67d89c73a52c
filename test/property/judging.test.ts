import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unseenInNames, unseenInTraits } from '../../src/desired/document/unseen.ts'
import { claimsOfDocument, findDuplicates } from '../../src/desired/judge/duplicates.ts'
import { identifyDocuments } from '../../src/desired/judge/identify.ts'
import { findLookalikes } from '../../src/desired/judge/lookalikes.ts'
import { storageDiagnostics } from '../../src/desired/judge/storage.ts'
import { identityChecks, validateCreations, validateIdentities } from '../../src/desired/judge/validate.ts'
import { isAnyEmail, isEmail } from '../../src/go/email.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../src/identity-schema/identity-schema.ts'
import type { DesiredIdentity, LeafPlaces, ManagedField } from '../../src/model/identity.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { traitsOf } from '../../src/model/traits.ts'
import { findUnseen } from '../../src/model/unseen.ts'
import { anySchema, anyTraits, usableSchema, usualTraits } from '../support/arbitrary-schema.ts'
import { desired } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'
import { codeEmail, nameTrait, phoneTrait, traitSchema } from '../support/schemas.ts'

// What is asked of everybody's document takes short cuts. None may change an answer.

test('an address that is accepted at once is accepted by the full check', () => {
  const piece = fc.constantFrom('a', 'Z', '7', '_', '+', '-', '.', '@', 'example', 'com', "'", 'é', ' ', '\n', '"', '!')
  const part = fc.oneof(
    fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
    fc.integer({ min: 60, max: 66 }).map((length) => 'x'.repeat(length)),
  )
  const address = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    fc.tuple(part, part, part).map(([local, host, end]) => `${local}@${host}.${end}`),
  )
  fc.assert(
    fc.property(address, (text) => {
      expect(isEmail(text)).toBe(isAnyEmail(text))
    }),
    { numRuns: runsOf({ quick: 1500, deep: 100_000 }) },
  )
})

describe('a schema', () => {
  const questions: readonly ((schema: IdentitySchema, traits: JsonObject) => unknown)[] = [
    (schema, traits) => schema.validate(traits),
    (schema, traits) => schema.derive(traits),
    (schema, traits) => schema.identifiers(traits),
    (schema, traits) => schema.identifierSources(traits),
    (schema, traits) => schema.addressSources(traits),
  ]

  test('answers each question as if nothing else were asked of the same traits', () => {
    const asked = fc.array(fc.tuple(fc.nat(questions.length - 1), fc.boolean()), { minLength: 2, maxLength: 6 })
    const compiled = (schema: JsonObject) => compileIdentitySchemas([{ id: 'person', schema }]).schemas.get('person')
    fc.assert(
      fc.property(anySchema, anyTraits, anyTraits, asked, (source, one, other, order) => {
        const schema = compiled(source)
        fc.pre(schema !== undefined)
        const alone = compiled({ ...source, title: 'alone' })
        for (const [index, isOther] of order) {
          const traits = (isOther ? other : one) as JsonObject
          const ask = questions[index] as (typeof questions)[number]
          expect(ask(schema, traits)).toEqual(alone && ask(alone, structuredClone(traits)))
        }
      }),
      { numRuns: runsOf({ quick: 25, deep: 500 }) },
    )
  })
})

describe('documents without an error', () => {
  const requiredIn = (schema: JsonObject, required: string[]): JsonObject => {
    const { traits } = schema['properties'] as { readonly traits: JsonObject }
    return { ...schema, properties: { traits: { ...traits, required } } }
  }
  const strict = fc
    .tuple(usableSchema, fc.subarray(['email', 'phone', 'nick', 'tags']))
    .map(([schema, required]) => requiredIn(schema, required))
  const document = fc.record({
    traits: usualTraits,
    observed: fc.subarray(['/traits/email', '/traits/phone', '/traits/nick', '/traits/tags'], { maxLength: 2 }),
    addresses: fc.subarray(['ada@example.com', 'cleo@example.com', '+16502530001'], { maxLength: 1 }),
  })

  test('lack as creations what a check of all that creations need finds', () => {
    fc.assert(
      fc.property(strict, fc.array(document, { minLength: 1, maxLength: 4 }), (source, inputs) => {
        const { schemas } = compileIdentitySchemas([{ id: 'person', schema: source }])
        const schema = schemas.get('person')
        fc.pre(schema !== undefined)
        const at = { file: 'a.yaml', line: 1, column: 1 }
        const identities = inputs.map(({ traits, observed, addresses }, index): DesiredIdentity => {
          const ownership = Object.fromEntries(observed.map((path) => [path, 'observe' as const]))
          const identity = desired({ key: `k${index}`, traits, schema: schema as IdentitySchema, ownership })
          const declared = addresses.map((value) => ({ via: 'email' as const, value, at }))
          return declared.length === 0 ? identity : { ...identity, verifiable_addresses: declared }
        })
        const lacking = new Set<DesiredIdentity>()
        const options = { complete: false, onLacking: (identity: DesiredIdentity) => lacking.add(identity) }
        const sound = identities.filter((identity) => validateIdentities([identity], schemas, options).length === 0)
        expect(validateCreations(sound, lacking, schemas)).toEqual(
          validateIdentities(sound, schemas, { complete: true }),
        )
      }),
      { numRuns: runsOf({ quick: 100, deep: 5000 }) },
    )
  })
})

const few = fc.constantFrom('ann', 'bob', 'ann@example.com', 'bob@example.com', '+4930901820', 'eve@example.com')

describe('documents', () => {
  const { schemas } = compileIdentitySchemas([
    { id: 'person', schema: traitSchema({ email: codeEmail, phone: phoneTrait, name: nameTrait }) },
  ])
  const schema = schemas.get('person') as IdentitySchema
  const name = fc.constantFrom<Json>(
    'Ann',
    'A\u0301nn',
    'Ann ',
    'a\u200bb',
    7,
    { first: 'Ann ' },
    { last: 'A\u200bnn' },
  )
  const text = fc.oneof(few, fc.constantFrom<Json>(' ann@example.com', 'nobody', '', 7, true, 'a\u200b@example.com'))
  const anyDocument = fc.record(
    {
      traits: fc.record({ email: text, phone: text, name, other: text }, { requiredKeys: [] }),
      external_id: few,
      key: few,
      metadata_public: fc.constantFrom<JsonObject>({ a: 'b\0' }, { a: 1 }),
    },
    { requiredKeys: ['traits'] },
  )
  /** As the readers give them: with what is unseen in their texts. */
  const documentsOf = (inputs: readonly Parameters<typeof desired>[0][]) =>
    inputs.map((input, index): DesiredIdentity => {
      const document = desired({ ...input, schema, file: `${index}.yaml` })
      const fields = Object.entries(document.fields).map(([path, field], line): [string, ManagedField] => {
        const at = { file: `${index}.yaml`, line, column: 1 }
        const unseen = typeof field.value === 'string' ? findUnseen(field.value, field.value, () => at) : undefined
        return [path, { ...field, ...(unseen && { unseen: { '': unseen } }) }]
      })
      const { key, keyFrom, derived, ...rest } = document
      const given = keyFrom === 'idctl.key' ? { givenKey: key } : {}
      const lines = Object.keys(document.fields)
      const places: LeafPlaces = { of: (path) => ({ file: `${index}.yaml`, line: lines.indexOf(path), column: 1 }) }
      return { ...rest, ...given, fields: Object.fromEntries(fields), places } as DesiredIdentity
    })

  test('are checked one by one as all of them are checked afterwards', () => {
    const complete = fc.boolean()
    fc.assert(
      fc.property(fc.array(anyDocument, { maxLength: 5 }), complete, (inputs, isComplete) => {
        const options = { complete: isComplete, namesOf: () => ['/traits/name'] }
        const checks = identityChecks(schemas, options)
        const documents = documentsOf(inputs)
        const identified = identifyDocuments(documents, schemas, checks.check)
        const { identities } = identifyDocuments(documents, schemas)
        expect(identified.identities).toEqual(identities)
        const found = checks.found()
        expect(found).toEqual(validateIdentities(identities, schemas, options))
        const inTexts = identities.flatMap((identity) => [
          ...unseenInTraits(identity, schema).map(({ problem }) => problem),
          ...unseenInNames(identity, ['/traits/name'], schema),
          ...storageDiagnostics(identity),
        ])
        expect(found).toEqual(expect.arrayContaining(inTexts))
      }),
      { numRuns: runsOf({ quick: 150, deep: 5000 }) },
    )
  })

  test('have the traits of their own leaves, whoever was asked about before', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyDocument, fc.boolean()), { maxLength: 6 }), (inputs) => {
        const documents = documentsOf(inputs.map(([input]) => input))
        for (const [index, { fields }] of documents.entries()) {
          const again = inputs[index]?.[1] ? documents[0]?.fields : undefined
          for (const asked of [again, fields]) if (asked) expect(traitsOf(asked)).toEqual(traitsOf({ ...asked }))
        }
      }),
      { numRuns: runsOf({ quick: 200, deep: 1000 }) },
    )
  })
})

test('every two documents with one claim are reported, at the later of them, and no others', () => {
  const person = fc.record(
    {
      traits: fc.record({ email: few }),
      external_id: few,
      key: few,
      previously: fc.uniqueArray(few, { maxLength: 2 }),
    },
    { requiredKeys: ['traits'] },
  )
  const links = fc.array(fc.record({ provider: fc.constantFrom('github', 'bob'), subject: few }), { maxLength: 2 })
  fc.assert(
    fc.property(fc.array(fc.tuple(person, fc.option(links)), { maxLength: 6 }), (inputs) => {
      const identities = inputs.map(([input, providers], index) => {
        const credentials = providers === null ? {} : { credentials: { oidc: { providers } } }
        return desired({ ...input, ...credentials, file: `${index}.yaml` })
      })
      const pairs = new Set<string>()
      const holders = new Map<string, number>()
      for (const [index, identity] of identities.entries()) {
        for (const claim of claimsOfDocument(identity)) {
          const holder = holders.get(claim)
          if (holder === undefined) holders.set(claim, index)
          else if (holder !== index) pairs.add(`${index}.yaml ${holder}.yaml`)
        }
      }
      const isTaken = ({ summary }: { readonly summary: string }) => summary.startsWith('idctl.previously names')
      const found = findDuplicates(identities).filter((diagnostic) => !isTaken(diagnostic))
      expect(found.map(({ at, related }) => `${at?.file} ${related?.[0]?.file}`).sort()).toEqual([...pairs].sort())
    }),
    { numRuns: runsOf({ quick: 500, deep: 10_000 }) },
  )
})

test('names of two documents that look the same are reported, and no others', () => {
  const name = fc.constantFrom('ann', 'bob', 'zo\u00eb', 'zoe\u0308', '\u674e', 'zoe', 'eve')
  const person = fc.record(
    { traits: fc.record({ email: name }), external_id: name, key: name },
    { requiredKeys: ['traits'] },
  )
  fc.assert(
    fc.property(fc.array(person, { maxLength: 4 }), (inputs) => {
      const identities = inputs.map((input, index) => desired({ ...input, file: `${index}.yaml` }))
      const names = identities.flatMap(({ key, keyFrom, derived, fields }, index) => [
        ...derived.identifiers.map(({ value }) => ['identifier', value, index] as const),
        ...(keyFrom === 'idctl.key' ? [['key', key, index] as const] : []),
        ...(fields['/external_id'] ? [['id', String(fields['/external_id'].value), index] as const] : []),
      ])
      const isAlike = names.some(([kind, value, index]) => {
        return names.some(([other, text, place]) => {
          return kind === other && place !== index && value !== text && value.normalize('NFC') === text.normalize('NFC')
        })
      })
      expect(findLookalikes(identities).length > 0).toBe(isAlike)
    }),
    { numRuns: runsOf({ quick: 500, deep: 10_000 }) },
  )
})
