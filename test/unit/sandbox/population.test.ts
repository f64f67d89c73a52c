import { expect, test } from 'vitest'
import { generatePopulation, SandboxError } from '../../../src/sandbox/index.ts'
import { readTranscripts } from '../../recorded/transcript.ts'
import { call, listEmails, openSandbox, personSchema } from './support.ts'

/** Every schema of the transcripts, each once. */
const schemas = new Map(
  readTranscripts('v26.2.0').flatMap(({ schemas: configured }) =>
    Object.entries(configured).map(([id, schema]) => [id, schema] as const),
  ),
)

test.each([...schemas])('people fit schema %s', async (id, schema) => {
  const sandbox = await openSandbox({ schemas: { [id]: schema } })
  expect(await sandbox.populate({ count: 40 })).toHaveLength(40)
  await sandbox.stop()
})

test('the same seed makes the same people, another one makes others', () => {
  const people = (seed: number): unknown[] => [...generatePopulation(personSchema, { count: 50, seed })]
  expect(people(3)).toEqual(people(3))
  expect(people(3)).not.toEqual(people(4))
})

test('a smaller population is the beginning of a larger one', () => {
  const people = (count: number): unknown[] => [...generatePopulation(personSchema, { count, seed: 1 })]
  expect(people(10)).toEqual(people(30).slice(0, 10))
})

test('who is there already is left alone', async () => {
  const sandbox = await openSandbox()
  await sandbox.populate({ count: 5 })
  expect(await sandbox.populate({ count: 8 })).toHaveLength(3)
  expect(new Set(await listEmails(sandbox)).size).toBe(8)
  await sandbox.stop()
})

test('they are identities like any other', async () => {
  const sandbox = await openSandbox()
  const [id] = await sandbox.populate({ count: 1 })
  expect(await (await call(sandbox, 'GET', `/admin/identities/${id}`)).json()).toMatchObject({
    schema_id: 'person',
    state: 'active',
    credentials: { password: { identifiers: [expect.stringContaining('@example.com')] } },
    verifiable_addresses: [{ verified: false, status: 'pending' }],
  })
  await sandbox.stop()
})

test('bounds, choices and references of a schema are kept', () => {
  const schema = {
    definitions: { level: { type: 'integer', minimum: 3, maximum: 5 } },
    properties: {
      traits: {
        type: 'object',
        required: ['level', 'plan', 'code', 'tags', 'joined', 'ok'],
        properties: {
          level: { $ref: '#/definitions/level' },
          plan: { enum: ['free', 'pro'] },
          code: { type: 'string', pattern: '^[0-9]{6}$', minLength: 6 },
          tags: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 2, uniqueItems: true },
          joined: { type: 'string', format: 'date' },
          ok: { const: true },
        },
      },
    },
  }
  for (const traits of generatePopulation(schema, { count: 30, seed: 1 })) {
    expect(traits).toEqual({
      level: expect.toSatisfy((level: number) => level >= 3 && level <= 5),
      plan: expect.stringMatching(/^(free|pro)$/),
      code: expect.stringMatching(/^\d{6}$/),
      tags: expect.toSatisfy((tags: string[]) => tags.length >= 1 && new Set(tags).size === tags.length),
      joined: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      ok: true,
    })
  }
})

test('traits that cannot be made up are an error with the reason', async () => {
  const traits = { type: 'object', required: ['x'], properties: { x: { type: 'string', pattern: '^§§$' } } }
  const sandbox = await openSandbox({ schemas: { odd: { type: 'object', properties: { traits } } } })
  await expect(sandbox.populate({ count: 1 })).rejects.toThrow(SandboxError)
  await expect(sandbox.populate({ count: 1 })).rejects.toThrow('does not match pattern')
  await expect(sandbox.populate({ count: 1, schema_id: 'nope' })).rejects.toThrow('unknown schema "nope"')
  await sandbox.stop()
})
