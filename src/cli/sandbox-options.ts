import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as z from 'zod'
import { loadConfig } from '../config/load.ts'
import { underServerIds } from '../desired/schemas/schema-aliases.ts'
import { readSchemaFiles } from '../desired/schemas/schema-files.ts'
import { IdctlError } from '../errors.ts'
import { didYouMean } from '../model/did-you-mean.ts'
import { isJsonObject, type JsonObject } from '../model/json.ts'
import { type FaultRule, parseFaults, type SandboxSettings } from '../sandbox/index.ts'
import { starterSchema } from '../sandbox/starter-schema.ts'
import { refusedBySandbox } from '../server-facts.ts'
import { mebibyte, readRegularFile, whyNotRead } from '../source/regular-file.ts'
import type { CliContext } from './context.ts'

const settingsSchema = z.strictObject({
  default_schema_id: z.string().exactOptional(),
  code_enabled: z.boolean().exactOptional(),
  link_enabled: z.boolean().exactOptional(),
  recovery_enabled: z.boolean().exactOptional(),
  passwordless: z.boolean().exactOptional(),
  bcrypt_cost: z.int().min(4).max(31).exactOptional(),
}) satisfies z.ZodType<SandboxSettings>

const suffix = '.schema.json'

/** Largest schema, settings or faults file, in bytes. */
const largestFile = 5 * mebibyte

/** Identity schemas by id from all `*.schema.json` below a folder; the id is the file's name. Throws `IdctlError`. */
export function readSchemaFolder(folder: string): Readonly<Record<string, JsonObject>> {
  const names = wrapErrors(folder, () => readdirSync(folder, { recursive: true, encoding: 'utf8' }))
  const files = names.filter((name) => name.endsWith(suffix)).toSorted()
  if (files.length === 0) throw unusable(folder, `it contains no *${suffix}`)
  return Object.fromEntries(files.map((file) => [basename(file, suffix), readObject(join(folder, file))]))
}

/** The schemas of the nearest idctl.yaml from the working directory upwards, or the starter schema. Throws `IdctlError`. */
export function schemasAtHand({ cwd, env: variables }: CliContext): Readonly<Record<string, JsonObject>> {
  const { config } = loadConfig({ cwd, variables, offline: true })
  const [mistake] = config === undefined ? [] : refusedBySandbox(config)
  if (mistake?.at !== undefined) {
    const { file, line, column } = mistake.at
    throw new IdctlError(`${file}:${line}:${column}: ${mistake.summary}`, { exit: 'invalid', hint: mistake.hint })
  }
  const sources = config === undefined ? [] : underServerIds(readSchemaFiles(config).sources, config.schema_aliases)
  const served = sources.length === 0 ? [starterSchema] : sources
  return Object.fromEntries(served.map(({ id, schema }) => [id, schema]))
}

/** Reads `SandboxSettings` from a JSON file. Throws `IdctlError`, also for an unknown name. */
export function readSettings(file: string): SandboxSettings {
  const value = readObject(file)
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(settingsSchema.shape, name))
  if (unknown !== undefined) {
    const meant = didYouMean(unknown, Object.keys(settingsSchema.shape))
    throw unusable(
      file,
      `${JSON.stringify(unknown)} is not a setting${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    )
  }
  const parsed = settingsSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw unusable(file, parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
}

/** Reads fault rules from a JSON list. Throws `IdctlError` or `SandboxError`. */
export function readFaults(file: string): FaultRule[] {
  return parseFaults(readJson(file))
}

function readObject(file: string): JsonObject {
  const value = readJson(file)
  if (isJsonObject(value)) return value
  throw unusable(file, 'it is not a JSON object')
}

function readJson(file: string): unknown {
  return wrapErrors(file, () => {
    const read = readRegularFile(file, largestFile)
    if (read.kind !== 'bytes') throw new Error(`it ${whyNotRead(read, largestFile)}`)
    return JSON.parse(read.bytes.toString('utf8'))
  })
}

function wrapErrors<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    // The message of a syntax error quotes the file, which may hold secrets.
    if (error instanceof SyntaxError) throw unusable(path, 'it is not JSON')
    throw unusable(path, error instanceof Error ? error.message : String(error), error)
  }
}

function unusable(path: string, why: string, cause?: unknown): IdctlError {
  return new IdctlError(`cannot use ${path}: ${why}`, { exit: 'usage', cause })
}
