import * as z from 'zod'
import { isJsonObject, type Json, type JsonObject } from '../src/model/json.ts'
import { inviteSchema, invitesFormatVersion } from '../src/records/invites/format.ts'
import { changeSchema } from '../src/records/planfile/change-schema.ts'
import { footerSchema, headerSchema, planFormatVersion } from '../src/records/planfile/format.ts'
import { journalFormatVersion, recordSchema } from '../src/records/runs/format.ts'
import { formatVersion } from '../src/render/format-version.ts'
import { eventShape } from '../src/render/shapes/event.ts'
import { type ResultName, results } from '../src/render/shapes/results.ts'

/** A format that machines read, with its published JSON Schema. */
interface MachineFormat {
  readonly name: string
  readonly version: number
  /** `closed`: takes no member that this version does not write. Readers should take those of later versions: `open`. */
  schema(strictness: Strictness): JsonObject
}

type Strictness = 'open' | 'closed'

export const machineFormats: readonly MachineFormat[] = [
  ...Object.entries(results).map(([name, shape]) => formatOf(name, formatVersion, (io) => fromShape(shape, io))),
  formatOf('event', formatVersion, (io) => fromShape(eventShape, io)),
  formatOf('plan-file', planFormatVersion, (io) => ({
    title: 'One line of a plan file',
    anyOf: [fromShape(headerSchema, io), ...changeRecords(io), fromShape(footerSchema, io)],
  })),
  formatOf('journal', journalFormatVersion, (io) => ({
    title: 'One line of the journal of a run',
    ...fromShape(recordSchema, io),
  })),
  formatOf('invite', invitesFormatVersion, (io) => ({
    title: 'One line of the file of --invites',
    ...fromShape(inviteSchema, io),
  })),
]

/** What each command can write to stdout with `--json`, besides `error`. */
export const resultsOfCommands: Readonly<Record<string, readonly ResultName[]>> = {
  plan: ['plan', 'problems'],
  apply: ['report', 'plan', 'problems'],
  drift: ['drift', 'problems'],
  show: ['plan'],
  validate: ['check', 'problems'],
  runs: ['runs', 'run'],
  adopt: ['report', 'plan', 'problems'],
  release: ['report', 'plan', 'problems'],
  invite: ['report', 'plan', 'problems'],
  accept: ['acceptance', 'drift', 'problems'],
  export: ['export', 'report', 'plan', 'problems'],
  fmt: ['formatting', 'problems'],
  init: ['files', 'problems'],
  schema: ['files', 'problems'],
  doctor: ['findings'],
  explain: ['topic', 'topics'],
  sandbox: ['sandbox', 'problems'],
  comment: ['posting'],
  issue: ['posting'],
  'reviewed-plan': ['reviewed-plan'],
}

/** In the package. */
export const schemaFolder = 'docs/reference/schemas'

/** Path of the schema in the package. */
export function pathOf({ name, version }: Pick<MachineFormat, 'name' | 'version'>): string {
  return `${schemaFolder}/${name}.v${version}.json`
}

/** The files of the folder. */
export function schemaFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    machineFormats.map((format) => [pathOf(format), `${JSON.stringify(format.schema('open'), undefined, 2)}\n`]),
  )
}

function formatOf(name: string, version: number, make: (strictness: Strictness) => JsonObject): MachineFormat {
  return {
    name,
    version,
    // Most validators and generators of code read draft-07.
    schema: (strictness) => ({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: `urn:idctl:schema:${name}:${version}`,
      ...make(strictness),
    }),
  }
}

function fromShape(shape: z.ZodType, strictness: Strictness): JsonObject {
  const io = strictness === 'open' ? 'input' : 'output'
  const { $schema: _, ...made } = z.toJSONSchema(shape, { target: 'draft-7', unrepresentable: 'any', io })
  return plainly(JSON.parse(JSON.stringify(made))) as JsonObject
}

/** The writer adds `record` to a change. */
function changeRecords(strictness: Strictness): JsonObject[] {
  const { anyOf, oneOf } = fromShape(changeSchema, strictness)
  return [anyOf ?? oneOf]
    .flat()
    .filter(isJsonObject)
    .map((schema) => ({
      ...schema,
      properties: { record: { const: 'change' }, ...(schema['properties'] as JsonObject) },
      required: ['record', ...(schema['required'] as string[])],
    }))
}

/** Without what zod writes and nobody needs: the bounds of exact whole numbers, and a list around a single reference. */
function plainly(value: Json): Json {
  if (Array.isArray(value)) return value.map(plainly)
  if (!isJsonObject(value)) return value
  const members = Object.entries(value).filter(
    ([name, member]) =>
      !(['minimum', 'maximum'].includes(name) && Math.abs(Number(member)) === Number.MAX_SAFE_INTEGER),
  )
  const { allOf, ...others } = Object.fromEntries(members.map(([name, member]) => [name, plainly(member)]))
  if (allOf === undefined) return others
  const [only = null] = Array.isArray(allOf) ? allOf : []
  return Object.keys(others).length === 0 && isJsonObject(only) ? only : { ...others, allOf }
}
