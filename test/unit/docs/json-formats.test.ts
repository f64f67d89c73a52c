import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { machineFormats, pathOf, resultsOfCommands } from '../../../scripts/json-formats.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts'
import { results } from '../../../src/render/shapes/results.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const page = readFileSync(`${root}/docs/reference/json.md`, 'utf8')

/** Every member at any depth, with its description or that of what it refers to. */
function membersOf(value: Json, at: string, whole: JsonObject): [path: string, text: string | undefined][] {
  if (Array.isArray(value)) return value.flatMap((one) => membersOf(one, at, whole))
  if (!isJsonObject(value)) return []
  const own = isJsonObject(value['properties'] ?? null) ? Object.entries(value['properties'] as JsonObject) : []
  // Counts by name: what they count is said of the whole.
  const countsOf = value['type'] === 'object' ? value['description'] : undefined
  const inherited = (member: Json) =>
    isJsonObject(member) && member['type'] === 'integer' && typeof countsOf === 'string' ? countsOf : undefined
  return [
    ...own.map(([name, member]): [string, string | undefined] => [
      `${at}/${name}`,
      textOf(member, whole) ?? inherited(member),
    ]),
    ...Object.entries(value).flatMap(([name, one]) => membersOf(one, `${at}/${name}`, whole)),
  ]
}

function textOf(member: Json, whole: JsonObject): string | undefined {
  if (!isJsonObject(member)) return undefined
  const { description, const: only, items, $ref: reference } = member
  if (typeof description === 'string' || only !== undefined) return String(description ?? only)
  if (isJsonObject(items ?? null)) return textOf(items as JsonObject, whole)
  const definitions = whole['definitions'] as JsonObject
  return typeof reference === 'string'
    ? textOf(definitions[reference.replace('#/definitions/', '')] ?? null, whole)
    : undefined
}

test('every member of what --json and events write is described', () => {
  const rendered = machineFormats.filter(({ name }) => name in results || name === 'event')
  expect(rendered).toHaveLength(Object.keys(results).length + 1)
  const all = rendered.flatMap(({ name, schema }) => membersOf(schema('open'), name, schema('open')))
  expect(all.length).toBeGreaterThan(200)
  expect(all.filter(([, text]) => text === undefined || text === '').map(([path]) => path)).toEqual([])
})

test('every command that takes --json says what it writes', () => {
  const commands = readdirSync(`${root}/src/commands`).map((file) => file.replace(/\.ts$/, ''))
  const plain = ['complete', 'completion']
  expect(Object.keys(resultsOfCommands).toSorted()).toEqual(
    commands.filter((command) => !plain.includes(command)).toSorted(),
  )
})

test('every link of the page leads somewhere, and to one place', () => {
  const places = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([])
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, place]) => place)
  expect(links.filter((place) => !places.includes(place ?? ''))).toEqual([])
})

test('the package has the schema of every format, which names itself', () => {
  const { files, exports } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  expect(files).toContain('docs/reference/schemas')
  expect(exports['./schemas/*']).toBe('./docs/reference/schemas/*')
  for (const format of machineFormats) {
    expect(existsSync(`${root}/${pathOf(format)}`), pathOf(format)).toBe(true)
    const schema = JSON.parse(readFileSync(`${root}/${pathOf(format)}`, 'utf8'))
    expect(schema['$id']).toBe(`urn:idctl:schema:${format.name}:${format.version}`)
  }
})
