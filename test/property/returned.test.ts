import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leafDigest } from '../../src/identity/compare.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../src/identity-schema/identity-schema.ts'
import type { LiveIdentity, Mark } from '../../src/model/identity.ts'
import { nameLeaves } from '../../src/reconcile/evidence/name-leaves.ts'
import { indexDocuments } from '../../src/reconcile/evidence/returned.ts'
import { desired, live, testWorkspace } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'
import { emailTrait, nameTrait, phoneTrait, traitSchema } from '../support/schemas.ts'

const { schemas } = compileIdentitySchemas([
  { id: 'person', schema: traitSchema({ email: emailTrait(), name: nameTrait, phone: phoneTrait }) },
])
const schema = schemas.get('person') as IdentitySchema
const names = nameLeaves(schemas, ['/traits/name', '/traits/phone'])

/** Names that have something in common: a word, a spelling, nothing that says who it is. */
const name: fc.Arbitrary<string> = fc.constantFrom(
  'Zoe',
  'zoë',
  'ZOE Quill',
  'Quill-Byron',
  'Dr. Quill',
  'von',
  'X',
  'Ŝtraŭs',
  '李',
  'Bea',
  ' ',
)
/** Of which two are the same number. */
const phone: fc.Arbitrary<string> = fc.constantFrom(
  '+49 30 1234567',
  '+49301234567',
  '＋49301234567',
  '+1 212 555 0100',
  '0301234567',
)
const word: fc.Arbitrary<string> = fc.constantFrom(
  'emp-7',
  'hr-7',
  'zoe@example.com',
  'ZOE@example.com',
  'bea@example.com',
  'İx@example.com',
)
const file: fc.Arbitrary<string> = fc.constantFrom('a.yaml', 'b.yaml')

const person = fc.record({
  key: word,
  email: word,
  external_id: fc.option(word, { nil: undefined }),
  first: name,
  last: name,
  phone: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, phone),
  file,
  isSole: fc.boolean(),
})
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never

const traitsOf = ({ email, first, last, phone }: Person) => ({
  email,
  name: { first, last },
  ...(phone === undefined ? {} : { phone }),
})

const document = fc.record({ who: person, previously: fc.array(word, { maxLength: 2 }) })

function documentOf({ who, previously }: { who: Person; previously: readonly string[] }) {
  const { key, external_id, file: inFile, isSole } = who
  const more = external_id === undefined ? {} : { external_id }
  return {
    ...desired({ key, previously, file: inFile, traits: traitsOf(who), schema, ...more }),
    soleDocument: isSole,
  }
}

const leaver = fc.record({
  who: person,
  hasMark: fc.boolean(),
  /** The person has changed this name since. */
  renamed: fc.option(name, { nil: undefined }),
})

function leaverOf({ who, hasMark, renamed }: { who: Person; hasMark: boolean; renamed: string | undefined }): {
  live: LiveIdentity
  mark: Mark | undefined
} {
  const traits = traitsOf(who)
  const digest = (path: string, value: string) => leafDigest(schema, path, value)
  const mark: Mark = {
    v: 1,
    workspace: testWorkspace,
    key: who.key,
    origin: who.file,
    made: 'created',
    fields: {
      '/traits/name/first': digest('/traits/name/first', who.first),
      '/traits/name/last': digest('/traits/name/last', who.last),
      ...(who.phone === undefined ? {} : { '/traits/phone': digest('/traits/phone', who.phone) }),
    },
    ...(who.isSole ? {} : { shared: true }),
  }
  const now = renamed === undefined ? traits : { ...traits, name: { ...traits.name, last: renamed } }
  const more = who.external_id === undefined ? {} : { external_id: who.external_id }
  return { live: live({ traits: now, schema, mark, ...more }), mark: hasMark ? mark : undefined }
}

const zoe: Person = {
  key: 'emp-7',
  email: 'zoe@example.com',
  external_id: undefined,
  first: 'Zoe',
  last: 'Quill',
  phone: undefined,
  file: 'a.yaml',
  isSole: false,
}
const stranger = { key: 'other', email: 'bea@example.com', first: 'Bea', last: 'Bea', file: 'a.yaml' }

test.each<[string, Partial<Person>, Partial<Person>, number, string?]>([
  ['names that say nothing, all of them', { first: 'von', last: 'X' }, { first: 'von', last: 'X' }, 1],
  ['a number in another spelling', { phone: '+49301234567' }, { phone: '+49 30 1234567' }, 1],
  ['a name that the person has hidden', {}, { last: 'Quill' }, 1, 'Ŝtraŭs'],
  ['a name of too many', {}, { last: 'Quill' }, 60],
])('what the index of leavers must not miss or add: %s', (_, person, other, times, renamed) => {
  const leaving = leaverOf({ who: { ...zoe, ...person }, hasMark: true, renamed })
  const document = documentOf({ who: { ...zoe, ...stranger, ...other }, previously: [] })
  const identities = Array.from({ length: times }, (_, index) => ({ ...document, key: `other-${index}` }))
  const many = [...identities, ...identities]
  const index = indexDocuments(many, names)
  index.expect([leaving])
  const found = index.speakingFor(leaving.live, leaving.mark)
  expect(found).toEqual(indexDocuments(many, names).speakingFor(leaving.live, leaving.mark))
  expect(found.length > 0).toBe(times === 1)
})

test('an index of what leavers have answers as one of everything, for them and for anybody else', () => {
  fc.assert(
    fc.property(
      fc.array(document, { minLength: 1, maxLength: 4 }),
      fc.array(leaver, { maxLength: 2 }),
      fc.array(leaver, { maxLength: 1 }),
      // Enough of them to be more namesakes than say something.
      fc.oneof({ weight: 30, arbitrary: fc.constant(1) }, fc.constant(30)),
      (documents, leavers, others, times) => {
        const identities = Array.from({ length: times }, () => documents.map(documentOf)).flat()
        const expected = leavers.map(leaverOf)
        const whole = indexDocuments(identities, names)
        const index = indexDocuments(identities, names)
        index.expect(expected)
        for (const { live: one, mark } of [...expected, ...others.map(leaverOf), ...expected]) {
          expect(index.speakingFor(one, mark)).toEqual(whole.speakingFor(one, mark))
        }
      },
    ),
    { numRuns: runsOf({ quick: 60, deep: 5000 }) },
  )
})
