import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { documentExamples } from '../../../scripts/documents-page.ts'
import { schemaAt } from '../../../scripts/member-page.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { personalPaths } from '../../../src/desired/document/personal-members.ts'
import { editorConfigSchema } from '../../../src/documents/editor-schema/config-schema.ts'
import { configTexts } from '../../../src/documents/editor-schema/config-texts.ts'
import { credentialSettings } from '../../../src/documents/editor-schema/credential-texts.ts'
import {
  credentialConfig,
  credentialTypes,
  documentMembers,
} from '../../../src/documents/editor-schema/document-members.ts'
import { documentTexts } from '../../../src/documents/editor-schema/document-texts.ts'
import type { MemberText } from '../../../src/documents/editor-schema/member-text.ts'
import { diagnosticCodes } from '../../../src/model/codes.ts'
import { isSecretKey } from '../../../src/source/secrecy.ts'
import { check, hash } from '../../support/mistakes/right-folder.ts'
import { project } from '../../support/temp-project.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const personSchema = readFileSync(`${root}identities/person.schema.json`, 'utf8')

type Files = Readonly<Record<string, string>>
type Texts = readonly (readonly [path: string, text: MemberText])[]

const ofConfig: Texts = Object.entries(configTexts)
const ofDocuments: Texts = Object.entries(documentTexts)

const key = 'k'.repeat(40)
const variables = {
  ...{ ORY_API_KEY: 'a-key', DIGEST_KEY: key, FORMER_DIGEST_KEYS: `${key},${'f'.repeat(40)}` },
  ...{ IDCTL_DOC_ADA_PASSWORD: 'correct horse battery staple 7', IDCTL_DOC_ADA_TOTP: 'otpauth://totp/a?secret=B' },
  ...{ IDCTL_DOC_ADA_CODE: 'abcd1234', IDCTL_DOC_ZIP: '01234', IDCTL_DOC_ADA_PHONE: '+49 30 901820' },
  IDCTL_DOC_KEY: 'ada',
}

/** `CODE summary` of all that is said of a folder. */
const said = (files: Files) => check(files, { variables }).map(({ code, summary }) => `${code} ${summary}`)
const codesOf = (files: Files) => [...new Set(check(files, { variables }).map(({ code }) => code))]

/** The lines of idctl.yaml that the example leaves to its reader. */
const configFrame: Files = { version: 'version: 1', workspace: 'workspace: acme-7f3k', schema_id: 'schema_id: person' }

function folderWith(yaml: string): Files {
  const given = Object.keys(parse(yaml) as object)
  const frame = Object.entries(configFrame).flatMap(([name, line]) => (given.includes(name) ? [] : [line]))
  return {
    'idctl.yaml': [...frame, yaml].join('\n'),
    'identities/person.schema.json': personSchema,
    'identities/ada.yaml':
      'traits: { email: ada@example.com, name: { first: Ada, last: L }, department: sales }\nidctl: { key: ada }\n',
    'people/.keep': '',
    'robots/.keep': '',
    'schemas/email.json': personSchema,
  }
}

const frame: Files = {
  'idctl.yaml': 'version: 1\nworkspace: acme-7f3k\nschema_id: person\n',
  'identities/person.schema.json': personSchema,
  'identities/_defaults.yaml':
    'traits:\n  email: ada@example.com\n  name: { first: Ada, last: Lovelace }\n  department: engineering\n',
}

const documentWith = (yaml: string): Files => ({ ...frame, 'identities/team/ada.yaml': yaml })
const defaultsWith = (yaml: string): Files => ({
  ...frame,
  'identities/team/_defaults.yaml': yaml,
  'identities/team/ada.yaml': '{}\n',
})

const withMistakes = (texts: Texts) =>
  texts.flatMap(([path, { mistakes = {} }]) => Object.entries(mistakes).map(([yaml, code]) => ({ path, yaml, code })))

describe('idctl.yaml', () => {
  test.each(ofConfig)('the example of %s is taken', (_, { example }) => {
    expect(said(folderWith(example))).toEqual([])
  })

  test.each(withMistakes(ofConfig))('$yaml is $code', ({ yaml, code }) => {
    expect(codesOf(folderWith(yaml))).toEqual([code])
  })

  test.each(ofConfig.filter(([, { fallback }]) => fallback !== undefined))('%s has the default', (path, text) => {
    const written = path.split('.').reduceRight<unknown>((value, name) => ({ [name]: value }), text.fallback)
    expect(configOf(`${JSON.stringify(written).slice(1, -1)}`)).toEqual(configOf(''))
  })
})

/** What a flow map with this in it means; without the places of its files. */
function configOf(member: string) {
  const text = `{ "version": 1, "workspace": "acme"${member === '' ? '' : `, ${member}`} }`
  const cwd = project({ 'idctl.yaml': text, 'identities/.keep': '' })
  const { config, diagnostics } = loadConfig({ cwd, variables: {} })
  expect(diagnostics).toEqual([])
  return { ...config, root: '', file: '' }
}

describe('documents', () => {
  test.each(ofDocuments)('the example of %s is taken', (_, { example }) => {
    expect(said(documentWith(example))).toEqual([])
  })

  test.each(withMistakes(ofDocuments))('$yaml is $code', ({ yaml, code }) => {
    expect(codesOf(documentWith(yaml))).toEqual([code])
  })

  test.each(ofDocuments)('%s may be in _defaults.yaml where the page says so', (path, { example }) => {
    const isPersonal = personalPaths.some((one) => path === one || path.startsWith(`${one}.`))
    const isRefused = codesOf(defaultsWith(example)).includes('IDC219')
    // The example of the whole block has a key.
    if (path !== 'idctl') expect(isRefused).toBe(isPersonal)
  })

  test('the examples beside those of members are taken', () => {
    const { whole, defaults, references } = documentExamples
    const { 'identities/_defaults.yaml': _, ...bare } = frame
    const folder = 'identities/engineering'
    expect(said({ ...bare, [`${folder}/_defaults.yaml`]: defaults, [`${folder}/ada.yaml`]: whole })).toEqual([])
    expect(said({ ...bare, 'identities/ada.yaml': references, 'secrets/ada.hash': `${hash}\n` })).toEqual([])
  })
})

test.each([
  ['idctl.yaml', ofConfig, editorConfigSchema()],
  ['documents', ofDocuments, documentMembers([], () => true)],
])('no text of %s is about a member that there is not', (_, texts, schema) => {
  const isNone = (path: string) => Object.keys(schemaAt(schema, path)).length === 0
  expect(texts.map(([path]) => path).filter((path) => !path.startsWith('on_create.') && isNone(path))).toEqual([])
})

test('every setting of credentials is described, and no other', () => {
  const schemas = credentialTypes.map(credentialConfig)
  const described = Object.keys(credentialSettings)
  const used = described.filter((path) => schemas.some((schema) => Object.keys(schemaAt(schema, path)).length > 0))
  expect(used).toEqual(described)
  expect(schemas.flatMap((schema) => undescribed(schema))).toEqual([])
})

/** Members without a description, by their path. */
function undescribed(schema: unknown, at = ''): string[] {
  const { items, properties = {} } = (schema ?? {}) as { items?: unknown; properties?: Record<string, unknown> }
  if (items !== undefined) return undescribed(items, at)
  return Object.entries(properties).flatMap(([name, member]) => {
    const path = `${at}${name}`
    const isBare = typeof (member as { description?: unknown }).description !== 'string'
    return [...(isBare ? [path] : []), ...undescribed(member, `${path}.`)]
  })
}

describe.each([...ofConfig, ...ofDocuments])('%s', (path, text) => {
  test('is described in whole sentences', () => {
    const { meaning, takes = '', otherwise = '', order = '', note = '', codes = [] } = text
    expect(meaning).toMatch(/^[A-Z`][^\n]*\.$/)
    for (const part of [takes, otherwise, order, note]) expect(part).not.toMatch(/\.$|\n|^[A-Z]/)
    expect(codes.filter((code) => !Object.hasOwn(diagnosticCodes, code))).toEqual([])
  })

  test('is secret where its lines are', () => {
    const [last = ''] = path.split('.').slice(-1)
    const isBelow = path.startsWith('credentials.') || path.startsWith('guards.')
    if (!isBelow) expect(text.secret === true).toBe(isSecretKey(last))
  })
})
