import { describe, expect, test } from 'vitest'
import type { SchemaAliases } from '../../../src/config/types.ts'
import { type PullInput, pullSchemas } from '../../../src/desired/schemas/pull-schemas.ts'
import { digestOf } from '../../../src/model/digest.ts'

const [v1, v2, mine] = [{ title: 'first' }, { title: 'second' }, { title: 'mine' }]
const at = { file: 'idctl.yaml', line: 1, column: 1 }
const alias = (name: string, id: string): SchemaAliases => ({ [name]: { id, at } })
const file = 'identities/person.schema.json'

function pull(over: Partial<PullInput>) {
  const input = {
    live: [{ id: 'person', schema: v2 }],
    local: new Map(),
    aliases: {},
    folder: 'identities',
    pulled: {},
  }
  return pullSchemas({ ...input, ...over })
}

describe('a schema of the server', () => {
  test('without a file gets one', () => {
    expect(pull({}).files).toEqual([{ file, outcome: 'created', schema: v2 }])
    expect(pull({ folder: '.' }).files).toMatchObject([{ file: 'person.schema.json' }])
  })

  test('that is in its file stays, whatever the order of its members', () => {
    const local = new Map([['person', { file, schema: { title: 'second' } }]])
    expect(pull({ local }).files).toEqual([{ file, outcome: 'unchanged' }])
  })

  test('replaces what was pulled before, and nothing else', () => {
    const pulled = { [file]: digestOf(v1) }
    expect(pull({ pulled, local: new Map([['person', { file, schema: v1 }]]) }).files).toMatchObject([
      { outcome: 'updated', schema: v2 },
    ])
    for (const schema of [mine, undefined]) {
      const files = pull({ pulled, local: new Map([['person', { file, schema }]]) }).files
      expect(files).toMatchObject([{ outcome: 'kept', because: 'own' }])
    }
    expect(pull({ local: new Map([['person', { file, schema: v1 }]]) }).files).toMatchObject([{ outcome: 'kept' }])
  })

  test('goes by its alias', () => {
    const aliases = alias('person', 'preset://email')
    expect(pull({ live: [{ id: 'preset://email', schema: v2 }], aliases }).files).toMatchObject([
      { file, outcome: 'created' },
    ])
    const local = new Map([['preset://email', { file: 'email.schema.json', schema: v2 }]])
    expect(pull({ live: [{ id: 'preset://email', schema: v2 }], aliases, local }).files).toEqual([
      { file: 'email.schema.json', outcome: 'unchanged' },
    ])
  })

  test.each(['preset://email', '../person', '.hidden', '_person', 'a/b', '', 'a'.repeat(101), 'con\nman'])(
    'gets no file for the id %j',
    (id) => {
      expect(pull({ live: [{ id, schema: v2 }] })).toEqual({ files: [], unnamed: [id] })
    },
  )

  test('never shares a file with another one, on any file system', () => {
    const found = pull({ live: ['person', 'Person'].map((id) => ({ id, schema: v2 })) })
    expect(found).toMatchObject({ files: [{ file }], unnamed: ['Person'] })
  })
})

test('a file that the server has no schema for is kept', () => {
  const local = new Map([['robot', { file: 'identities/robot.schema.json', schema: mine }]])
  expect(pull({ live: [], local }).files).toEqual([
    { file: 'identities/robot.schema.json', outcome: 'kept', because: 'local' },
  ])
})
