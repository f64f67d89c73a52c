import { expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import type { Json } from '../../../src/model/json.ts'
import { checkDocuments } from '../../../src/pipeline.ts'
import { project } from '../../support/temp-project.ts'

const schemaWith = (
  names: readonly string[],
  more: Readonly<Record<string, Json>> = { additionalProperties: false },
) => {
  const email = {
    type: 'string',
    format: 'email',
    'ory.sh/kratos': { credentials: { password: { identifier: true } } },
  }
  const others = Object.fromEntries(names.map((name) => [name, { type: 'string' }]))
  return JSON.stringify({ properties: { traits: { type: 'object', properties: { email, ...others }, ...more } } })
}

function said(files: Readonly<Record<string, string>>, config: string): string[] {
  const head = 'version: 1\nworkspace: acme\nschema_id: person\n'
  const root = project({ 'idctl.yaml': `${head}${config}\n`, ...files })
  const loaded = loadConfig({ cwd: root, variables: {}, offline: true })
  if (loaded.config === undefined) throw new Error(JSON.stringify(loaded.diagnostics))
  return checkDocuments(loaded.config, {}).diagnostics.map(({ severity, code, at }) => {
    return `${severity} ${code} ${at?.file}:${at?.line}:${at?.column}`
  })
}

const ada = { 'identities/ada.yaml': 'traits: { email: ada@example.com }\n' }
const person = { 'identities/person.schema.json': schemaWith(['name']) }
const robot = (more?: Readonly<Record<string, Json>>) => ({
  'identities/robot.schema.json': schemaWith(['owner'], more),
})

test('the place is that of the pointer itself', () => {
  expect(said({ ...ada, ...person }, 'sensitive: [/traits/name, /traits/nam]')).toEqual([
    'warning IDC235 idctl.yaml:4:27',
  ])
  expect(said({ ...ada, ...person }, 'ownership:\n  /traits/nam: seed')).toEqual(['warning IDC235 idctl.yaml:5:3'])
})

test('a pointer of privileged may go into a list, and a misspelt one is told', () => {
  const list = { 'identities/person.schema.json': schemaWith([], { additionalProperties: { type: 'array' } }) }
  expect(said({ ...ada, ...person }, 'privileged: [/traits/name, /traits/nam]')).toEqual([
    'warning IDC235 idctl.yaml:4:28',
  ])
  expect(said({ ...ada, ...list }, 'privileged: [/traits/roles/0]')).toEqual([])
})

test('what one of the schemas has, or leaves open, is no mistake of idctl.yaml', () => {
  const files = { ...ada, ...person }
  expect(said({ ...files, ...robot() }, 'sensitive: [/traits/owner, /traits/name]')).toEqual([])
  expect(said({ ...files, ...robot() }, 'sensitive: [/traits/onwer]')).toEqual(['warning IDC235 idctl.yaml:4:13'])
  expect(said({ ...files, ...robot({}) }, 'sensitive: [/traits/onwer]')).toEqual([])
})

test('a document is judged by its own schema, and a line of _defaults.yaml once, by those of all who inherit it', () => {
  const own = { 'identities/ada.yaml': `${ada['identities/ada.yaml']}idctl: { ownership: { /traits/owner: seed } }\n` }
  expect(said({ ...own, ...person, ...robot() }, '')).toEqual(['warning IDC235 identities/ada.yaml:2:23'])
  const inherited = {
    ...ada,
    ...person,
    ...robot(),
    'identities/_defaults.yaml': 'idctl:\n  ownership: { /traits/owner: seed }\n',
    'identities/bob.yaml': 'traits: { email: bob@example.com }\n',
  }
  expect(said(inherited, '')).toEqual(['warning IDC235 identities/_defaults.yaml:2:16'])
  const withRobot = { ...inherited, 'identities/r2.yaml': 'schema_id: robot\ntraits: { email: r2@example.com }\n' }
  expect(said(withRobot, '')).toEqual([])
})

test('where a schema is not there or cannot be read, nobody knows what it has', () => {
  const unreadable = { 'identities/robot.schema.json': '{' }
  expect(said({ ...ada, ...person, ...unreadable }, 'sensitive: [/traits/onwer]')).not.toContainEqual(
    expect.stringContaining('IDC235'),
  )
  expect(said(ada, 'sensitive: [/traits/onwer]')).toEqual(['error IDC403 identities/ada.yaml:1:1'])
  const stranger = { 'identities/r2.yaml': 'schema_id: robot\ntraits: { email: r2@example.com }\n' }
  expect(said({ ...ada, ...person, ...stranger }, 'sensitive: [/traits/onwer]')).toEqual([
    'error IDC403 identities/r2.yaml:1:12',
  ])
})

test('metadata takes any name', () => {
  const pointers = 'sensitive: [/metadata_admin/nobody]\nownership: { /metadata_public/x/y: merge }'
  expect(said({ ...ada, ...person }, pointers)).toEqual([])
})
