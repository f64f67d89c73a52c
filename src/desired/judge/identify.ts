import type { IdentitySchema, IdentitySchemaSet, SchemaProblem } from '../../identity-schema/identity-schema.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { didYouMean } from '../../model/did-you-mean.ts'
import { placeInField } from '../../model/field-place.ts'
import type { DesiredDocument, DesiredIdentity } from '../../model/identity.ts'
import { isAtOrBelow } from '../../model/json.ts'
import { schemaIdOf } from '../../model/schema-id.ts'
import { someOf } from '../../model/some-of.ts'
import { atOnce, type Steps } from '../../model/steps.ts'
import { traitsOf } from '../../model/traits.ts'
import { findDuplicates } from './duplicates.ts'
import { findLookalikes } from './lookalikes.ts'
import { isAbout, subjectOf } from './one-mistake.ts'
import { placeOf } from './place.ts'
import { validateIdentities } from './validate.ts'

/**
 * Gives each document its key (`idctl.key`, else `external_id`, else the first login identifier in the schema's
 * property order, normalised) and what its traits yield. A document that cannot have a key, and a value that two
 * documents claim, are errors; the other documents are returned in order.
 *
 * @param onIdentity Called for each document that has a key, while what was derived from it is still at hand.
 */
export function identifyDocuments(
  documents: readonly DesiredDocument[],
  schemas: IdentitySchemaSet,
  onIdentity?: (identity: DesiredIdentity) => void,
): Identified {
  return atOnce(identifyingDocuments(documents, schemas, onIdentity))
}

export interface Identified {
  readonly identities: readonly DesiredIdentity[]
  readonly diagnostics: readonly Diagnostic[]
}

/** As `identifyDocuments`, a document a step. */
export function* identifyingDocuments(
  documents: readonly DesiredDocument[],
  schemas: IdentitySchemaSet,
  onIdentity?: (identity: DesiredIdentity) => void,
): Steps<Identified> {
  const identities: DesiredIdentity[] = []
  const diagnostics: Diagnostic[] = []
  const reported = new Set<string>()
  for (const document of documents) {
    const result = identify(document, schemas)
    if (!Array.isArray(result)) {
      identities.push(result)
      onIdentity?.(result)
    } else if (isNews(document, schemas, reported)) diagnostics.push(...result)
    yield
  }
  return { identities, diagnostics: [...diagnostics, ...findDuplicates(identities), ...findLookalikes(identities)] }
}

/**
 * A schema that cannot be used, or an unknown one that idctl.yaml names for all documents, is one mistake and not one
 * per document.
 */
function isNews(document: DesiredDocument, schemas: IdentitySchemaSet, reported: Set<string>): boolean {
  const id = schemaIdOf(document)
  const isOwn = schemas.get(id) !== undefined || (!schemas.ids.includes(id) && isWritten(document))
  if (isOwn) return true
  const isFirst = !reported.has(id)
  reported.add(id)
  return isFirst
}

/** Whether `schema_id` is written in a file: one from idctl.yaml has the location of the document. */
function isWritten({ places, origin }: DesiredDocument): boolean {
  const at = places.of('/schema_id')
  return at?.file !== origin.file || at.line !== origin.line || at.column !== origin.column
}

function identify(document: DesiredDocument, schemas: IdentitySchemaSet): DesiredIdentity | Diagnostic[] {
  const schemaId = schemaIdOf(document)
  const schema = schemas.get(schemaId)
  if (schema === undefined) return [schemaDiagnostic(document, schemaId, schemas)]
  const derived = schema.derive(traitsOf(document.fields))
  const externalId = document.fields['/external_id']?.value
  const identifier = derived.identifiers.find(({ value }) => value !== '')?.value
  // The document comes last in these literals: objects that begin with a copy each get a hidden class of their own.
  if (document.givenKey !== undefined) return { derived, key: document.givenKey, keyFrom: 'idctl.key', ...document }
  if (typeof externalId === 'string' && externalId !== '') {
    return { derived, key: externalId, keyFrom: 'external_id', ...document }
  }
  if (identifier !== undefined) {
    const hidden = hiddenKey(document, identifier, schema)
    const identified: DesiredIdentity = { derived, key: identifier, keyFrom: 'identifier', ...document }
    return hidden === undefined
      ? identified
      : [hidden, ...validateIdentities([identified], schemas, { complete: true })]
  }
  // The cause may be an invalid value. It is checked here, because nothing later looks at a document without a key.
  const nameless: DesiredIdentity = { derived, key: '', keyFrom: 'identifier', ...document }
  const problems = schema.validate(traitsOf(document.fields))
  const given = problems.filter(({ missing }) => missing !== true)
  const isSpoilt = given.some((problem) => isAbout(problem, schema.yielding.identifiers, schema))
  return [
    ...(isSpoilt ? [] : [noKey(document, problems, schema)]),
    ...validateIdentities([nameless], schemas, { complete: false }),
  ]
}

/** Outputs show every key, but no value from a reference. */
function hiddenKey(document: DesiredDocument, identifier: string, schema: IdentitySchema): Diagnostic | undefined {
  const hidden = Object.entries(document.fields).filter(([, { reference }]) => reference !== undefined)
  if (hidden.length === 0) return undefined
  const sources = schema.identifierSources(traitsOf(document.fields)).filter(({ value }) => value === identifier)
  const leaf = hidden.find(([path]) => sources.some(({ at }) => isAtOrBelow(at, path)))
  if (leaf === undefined) return undefined
  return {
    severity: 'error',
    code: 'IDC306',
    summary: `${leaf[0]} from a reference would be shown as the key of the identity`,
    hint: 'add idctl: { key: … }',
    at: placeInField(document, leaf[0]),
  }
}

function noKey(document: DesiredDocument, problems: readonly SchemaProblem[], schema: IdentitySchema): Diagnostic {
  const lacking = problems
    .filter(({ keyword }) => keyword === 'required')
    .map(subjectOf)
    .find((subject) => schema.yielding.identifiers.some((trait) => isAtOrBelow(trait, subject)))
  return {
    severity: 'error',
    code: 'IDC404',
    summary: 'the document has no key: no idctl.key, no external_id, and its traits yield no login identifier',
    hint:
      lacking === undefined
        ? 'give it a stable name of your own: idctl: { key: … }'
        : `give it ${lacking}, which its schema requires`,
    at: document.origin,
  }
}

function schemaDiagnostic(document: DesiredDocument, schemaId: string, schemas: IdentitySchemaSet): Diagnostic {
  const at = placeOf(document, '/schema_id')
  const name = JSON.stringify(schemaId)
  if (schemas.ids.includes(schemaId)) {
    return { severity: 'error', code: 'IDC401', summary: `the identity schema ${name} cannot be used`, at }
  }
  const meant = didYouMean(schemaId, schemas.ids)
  const known = schemas.ids.length === 0 ? 'there are no identity schemas' : `known are ${someOf(schemas.ids)}`
  return {
    severity: 'error',
    code: 'IDC403',
    summary: `there is no identity schema ${name}`,
    hint: meant === undefined ? known : `did you mean ${JSON.stringify(meant)}? (${known})`,
    at,
  }
}
