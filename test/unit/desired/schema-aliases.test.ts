import { describe, expect, test } from 'vitest'
import { underBothNames, underServerIds, withServerSchemaIds } from '../../../src/desired/schemas/schema-aliases.ts'
import { checkDocuments } from '../../../src/pipeline.ts'
import { configFor, shown } from '../../support/config.ts'
import { project } from '../../support/temp-project.ts'
import { documentOf } from './documents.ts'

const at = (line: number) => ({ file: 'idctl.yaml', line, column: 3 })
const aliases = { person: { id: 'preset://email', at: at(5) }, member: { id: '9f86d081', at: at(6) } }
const documentWith = (schema_id: string) => documentOf('a', { '/schema_id': schema_id })
const schemaIdOf = ({ fields }: ReturnType<typeof documentOf>) => fields['/schema_id']?.value
const schema = { properties: { traits: { type: 'object', properties: { email: { type: 'string' } } } } }
const names = (sources: readonly { id: string }[]) => sources.map(({ id }) => id)

describe('documents as the server sees them', () => {
  test('aliases become ids, ids and unknown names stay, places too', () => {
    const documents = ['person', 'preset://email', 'constructor', 'other'].map(documentWith)
    const served = withServerSchemaIds(documents, aliases, ['preset://email', '9f86d081'])
    expect(served.documents.map(schemaIdOf)).toEqual(['preset://email', 'preset://email', 'constructor', 'other'])
    expect(served.documents[0]?.places.of('/schema_id')).toEqual(documents[0]?.places.of('/schema_id'))
    expect(served.diagnostics).toEqual([])
  })

  test('an alias that leads nowhere is an error where it is used, else a warning', () => {
    const served = withServerSchemaIds(['person', 'other'].map(documentWith), aliases, ['preset://emails'])
    expect(served.documents.map(schemaIdOf)).toEqual(['other'])
    expect(served.diagnostics).toMatchObject([
      {
        severity: 'error',
        code: 'IDC402',
        summary: 'schema_aliases: "person" stands for "preset://email", which the server does not have',
        hint: 'did you mean "preset://emails"? (the server has preset://emails)',
        at: at(5),
      },
      { severity: 'warning', code: 'IDC402', hint: 'the server has preset://emails', at: at(6) },
    ])
  })
})

describe('local schemas', () => {
  test('stand in for the server under its ids, each once', () => {
    const sources = ['person', 'preset://email', 'other'].map((id) => ({ id, schema }))
    expect(names(underServerIds(sources, aliases))).toEqual(['preset://email', 'other'])
  })

  test('are known by both names without a server', () => {
    const both = underBothNames(
      [
        { id: 'person', schema },
        { id: '9f86d081', schema },
      ],
      aliases,
    )
    expect(names(both).sort()).toEqual(['9f86d081', 'member', 'person', 'preset://email'])
  })

  test('validate a document by the name that it uses', () => {
    const root = project({
      'identities/person.schema.json': JSON.stringify(schema),
      'identities/a.yaml':
        'traits: { email: 1 }\nidctl: { key: a }\n---\nschema_id: preset://email\nidctl: { key: b }\n',
    })
    const { diagnostics } = checkDocuments(configFor(root, { schema_aliases: aliases }), {})
    expect(shown(diagnostics)).toEqual([expect.stringMatching(/^IDC410 a\.yaml:1:\d+ .*\(schema "person"\)$/)])
  })
})
