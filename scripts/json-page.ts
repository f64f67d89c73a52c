import { basename } from 'node:path'
import { isJsonObject, type Json, type JsonObject } from '../src/model/json.ts'
import { formatVersion } from '../src/render/format-version.ts'
import { type ResultName, results } from '../src/render/shapes/results.ts'
import { machineFormats, pathOf, resultsOfCommands } from './json-formats.ts'
import { page, table } from './markdown.ts'

const intro = [
  'What idctl writes for programs, and the JSON Schema of each format. The schemas are in the package: `require.resolve("idctl/schemas/plan.v1.json")`.',
  [
    '- `format_version` is in each document, and in the name of its schema. It grows when a reader of the older version would misread the newer one.',
    '- Members, codes and kinds of events can be added without another version: pass over what you do not know. The schemas take unknown members, and list the codes of the version of idctl that they came with.',
    '- A member that has no value is left out. `null` is a value.',
    '- `"(sensitive)"` stands for a value that no output shows. With `--mask` there is `"masked": true`, and keys, ids, values and names of files are pseudonyms.',
    '- Match codes, and show the texts beside them to people: codes stay the same, while texts may be worded better. [Diagnostics](diagnostics.md), [other codes](endings.md), [exit codes](exit-codes.md).',
  ].join('\n'),
]

/** All formats for machines, with the members of what `--json` writes. */
export function jsonPage(): string {
  const schemas = new Map(machineFormats.map(({ name, schema }) => [name, schema('open')]))
  const names = Object.keys(results) as ResultName[]
  const definitions = new Map(
    names.flatMap((name) => Object.entries(objectAt(schemas.get(name), 'definitions')).filter(isNamed)),
  )
  return page('JSON', [
    ...intro,
    '## What commands write with `--json`',
    'One document on stdout. A command that fails without a result writes [`error`](#error).',
    table(
      ['Command', 'Document'],
      Object.entries(resultsOfCommands).map(([command, own]) => [`\`${command}\``, own.map(linkTo).join(', ')]),
    ),
    '## All schemas',
    table(
      ['Schema', 'What it is of'],
      machineFormats.map((format) => [linkToSchema(format), String(schemas.get(format.name)?.['title'])]),
    ),
    'A [saved plan](../guides/saved-plans.md), the [journal of a run](../guides/interruption.md) and the [file of invites](../guides/ways-in-and-invites.md#invites-at-creation) are NDJSON: each line is one record, and the schema is that of a line.',
    ...names.flatMap((name) => [
      `## ${name}`,
      `${String(schemas.get(name)?.['title'])}: ${linkToSchema({ name, version: formatVersion })}.`,
      membersTable(schemas.get(name)),
    ]),
    '## Events',
    '`--format ndjson` and a [report of events](../guides/reports.md#events-while-it-runs) (`--report ndjson=FILE`) have one JSON object a line, each with its `type`: `plan`, `apply`, `drift`, `show`, `validate` and `runs` write them. The schema of a line is [event.v1.json](schemas/event.v1.json). These are all types, in the order in which they come.',
    ...eventSections(schemas.get('event')),
    '## Parts',
    ...[...definitions]
      .toSorted(([left], [right]) => left.localeCompare(right, 'en'))
      .flatMap(([name, schema]) => [`### ${name}`, String(schema['description']), membersTable(schema)]),
  ])
}

function eventSections(schema: JsonObject | undefined): string[] {
  return [schema?.['anyOf'] ?? []]
    .flat()
    .filter(isJsonObject)
    .flatMap((event) => {
      const { type, ...members } = objectAt(event, 'properties')
      const name = isJsonObject(type ?? null) ? String((type as JsonObject)['const']) : ''
      return [`### Event: ${name}`, String(event['description']), membersTable({ ...event, properties: members })]
    })
}

function linkTo(name: string): string {
  return `[${name}](#${name.toLowerCase()})`
}

function membersTable(schema: JsonObject | undefined): string {
  const required = [schema?.['required'] ?? []].flat()
  const rows = Object.entries(objectAt(schema, 'properties'))
    .filter(isNamed)
    .map(([name, member]) => [
      `\`${name}\``,
      `${typeOf(member)}${required.includes(name) ? '' : ', or absent'}`,
      String(member['description'] ?? ''),
    ])
  return table(['Member', 'Value', ''], rows)
}

/** In words, with links to the parts. */
function typeOf(schema: JsonObject): string {
  const {
    $ref: reference,
    anyOf,
    items,
    enum: values,
    const: only,
    type,
    properties,
    additionalProperties,
    allOf,
  } = schema
  if (typeof reference === 'string') return linkTo(reference.replace('#/definitions/', ''))
  if (Array.isArray(allOf)) return allOf.filter(isJsonObject).map(typeOf).join(', ')
  if (only !== undefined) return `\`${JSON.stringify(only)}\``
  if (Array.isArray(anyOf)) return anyOf.filter(isJsonObject).map(typeOf).join(' or ')
  if (Array.isArray(values))
    return values.length > mostNamed ? 'a code' : values.map((value) => `\`${String(value)}\``).join(', ')
  if (type === 'array') return `list: ${isJsonObject(items ?? null) ? typeOf(items as JsonObject) : 'any values'}`
  if (isJsonObject(properties ?? null))
    return `object: ${Object.keys(properties as JsonObject)
      .map((name) => `\`${name}\``)
      .join(', ')}`
  if (isJsonObject(additionalProperties ?? null)) return `object of ${typeOf(additionalProperties as JsonObject)}`
  return typeof type === 'string' ? (words[type] ?? type) : 'any value'
}

/** Longer lists of codes have a page of their own. */
const mostNamed = 14

const words: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: '`true` or `false`',
  null: '`null`',
}

function objectAt(schema: JsonObject | undefined, name: string): JsonObject {
  const member = schema?.[name] ?? null
  return isJsonObject(member) ? member : {}
}

function isNamed(entry: [string, Json]): entry is [string, JsonObject] {
  return isJsonObject(entry[1])
}

/** The page stands beside the folder. */
function linkToSchema(format: Pick<(typeof machineFormats)[number], 'name' | 'version'>): string {
  const file = basename(pathOf(format))
  return `[${file}](schemas/${file})`
}
