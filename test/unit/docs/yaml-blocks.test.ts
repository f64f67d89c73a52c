import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { fileSchema } from '../../../src/config/schema.ts'
import { documentKeys } from '../../../src/desired/document/document.ts'
import { configFolder, documentFolder, said } from '../../support/documented.ts'
import { hash } from '../../support/mistakes/right-folder.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const guides = readdirSync(`${root}docs/guides`).map((name) => `docs/guides/${name}`)
const configKeys = Object.keys(fileSchema.shape)

/** What other tools read, or what is no document and no idctl.yaml. */
const others: ReadonlySet<string> = new Set([
  'accepted',
  'concurrency',
  'env',
  'include',
  'steps',
  'strategy',
  'variables',
])

const blocks = ['README.md', 'docs/tutorial.md', ...guides].flatMap((page) => {
  const text = readFileSync(`${root}${page}`, 'utf8')
  return [...text.matchAll(/^```yaml\n(.*?)^```/gms)].flatMap(([, yaml = '']) => {
    // What a reader has to fill in.
    const whole = yaml.replaceAll('$2a$10$…', hash).replaceAll('<slug>', 'acme')
    const keys = parseAllDocuments(whole).flatMap((one) => keysOf(one.toJS()))
    const isOther = keys.length === 0 || keys.some((key) => others.has(key))
    return isOther ? [] : [{ page, yaml: whole, keys }]
  })
})

/** Keys of a map; a list is the step of a pipeline. */
function keysOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
}

test('there are blocks of both kinds', () => {
  expect(blocks.length).toBeGreaterThan(15)
})

test.each(blocks)('what $page shows is read without a mistake: $yaml', ({ yaml, keys }) => {
  const isConfig = keys.every((key) => configKeys.includes(key))
  const isDocument = keys.every((key) => documentKeys.includes(key))
  expect([isConfig, isDocument]).toContain(true)
  const found = said(isConfig ? configFolder(yaml) : documentFolder(yaml))
  // The keys that `required` shows have no documents here.
  expect(found.filter((line) => !line.startsWith('IDC585'))).toEqual([])
})
