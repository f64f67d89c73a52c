import { expect, test } from 'vitest'
import { tellCausesOnce } from '../../../src/desired/judge/causes.ts'
import { identifyDocuments } from '../../../src/desired/judge/identify.ts'
import { refusedSchemas, validateIdentities } from '../../../src/desired/judge/validate.ts'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import { emailTrait, traitSchema } from '../../support/schemas.ts'
import { documentOf } from './documents.ts'

/** Of a server: nobody knows its file. */
const { schemas } = compileIdentitySchemas([
  {
    id: 'person',
    schema: traitSchema({
      email: emailTrait(),
      phone: { type: 'string', 'ory.sh/kratos': { credentials: { code: { identifier: true } } } },
    }),
  },
])

const seven = Array.from({ length: 7 }, (_, index) =>
  documentOf(`p${index}.yaml`, { '/traits/email': `p${index}@example.com`, '/traits/phone': '+16502530000' }),
)
const { identities } = identifyDocuments(seven, schemas)

test('a trait for which Kratos refuses every value is one mistake of the schema, told with the number of documents', () => {
  const found = validateIdentities(identities, schemas, { complete: true })
  expect(found.map(({ code, at }) => `${code} ${at?.file}`)).toEqual(['IDC416 p0.yaml'])
  expect(found[0]?.summary).toMatch(/: 7 documents$/)
  expect(found[0]?.related?.map(({ file }) => file)).toEqual(['p1.yaml', 'p2.yaml', 'p3.yaml', 'p4.yaml', 'p5.yaml'])
})

test('a schema with which Kratos refuses every write is told once, too', () => {
  const refused = { ...schemas, refusalOf: () => 'has a member that Kratos does not know' }
  expect(refusedSchemas(identities, refused, { lacks: {} }).map(({ summary }) => summary)).toEqual([
    'Kratos refuses every write with the identity schema "person", which has a member that Kratos does not know: 7 documents',
  ])
  expect(refusedSchemas(identities.slice(0, 1), refused, { lacks: {} })[0]?.summary).toMatch(/does not know$/)
})

test('what is no cause of many is told each time', () => {
  const one = { severity: 'error', code: 'IDC410', summary: 'x' } as const
  expect(tellCausesOnce([one, one])).toEqual([one, one])
})
