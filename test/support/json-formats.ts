import { Ajv, type ValidateFunction } from 'ajv'
import { machineFormats, resultsOfCommands } from '../../scripts/json-formats.ts'
import type { Event } from '../../src/render/shapes/event.ts'

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/
const ajv = new Ajv({
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
  allErrors: true,
  formats: { 'date-time': instant, date: /^\d{4}-\d\d-\d\d$/, uuid: true },
})
const validators = new Map<string, ValidateFunction>()

/** What the published JSON Schema says against a value, also where it has a member that this version does not know. */
export function faultsOf(name: string, value: unknown): string[] {
  const known = validators.get(name)
  const validate = known ?? ajv.compile(closedSchemaOf(name))
  validators.set(name, validate)
  validate(value)
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    return `${name}${instancePath}: ${message} ${JSON.stringify(params)}`
  })
}

function closedSchemaOf(name: string): object {
  const format = machineFormats.find((one) => one.name === name)
  if (format === undefined) throw new Error(`there is no format ${name}`)
  return format.schema('closed')
}

/** Throws if what a command has written with `--json` is none of its documents, or with `--format ndjson` a line is no event. */
export function checkResult(args: readonly string[], stdout: string): void {
  const [, format = args.includes('--json') ? 'json' : 'human'] = /--format[= ](\w+)/.exec(args.join(' ')) ?? []
  if (stdout === '' || args.includes('--help')) return
  if (format === 'ndjson') checkEvents(args, stdout)
  if (format !== 'json') return
  const [command = ''] = args
  const value: unknown = JSON.parse(stdout)
  const faults = [...(resultsOfCommands[command] ?? []), 'error'].map((name) => faultsOf(name, value))
  if (faults.every((found) => found.length > 0)) {
    const [fewest] = faults.toSorted((left, right) => left.length - right.length)
    throw new Error(`idctl ${args.join(' ')} wrote JSON without a schema:\n${fewest?.join('\n')}\n${stdout}`)
  }
}

function checkEvents(args: readonly string[], stdout: string): void {
  const faults = eventsOfLines(stdout).flatMap((event) => faultsOf('event', event))
  if (faults.length > 0) throw new Error(`idctl ${args.join(' ')} wrote no events:\n${faults.join('\n')}\n${stdout}`)
}

/** The objects in whole lines. @throws if a line is not whole */
export function eventsOfLines(text: string): Event[] {
  const lines = text.split('\n')
  if (lines.pop() !== '') throw new Error(`the last line has no end:\n${text}`)
  return lines.map((line) => JSON.parse(line) as Event)
}
