import type { IdentitySchema, IdentitySchemaSet, SchemaProblem } from '../../identity-schema/identity-schema.ts'
import { forgottenAddresses, strayAddresses } from '../../identity-schema/stray-addresses.ts'
import type { Abilities } from '../../model/abilities.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { DesiredIdentity, ManagedField } from '../../model/identity.ts'
import {
  escapeSegment,
  isAtOrBelow,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPointer,
} from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { schemaIdOf } from '../../model/schema-id.ts'
import { traitsOf } from '../../model/traits.ts'
import { spacesInTraits } from '../document/spaces.ts'
import { unseenInNames, unseenInTraits } from '../document/unseen.ts'
import { tellCausesOnce } from './causes.ts'
import type { KeyPlaces } from './key-places.ts'
import { isAbout, isAboutStorage, type Mistake, mistakesIn, subjectOf } from './one-mistake.ts'
import { placeOf, placeText } from './place.ts'
import { storageDiagnostics } from './storage.ts'
import { hintOf, knownNames } from './trait-hints.ts'
import { wordsForTrait } from './trait-words.ts'

interface ValidateOptions {
  readonly complete: boolean
  /** The traits that name a person; checked for invisible characters. */
  readonly namesOf?: (schema: IdentitySchema) => readonly JsonPointer[]
  /** Locates keys; without it, a problem with a key is reported at its value. */
  readonly keyPlace?: KeyPlaces
  /** Gets those that lack what the schema requires, also with `complete: false`. */
  readonly onLacking?: (identity: DesiredIdentity) => void
}

interface IdentityChecks {
  check(identity: DesiredIdentity): void
  found(): Diagnostic[]
}

/**
 * Checks identities against their schemas as Kratos would. With `complete: false` a document may leave out what the
 * schema requires: it manages some traits of an identity that exists. Equal problems at one place (a line of
 * `_defaults.yaml` that twenty documents inherit) are reported once. Identities of unknown schemas are skipped:
 * `identifyDocuments` has refused them.
 */
export function validateIdentities(
  identities: readonly DesiredIdentity[],
  schemas: IdentitySchemaSet,
  options: ValidateOptions,
): Diagnostic[] {
  return checkAll(identities, identityChecks(schemas, options))
}

/**
 * What `validateIdentities` finds with `complete: true` and not without, for identities without an error so far.
 *
 * @param lacking those that lack what their schema requires
 */
export function validateCreations(
  identities: readonly DesiredIdentity[],
  lacking: ReadonlySet<DesiredIdentity>,
  schemas: IdentitySchemaSet,
  keyPlace?: KeyPlaces,
): Diagnostic[] {
  const whole = { complete: true, ...present({ keyPlace }) }
  const checks = checksWith(schemas, (identity, schema) =>
    lacking.has(identity) ? validateIdentity(identity, schema, whole) : creationDiagnostics(identity, schema, []),
  )
  return checkAll(identities, checks)
}

function checkAll(identities: readonly DesiredIdentity[], checks: IdentityChecks): Diagnostic[] {
  for (const identity of identities) checks.check(identity)
  return checks.found()
}

/** As `validateIdentities`, one identity after the other. */
export function identityChecks(schemas: IdentitySchemaSet, options: ValidateOptions): IdentityChecks {
  return checksWith(schemas, (identity, schema) => validateIdentity(identity, schema, options))
}

function checksWith(
  schemas: IdentitySchemaSet,
  look: (identity: DesiredIdentity, schema: IdentitySchema) => readonly Diagnostic[],
): IdentityChecks {
  const found: Diagnostic[] = []
  return {
    check(identity) {
      const schema = schemas.get(schemaIdOf(identity))
      if (schema !== undefined) found.push(...look(identity, schema))
    },
    found: () => tellCausesOnce(eachOnce(found)),
  }
}

function eachOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()]
}

/**
 * Reports documents whose schema makes Kratos refuse every write. `lacks`: features that the server lacks; empty if
 * none was asked: then it is not a mistake if some version of Kratos accepts the schema.
 */
export function refusedSchemas(
  identities: readonly DesiredIdentity[],
  schemas: IdentitySchemaSet,
  abilities: Pick<Abilities, 'lacks'>,
): Diagnostic[] {
  const diagnostics = identities.flatMap((identity): Diagnostic[] => {
    const id = schemaIdOf(identity)
    const refusal = schemas.refusalOf(id, abilities)
    if (refusal === undefined) return []
    const summary = `Kratos refuses every write with the identity schema ${JSON.stringify(id)}, which ${refusal}`
    return [
      { severity: 'error', code: 'IDC416', summary, hint: 'correct the schema', at: placeOf(identity, '/schema_id') },
    ]
  })
  return tellCausesOnce(eachOnce(diagnostics))
}

function validateIdentity(
  identity: DesiredIdentity,
  schema: IdentitySchema,
  { complete, namesOf = () => [], keyPlace = () => undefined, onLacking }: ValidateOptions,
): Diagnostic[] {
  const traits = traitsOf(identity.fields)
  const all = withQuotes(schema.validate(traits), traits, schema)
  if (all.some(({ missing }) => missing === true)) onLacking?.(identity)
  const problems = all.filter((problem) => complete || problem.missing !== true || isInsideLeaf(identity, problem.path))
  const isClear = !hasUnseen(identity)
  if (isClear && problems.length === 0 && !complete) return storageDiagnostics(identity)
  const unseen = isClear ? [] : unseenInTraits(identity, schema)
  const isWrong = new Set(problems.map(subjectOf))
  const spaces = isClear ? [] : spacesInTraits(identity, schema).filter(({ at }) => !isWrong.has(at))
  // Other problems of such a value are not reported: nobody could see their cause.
  const others = problems.filter((problem) => !unseen.some(({ at }) => at === subjectOf(problem)))
  return [
    ...unseen.map(({ problem }) => problem),
    ...spaces.map(({ problem }) => problem),
    ...(isClear ? [] : unseenInNames(identity, namesOf(schema), schema)),
    ...mistakesIn(others, schema).map((mistake) => traitDiagnostic(identity, schema, mistake, keyPlace)),
    ...(complete ? creationDiagnostics(identity, schema, problems) : []),
    ...storageDiagnostics(identity),
  ]
}

/** What is wrong only if the identity is created. */
function creationDiagnostics(
  identity: DesiredIdentity,
  schema: IdentitySchema,
  problems: readonly SchemaProblem[],
): Diagnostic[] {
  return [...observedDiagnostics(identity, schema), ...addressDiagnostics(identity, schema, problems)]
}

/** Whether a text of the document has characters that are easily overlooked: hardly any has. */
function hasUnseen({ fields }: DesiredIdentity): boolean {
  for (const path of Object.keys(fields)) if (fields[path]?.unseen !== undefined) return true
  return false
}

/**
 * Replaces the problem of an unquoted value by that of the quoted text if it would not fit, either: quotes would not
 * help.
 */
function withQuotes(
  problems: readonly SchemaProblem[],
  traits: JsonObject,
  schema: IdentitySchema,
): readonly SchemaProblem[] {
  if (problems.length === 0) return problems
  const unquoted = new Set(problems.filter((problem) => problem.unquoted === true).map(({ path }) => path))
  if (unquoted.size === 0) return problems
  const found = schema.validate(textsAt(traits, unquoted, '/traits'))
  return problems.map((problem) => {
    const stillWrong = problem.unquoted === true ? found.find(({ path }) => path === problem.path) : undefined
    return stillWrong === undefined || isAboutStorage(stillWrong) ? problem : stillWrong
  })
}

/** A copy with texts instead of the scalars at these pointers. */
function textsAt<Value extends Json>(value: Value, places: ReadonlySet<JsonPointer>, at: JsonPointer): Value
function textsAt(value: Json, places: ReadonlySet<JsonPointer>, at: JsonPointer): Json {
  if (Array.isArray(value)) return value.map((item, index) => textsAt(item, places, `${at}/${index}`))
  if (!isJsonObject(value)) return places.has(at) ? String(value) : value
  const members = Object.entries(value).map(([key, member]) => {
    return [key, textsAt(member, places, `${at}/${escapeSegment(key)}`)] as const
  })
  return Object.fromEntries(members)
}

/** Arrays are managed as a whole: what an element lacks is missing, even if others own the rest of the traits. */
function isInsideLeaf({ fields }: DesiredIdentity, path: JsonPointer): boolean {
  for (let above = path; above !== ''; above = above.slice(0, above.lastIndexOf('/'))) {
    if (Array.isArray(fields[above]?.value)) return true
  }
  return false
}

function traitDiagnostic(
  identity: DesiredIdentity,
  schema: IdentitySchema,
  { problem, also }: Mistake,
  keyPlace: KeyPlaces,
): Diagnostic {
  const { path, keyword, message, property } = problem
  const child = subjectOf(problem)
  const detail = also.length === 0 ? {} : { detail: also.map((other) => `and it ${other}`).join('\n') }
  const base = { severity: 'error', at: placeOf(identity, child), ...detail } as const
  if (keyword === 'additionalProperties' && property !== undefined) {
    return {
      ...base,
      at: keyPlace(identity, child) ?? base.at,
      code: 'IDC411',
      summary: `${child} is not in the schema "${schema.id}"`,
      ...knownNames(identity, schema, problem),
    }
  }
  if (keyword === 'required' && property !== undefined) {
    const hint = `give it ${wordsForTrait(schema, child)}`
    const at = keyPlace(identity, path) ?? base.at
    const isInherited = at.file !== identity.origin.file && !isInsideLeaf(identity, path)
    return {
      ...base,
      code: 'IDC412',
      summary: `${child} is missing: the schema "${schema.id}" requires it`,
      // What a person lacks is missing in the document, though all that is there comes from defaults.
      ...(isInherited ? { at: identity.origin, hint: `${hint}; ${path} comes from ${placeText(at)}` } : { at, hint }),
    }
  }
  if (isAboutStorage(problem)) return { ...base, code: 'IDC414', summary: `${path} ${message}` }
  const summary = `${path} ${message} (schema "${schema.id}")`
  if (keyword === 'channel') {
    return { ...base, code: 'IDC416', summary, hint: 'correct the schema, or leave the trait out' }
  }
  if (keyword === 'steps') return { ...base, code: 'IDC419', summary }
  return { ...base, code: 'IDC410', summary, ...hintOf(identity, problem) }
}

/** `observe` is not written at creation, so a required trait must not rely on it. */
function observedDiagnostics(identity: DesiredIdentity, schema: IdentitySchema): Diagnostic[] {
  const isObserved = ([path, { mode }]: [string, ManagedField]) => mode === 'observe' && isAtOrBelow(path, '/traits')
  const fields = Object.entries(identity.fields)
  if (!fields.some(isObserved)) return []
  const written = Object.fromEntries(fields.filter((field) => !isObserved(field)))
  const before = new Set(schema.validate(traitsOf(identity.fields)).map(placeOfProblem))
  const lacking = schema.validate(traitsOf(written)).filter((problem) => !before.has(placeOfProblem(problem)))
  return lacking.map((problem) => ({
    severity: 'error',
    code: 'IDC413',
    summary:
      problem.missing === true && problem.property !== undefined
        ? `${subjectOf(problem)} is required by the schema "${schema.id}", but "observe" does not write it at creation`
        : `${problem.path} ${problem.message}, but "observe" writes nothing there at creation`,
    hint: 'with ownership "seed" idctl writes it once, and then leaves it to the person',
    at: placeOf(identity, subjectOf(problem)),
  }))
}

function placeOfProblem(problem: SchemaProblem): string {
  return `${subjectOf(problem)} ${problem.keyword}`
}

/**
 * Checks declared addresses against the traits that a creation writes. If such a trait is invalid itself, what it would
 * yield is unknown.
 */
function addressDiagnostics(
  identity: DesiredIdentity,
  schema: IdentitySchema,
  problems: readonly SchemaProblem[],
): Diagnostic[] {
  if (identity.verifiable_addresses === undefined && identity.recovery_addresses === undefined) return []
  if (problems.some((problem) => isAbout(problem, schema.yielding.addresses, schema))) return []
  const written = Object.entries(identity.fields).filter(([, { mode }]) => mode !== 'observe')
  const traits = traitsOf(Object.fromEntries(written))
  return [...strayAddresses(identity, schema.derive(traits)), ...forgottenAddresses(identity, traits, schema)]
}
