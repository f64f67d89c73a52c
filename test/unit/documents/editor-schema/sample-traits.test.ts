import { describe, expect, test } from 'vitest'
import { sampleTraits } from '../../../../src/documents/editor-schema/sample-traits.ts'
import { compileIdentitySchemas } from '../../../../src/identity-schema/compile.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import { starterSchema } from '../../../../src/sandbox/starter-schema.ts'

const login = { 'ory.sh/kratos': { credentials: { password: { identifier: true } } } }

function sampleFor(traits: JsonObject, others: JsonObject = {}) {
  const schema = { type: 'object', properties: { traits: { type: 'object', ...traits } }, ...others }
  const { schemas } = compileIdentitySchemas([{ id: 'person', schema }])
  const compiled = schemas.get('person')
  if (compiled === undefined) throw new Error('no schema')
  const sample = sampleTraits(compiled)
  if (sample !== undefined) expect(compiled.validate(sample)).toEqual([])
  return sample
}

test('the schema of the sandbox has a person with name and address', () => {
  const { schemas } = compileIdentitySchemas([starterSchema as never])
  const schema = schemas.get('person')
  expect(schema && sampleTraits(schema)).toEqual({ email: 'ada@example.com', name: { first: 'Ada', last: 'Lovelace' } })
})

describe('an example of a person', () => {
  test('has what is required and what people sign in with, and a name', () => {
    const properties = {
      username: { type: 'string', minLength: 5, ...login },
      full_name: { type: 'string' },
      level: { enum: ['junior', 'senior'] },
      age: { type: 'integer', minimum: 18 },
      newsletter: { type: 'boolean' },
      nick: { type: 'string' },
      tags: { type: 'array', minItems: 1, items: { type: 'string' } },
    }
    expect(sampleFor({ properties, required: ['level', 'age', 'newsletter', 'tags'] })).toEqual({
      username: 'adaaa',
      full_name: 'Ada Lovelace',
      level: 'junior',
      age: 18,
      newsletter: false,
      tags: ['ada'],
    })
  })

  test('is none where a text or list would have to be endless', () => {
    const properties = {
      email: { type: 'string', format: 'email', ...login },
      note: { type: 'string', minLength: 1e9 },
    }
    expect(sampleFor({ properties, required: ['note'] })).toBeUndefined()
    const list = { type: 'array', minItems: 1e9, items: { type: 'string' } }
    expect(sampleFor({ properties: { ...properties, list }, required: ['list'] })).toBeUndefined()
  })

  test('follows references', () => {
    const definitions = { address: { type: 'string', format: 'email', ...login } }
    const sample = sampleFor(
      {
        properties: {
          mail: { $ref: '#/definitions/address' },
          more: { type: 'array', items: { $ref: '#/definitions/address' } },
        },
        required: ['mail'],
      },
      { definitions },
    )
    expect(sample).toEqual({ mail: 'ada@example.com' })
  })

  test('has a list of addresses where people sign in with one of it', () => {
    const emails = { type: 'array', items: { type: 'string', format: 'email', ...login } }
    expect(sampleFor({ properties: { emails } })).toEqual({ emails: ['ada@example.com'] })
  })

  test('leaves the name out where the schema does not take it', () => {
    const properties = {
      email: { type: 'string', format: 'email', ...login },
      name: { type: 'string', pattern: '^[0-9]+$' },
    }
    expect(sampleFor({ properties })).toEqual({ email: 'ada@example.com' })
  })

  test('is not made up where none fits', () => {
    const staff = { type: 'string', pattern: '^emp-[0-9]+$', ...login }
    expect(sampleFor({ properties: { staff }, required: ['staff'] })).toBeUndefined()
    expect(sampleFor({ properties: { note: { type: 'string' } } })).toBeUndefined()
  })
})
