import type { Abilities, Feature } from '../model/abilities.ts'
import { isJsonObject, type Json, type JsonObject, type JsonPointer } from '../model/json.ts'
import { present } from '../model/present.ts'
import { derivedDataOf, type Findings, findingsOf, identifierSourcesIn, identifiersIn } from './derive.ts'
import { draftOf, pointerOf, toPlainSchema } from './dialect.ts'
import { type ExtensionFindings, extensionFindings } from './extension-faults.ts'
import type { IdentitySchema, IdentitySchemaSet, SchemaFault, SchemaProblem } from './identity-schema.ts'
import { problemsOf } from './problems.ts'
import { endlessness, excess, isTooDeep } from './schema-bounds.ts'
import { causeIn, metaProblem } from './schema-mistakes.ts'
import { shapeOf } from './shape.ts'
import { type StartFault, startFaults } from './start-faults.ts'
import { TooManySteps } from './steps.ts'
import { identifierProblems, nulProblems } from './storage-problems.ts'
import { compileValidator, UnusablePattern } from './validator.ts'
import { type MarkedValue, walkMarked } from './walk.ts'
import { waysInOf } from './ways-in.ts'

/** A mistake in an identity schema. With an `error` the schema cannot be used and is not in the set. */
export interface SchemaSourceProblem {
  readonly id: string
  readonly severity: 'error' | 'warning'
  /** One line. */
  readonly message: string
  /** Pointer to the mistake, as exact as possible. */
  readonly at: JsonPointer
  /** The name at `at` is wrong, not its value. */
  readonly isName?: true
  readonly hint?: string
  /** Of an error: true when Kratos refuses this schema as well; false when only idctl cannot judge it. */
  readonly isCertain?: boolean
  readonly neverStarts?: true
  /**
   * Of a warning, what Kratos refuses because of it: to start, every write with the schema, or every identity with a
   * value there.
   */
  readonly refuses?: 'start' | 'writes' | 'values'
  /** Of a warning: Kratos versions with this feature accept the schema; only older ones refuse it. */
  readonly needs?: Feature
}

/**
 * Compiles identity schemas as a server of v26.2.0 would (API reference §14). Never throws: a schema that cannot be
 * used is a problem, and `get` answers `undefined` for its id although `ids` lists it. Of two sources with one id the
 * first wins.
 */
export function compileIdentitySchemas(sources: readonly { readonly id: string; readonly schema: JsonObject }[]): {
  schemas: IdentitySchemaSet
  problems: SchemaSourceProblem[]
} {
  const problems: SchemaSourceProblem[] = []
  const compiled = new Map<string, IdentitySchema>()
  const unusable = new Map<string, string>()
  const ids = new Set<string>()
  for (const { id, schema } of sources) {
    if (ids.has(id)) continue
    ids.add(id)
    if (isTooDeep(schema)) {
      problems.push({ id, severity: 'error', message: 'it is nested too deeply', at: '', isCertain: false })
      continue
    }
    const result = compileOnce(id, schema)
    if ('schema' in result) compiled.set(id, result.schema)
    else {
      const { error: message, ...where } = result
      problems.push({ id, severity: 'error', message, ...where })
    }
    if ('error' in result && result.isCertain) unusable.set(id, result.error)
    const warnings = [
      ...('schema' in result ? startFaults(schema).map(startWarning) : []),
      ...warningsOf(extensionFindings(schema)),
    ]
    problems.push(...warnings.map((warning) => ({ id, ...warning })))
  }
  const refusalOf = (id: string, abilities: Pick<Abilities, 'lacks'>): string | undefined => {
    if (!ids.has(id)) return 'does not exist on the server'
    const error = unusable.get(id)
    if (error !== undefined) return `cannot be used: ${error}`
    const fault = compiled.get(id)?.faults.find(({ needs }) => needs === undefined || abilities.lacks[needs])
    return fault && `cannot be used: ${faultText(fault)}`
  }
  return { schemas: { ids: [...ids], get: (id) => compiled.get(id), refusalOf }, problems }
}

type Warning = Omit<SchemaSourceProblem, 'id'>

function warningsOf({ faults, refusals, ignored }: ExtensionFindings): Warning[] {
  const warning = ({ within, isName, hint, needs, ...fault }: SchemaFault, consequence: string): Warning => ({
    severity: 'warning',
    message: `${faultText(fault)}; ${consequence}`,
    at: `${fault.at.slice(1)}${within}`,
    ...present({ isName, hint, needs }),
  })
  const refusesAll = (fault: SchemaFault) => `${fault.needs ? older : 'Kratos'} refuses every write with this schema`
  return [
    ...faults.map((fault): Warning => ({ ...warning(fault, refusesAll(fault)), refuses: 'writes' })),
    ...refusals.map((fault): Warning => ({ ...warning(fault, refusesValues), refuses: 'values' })),
    ...ignored.map((fault) => warning(fault, 'Kratos ignores it there')),
  ]
}

function startWarning({ at, message, hint }: StartFault): Warning {
  return {
    severity: 'warning',
    message: `#${at} ${message}; Kratos does not start with it`,
    at,
    hint,
    refuses: 'start',
  }
}

const refusesValues = 'Kratos refuses every identity with a value there'
const older = 'a Kratos version that does not know it'

function faultText({ at, message }: Pick<SchemaFault, 'at' | 'message'>): string {
  return `${at}: ${message}`
}

type Unusable = {
  readonly error: string
  readonly at: JsonPointer
  readonly hint?: string
  /** True when Kratos refuses this schema as well; false when only idctl cannot judge it. */
  readonly isCertain: boolean
  /** Kratos would not start with it; one that is running already may still work. */
  readonly neverStarts?: true
}

type Result = { readonly schema: IdentitySchema } | Unusable

/** What was compiled last, by what it was compiled from: a run meets a schema as a file and on the server, and again as it applies. */
const compiledLast = new Map<string, Result>()
const keptSchemas = 16

function compileOnce(id: string, schema: JsonObject): Result {
  const content = JSON.stringify([id, schema])
  const result = compiledLast.get(content) ?? compileIdentitySchema(id, schema)
  compiledLast.delete(content)
  compiledLast.set(content, result)
  const [oldest] = compiledLast.keys()
  if (compiledLast.size > keptSchemas && oldest !== undefined) compiledLast.delete(oldest)
  return result
}

const sayLess = 'describe fewer traits in it, or in less detail'

function compileIdentitySchema(id: string, source: JsonObject): Result {
  const draft = draftOf(source)
  if (draft === undefined) {
    const hint = 'write "http://json-schema.org/draft-07/schema#"'
    return { error: 'its "$schema" is not draft-04, draft-06 or draft-07', at: '/$schema', hint, isCertain: true }
  }
  if (!hasTraits(source)) {
    const at = '/properties/traits/properties'
    const hint = 'declare the traits there, as { "email": { "type": "string" } }'
    return { error: 'it has no object at properties.traits.properties', at, hint, isCertain: false, neverStarts: true }
  }
  const plain = toPlainSchema(source, draft)
  const { fault } = plain
  if (fault !== undefined) {
    const hint = 'write a schema there: { … }, true or false'
    return { error: `#${fault} is not a JSON Schema`, at: pointerOf(fault), hint, isCertain: true }
  }
  const tooMuch = excess(plain)
  if (tooMuch !== undefined) return { error: tooMuch, at: '', hint: sayLess, isCertain: false }
  const meta = metaProblem(plain)
  if (meta !== undefined) return { ...meta, isCertain: true }
  const endless = endlessness(plain)
  if (endless !== undefined) return { ...endless, at: pointerOf(endless.at), isCertain: false }
  try {
    const validator = compileValidator(plain)
    const shape = shapeOf(validator, plain.schema)
    // Several questions are asked about the same traits, one after the other.
    let last: { readonly traits: Json; readonly marked: readonly MarkedValue[]; findings?: Findings } | undefined
    const lookAt = (traits: Json) => {
      if (last?.traits === traits) return last
      validator.steps.begin(traits)
      const marked: MarkedValue[] = []
      walkMarked(validator, plain.schema, { traits }, (item) => marked.push(item))
      last = { traits, marked }
      return last
    }
    const markedIn = (traits: Json): readonly MarkedValue[] => lookAt(traits).marked
    const findingsIn = (traits: Json): Findings => {
      const look = lookAt(traits)
      look.findings ??= findingsOf(look.marked)
      return look.findings
    }
    const findings = (traits: Json): Findings => bounded(() => findingsIn(traits), noFindings)
    const schema: IdentitySchema = {
      id,
      source,
      faults: extensionFindings(source).faults,
      ...shape,
      validate: (traits) =>
        bounded(() => {
          validator.steps.begin(traits)
          const violations = problemsOf(validator.errors({ traits }))
          const others = [...identifierProblems(findingsIn(traits)), ...nulProblems(traits, '/traits')]
          return others.length === 0 ? violations : [...violations, ...others]
        }, endlessWork),
      derive: (traits) => derivedDataOf(findings(traits)),
      identifiers: (traits) => bounded(() => identifiersIn(markedIn(traits)), undefined),
      identifierSources: (traits) => bounded(() => identifierSourcesIn(markedIn(traits)), []),
      addressSources: (traits) => findings(traits).verifiable.map(({ via, value, at }) => ({ via, value, at })),
      waysIn: (traits, credentials) => waysInOf(findings(traits), credentials),
    }
    return { schema }
  } catch (thrown) {
    // Compiling recursed too deep: ajv overflowed the stack.
    if (thrown instanceof RangeError) {
      return { error: 'it is too large to be checked', at: '', hint: sayLess, isCertain: false }
    }
    const error = thrown instanceof Error ? thrown.message : String(thrown)
    return { error, ...causeIn(plain, thrown), isCertain: thrown instanceof UnusablePattern }
  }
}

const noFindings: Findings = { identifiers: [], verifiable: [], recovery: [] }

/** Reported alone when validation was cut short: the problems found before the cut do not tell whether the traits fit. */
const endlessWork: readonly SchemaProblem[] = [
  {
    path: '/traits',
    keyword: 'steps',
    message: 'takes too many steps to check for its size, because its identity schema multiplies them',
  },
]

/**
 * Runs `look`, and returns `otherwise` when a value takes more steps than allowed (`TooManySteps`) or the stack
 * overflows (a reference without end does that before its steps are counted).
 */
function bounded<T>(look: () => T, otherwise: T): T {
  try {
    return look()
  } catch (error) {
    if (error instanceof TooManySteps || error instanceof RangeError) return otherwise
    throw error
  }
}

/** Kratos does not start with a schema that has no `properties.traits.properties` (API reference §14.1). */
function hasTraits(source: JsonObject): boolean {
  const traits = isJsonObject(source['properties']) ? source['properties']['traits'] : undefined
  return isJsonObject(traits) && isJsonObject(traits['properties'])
}
