import { describe, expect, test } from 'vitest'
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
import { codesOf, configFolder, documentFolder, documentFrame, type Files, said } from '../../support/documented.ts'
import { hash } from '../../support/mistakes/right-folder.ts'
import { project } from '../../support/temp-project.ts'

type Texts = readonly (readonly [path: string, text: MemberText])[]

const ofConfig: Texts = Object.entries(configTexts)
const ofDocuments: Texts = Object.entries(documentTexts)

const defaultsWith = (yaml: string): Files => ({
  ...documentFrame,
  'identities/team/_defaults.yaml': yaml,
  'identities/team/ada.yaml': '{}\n',
})

const withMistakes = (texts: Texts) =>
  texts.flatMap(([path, { mistakes = {} }]) => Object.entries(mistakes).map(([yaml, code]) => ({ path, yaml, code })))

describe('idctl.yaml', () => {
  test.each(ofConfig)('the example of %s is taken', (_, { example }) => {
    expect(said(configFolder(example))).toEqual([])
  })

  test.each(withMistakes(ofConfig))('$yaml is $code', ({ yaml, code }) => {
    expect(codesOf(configFolder(yaml))).toEqual([code])
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
    expect(said(documentFolder(example))).toEqual([])
  })

  test.each(withMistakes(ofDocuments))('$yaml is $code', ({ yaml, code }) => {
    expect(codesOf(documentFolder(yaml))).toEqual([code])
  })

  test.each(ofDocuments)('%s may be in _defaults.yaml where the page says so', (path, { example }) => {
    const isPersonal = personalPaths.some((one) => path === one || path.startsWith(`${one}.`))
    const isRefused = codesOf(defaultsWith(example)).includes('IDC219')
    // The example of the whole block has a key.
    if (path !== 'idctl') expect(isRefused).toBe(isPersonal)
  })

  test('the examples beside those of members are taken', () => {
    const { whole, defaults, references } = documentExamples
    const { 'identities/_defaults.yaml': _, ...bare } = documentFrame
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
