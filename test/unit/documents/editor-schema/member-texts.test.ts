import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { editorConfigSchema } from '../../../../src/documents/editor-schema/config-schema.ts'
import { documentMembers } from '../../../../src/documents/editor-schema/document-members.ts'
import { membersOf } from '../../../../src/documents/editor-schema/from-zod.ts'
import type { JsonObject } from '../../../../src/model/json.ts'

/** Members without a text, by their dotted paths. */
function undescribed(schema: JsonObject, at = ''): string[] {
  return Object.entries(membersOf(schema)).flatMap(([name, member]) => {
    const path = `${at}${name}`
    const below = undescribed(member as JsonObject, `${path}.`)
    return typeof (member as JsonObject)['description'] === 'string' ? below : [path, ...below]
  })
}

test('an editor explains every member of a document', () => {
  expect(undescribed(documentMembers([], () => true))).toEqual([])
})

describe('idctl.yaml', () => {
  const editor = new Ajv({ strict: false, validateFormats: false }).compile(editorConfigSchema())

  test('an editor explains every member', () => {
    expect(undescribed(editorConfigSchema())).toEqual([])
  })

  test('the one of this repository is taken', () => {
    expect(editor(parse(readFileSync(new URL('../../../../idctl.yaml', import.meta.url), 'utf8')))).toBe(true)
  })

  const whole = {
    version: 1,
    workspace: 'acme',
    identities: ['people', 'robots'],
    schema_aliases: { email: 'preset://email' },
    kratos: { admin_url: '${env:KRATOS_URL}', api_key: '${env:ORY_API_KEY}', target: '${env:TARGET}' },
    adopt: '${env:ADOPT}',
    removal: { created: 'delete', grace: '30d' },
    on_create: { send: 'recovery_link', lifetime: '24h' },
    ownership: { '/traits/locale': 'seed' },
    guards: { removals: { percent: 5, floor: 3, cap: 25 }, replacements: 0 },
    environments: { prod: { kratos: { admin_url: 'https://example.com' }, identities: 'people', on_create: null } },
  }

  test('one with all that may be in it is taken', () => {
    expect(editor(whole), JSON.stringify(editor.errors)).toBe(true)
  })

  test.each<[string, object]>([
    ['an unknown member', { removals: 'keep' }],
    ['an unknown guard', { guards: { removal: 1 } }],
    ['a wrong choice', { adopt: 'sometimes' }],
    ['a wrong choice of an environment', { environments: { prod: { adopt: 'sometimes' } } }],
    ['a folder that is none', { identities: [1] }],
    ['a negative guard', { guards: { updates: -1 } }],
    ['another version', { version: 2 }],
  ])('%s is refused', (_, change) => {
    expect(editor({ ...whole, ...change })).toBe(false)
  })
})
