import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments, stringify } from 'yaml'
import { escapeReferences } from '../../src/documents/edit/escape-references.ts'
import { intendedOf } from '../../src/identity/intended.ts'
import { acceptLive, computePlan, writeEdit } from '../../src/index.ts'
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts'
import { live } from '../support/builders.ts'
import { configFor } from '../support/config.ts'
import { runsOf } from '../support/depth.ts'
import { planIn } from '../support/planned.ts'
import { readOnlyLive } from '../support/read-only-live.ts'
import { project } from '../support/temp-project.ts'

const options = { consents: {}, takeOver: [], variables: {}, now: new Date(0), signal: new AbortController().signal }

interface Style {
  readonly file: string
  write(documents: readonly JsonObject[]): string
  read(text: string): unknown
}

const flow = (value: unknown) => stringify(value, { collectionStyle: 'flow', lineWidth: 0 })
const allDocuments = (text: string) => parseAllDocuments(text).map((document) => document.toJS())

/** Every way to write several documents into one file: with line breaks between values, and with all of them on one line. */
const styles: Readonly<Record<string, Style>> = {
  'block YAML': {
    file: 'people.yaml',
    write: (documents) => documents.map((document) => stringify(document)).join('---\n'),
    read: allDocuments,
  },
  'flow YAML': {
    file: 'people.yaml',
    write: (documents) => documents.map(flow).join('---\n'),
    read: allDocuments,
  },
  'a YAML list of flow maps': {
    file: 'people.yaml',
    write: (documents) => documents.map((document) => `- ${flow(document)}`).join(''),
    read: parse,
  },
  'a flow list': { file: 'people.yaml', write: flow, read: parse },
  JSON: { file: 'people.json', write: (documents) => JSON.stringify(documents), read: JSON.parse },
  'indented JSON': { file: 'people.json', write: (documents) => JSON.stringify(documents, null, 2), read: JSON.parse },
  NDJSON: {
    file: 'people.ndjson',
    write: (documents) => documents.map((document) => `${JSON.stringify(document)}\n`).join(''),
    read: (text) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
  },
}

const texts = fc.oneof(
  fc.constantFrom('New', 'Newer', '', 'yes', '42', 'a\nb', '- #', '[x]', '{', 'x'.repeat(200)),
  fc.string(),
)
const scalars = fc.oneof(texts, fc.constantFrom<Json>(1, -2.5, true))
const items: fc.Arbitrary<Json> = fc.oneof(scalars, fc.dictionary(fc.constantFrom('a', 'b'), scalars, { minKeys: 1 }))
const lists = fc.array(items, { minLength: 1, maxLength: 3 })
const neighbours = fc.dictionary(fc.constantFrom('k', 'l', 'm'), fc.oneof(scalars, lists), { maxKeys: 3 })
const lives = fc.oneof(scalars, lists)

const person = (name: string, metadata_public: JsonObject): JsonObject => ({
  traits: { email: `${name}@example.com` },
  metadata_public,
  idctl: { key: name },
})

function escapedAll(document: JsonObject): JsonObject {
  const escaped = escapeReferences(document)
  if (!isJsonObject(escaped)) throw new Error('a document is an object')
  return escaped
}

test.each(Object.entries(styles))('%s: any live value is taken, and nothing else changes', async (_, style) => {
  const input = fc.record({ before: neighbours, after: neighbours, others: neighbours, was: scalars, is: lives })
  await fc.assert(
    fc.asyncProperty(input, async ({ before, after, others, was, is }) => {
      fc.pre(JSON.stringify(was) !== JSON.stringify(is))
      const documents = (value: Json) =>
        [person('ada', { before, value, after }), person('bob', { others })].map(escapedAll)
      const root = project({ [`identities/${style.file}`]: style.write(documents(was)) })
      const config = configFor(root)
      const { changes, diagnostics } = planIn(await computePlan(config, readOnlyLive([]), options))
      expect(diagnostics).toEqual([])
      const create = changes.find(({ key }) => key === 'ada')
      if (create?.action !== 'create') throw new Error('no such document')
      const empty = live({ traits: { email: 'ada@example.com' }, verified: true })
      const identity = { ...intendedOf(empty, [], create.mark), metadata_public: { before, value: is, after } }
      const { acceptance, edit } = await acceptLive(config, readOnlyLive([identity]), {
        ...options,
        key: 'ada',
        pointers: [],
      })
      expect(acceptance.diagnostics).toEqual([])
      if (edit === undefined) throw new Error('nothing to write')
      await writeEdit(root, edit)
      const text = readFileSync(join(root, 'identities', style.file), 'utf8')
      expect(style.read(text)).toEqual(documents(is))
    }),
    { numRuns: runsOf({ quick: 3, deep: 60 }) },
  )
})
