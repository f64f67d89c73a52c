import type { Config } from '../../config/types.ts'
import { validateIdentities } from '../../desired/judge/validate.ts'
import type { NewFile } from '../../desired/new-files.ts'
import { resolveDocuments } from '../../desired-state.ts'
import { liveLeaf } from '../../identity/live-document.ts'
import { type Diagnostic, isError } from '../../model/diagnostic.ts'
import type { DesiredDocument, DesiredIdentity, LiveIdentity, Mark } from '../../model/identity.ts'
import { formatPointer, isJsonObject, type Json, type JsonObject, jsonEqual, parsePointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { compareFields } from '../../reconcile/diff/compare-fields.ts'
import type { Policy } from '../../reconcile/policy.ts'
import type { ServerFacts } from '../../server-facts.ts'
import { type DocumentFormat, escaping, renderDocument } from './render-documents.ts'

export interface ProofContext {
  readonly config: Config
  readonly server: ServerFacts
  readonly policy: Pick<Policy, 'schemas' | 'sensitive'>
  readonly format: DocumentFormat
  readonly read: (file: string, text: string) => NewFile
}

export interface Proven {
  readonly text: string
  readonly document: DesiredDocument
  readonly identity: DesiredIdentity
}

export type Disproved = Pick<Diagnostic, 'code'> & { readonly why: string; readonly hint?: string }

/**
 * Writes a document as text, reads it as a plan would read it at its place, and compares it with the identity that it was
 * made from: it must be right, and nothing may differ. A value that the folder's `_defaults.yaml` would add or change is
 * set in the document first, and a day on which it would let the person expire is taken back: no account says such a thing.
 */
export function proveDocument(
  document: JsonObject,
  { live, mark, file }: { readonly live: LiveIdentity; readonly mark: Mark | undefined; readonly file: string },
  context: ProofContext,
): Proven | Disproved {
  const first = readBack(document, file, context)
  if (!('identity' in first)) return first
  const different = differences(first.identity, live, mark, context)
  const expires = first.document.expires !== undefined
  if (different.length === 0 && !expires) return first
  const inherited = different.filter(({ path }) => Object.hasOwn(first.identity.fields, path))
  const lasting = expires ? withValue(document, '/idctl/expires', null) : document
  const own = inherited.reduce((whole, { path }) => withValue(whole, path, liveLeaf(live, path) ?? null), lasting)
  const second = readBack(own, file, context)
  if (!('identity' in second)) return second
  const [left] = differences(second.identity, live, mark, context)
  if (left === undefined) return second
  return { code: 'IDC241', why: `a document cannot leave ${left.sensitive ? 'a sensitive value' : left.path} as it is` }
}

function readBack(document: JsonObject, file: string, context: ProofContext): Proven | Disproved {
  const { config, server, format, read } = context
  const text = renderDocument(document, format)
  const found = read(file, text)
  const mistake = found.diagnostics.find(isError)
  if (mistake !== undefined) return disproof(mistake)
  const [written] = found.written
  const [parsed] = found.documents
  if (found.written.length !== 1 || parsed === undefined || !jsonEqual(written, escaping(document))) {
    return { code: 'IDC241', why: 'its values do not read back from a file as they are' }
  }
  const resolved = resolveDocuments(config, [parsed], server)
  const wrong = resolved.diagnostics.find(isError)
  const [identity] = resolved.identities
  if (wrong !== undefined || identity === undefined) return disproof(wrong)
  // Kratos validates the whole identity with each write, so it would refuse every write to this one.
  const misfit = validateIdentities([identity], server.schemas, { complete: true }).find(isUnfit)
  return misfit === undefined ? { text, document: parsed, identity } : disproof(misfit)
}

/** That a trait is only observed matters where somebody is created. */
function isUnfit(diagnostic: Diagnostic): boolean {
  return isError(diagnostic) && diagnostic.code !== 'IDC413'
}

function disproof(mistake: Diagnostic | undefined): Disproved {
  if (mistake === undefined) return { code: 'IDC241', why: 'its document cannot be read' }
  return { code: mistake.code, why: mistake.summary }
}

function differences(desired: DesiredIdentity, live: LiveIdentity, mark: Mark | undefined, context: ProofContext) {
  const pair = { kind: 'both', desired, live, by: 'mark', ...present({ mark }) } as const
  const { fields, observed } = compareFields(pair, context.policy)
  return [...fields, ...observed]
}

/** A copy with a value at a pointer into maps; `traits` and metadata are made where they are missing. */
function withValue(document: JsonObject, pointer: string, value: Json): JsonObject {
  const [name, ...below] = parsePointer(pointer)
  if (name === undefined) return document
  if (below.length === 0) return { ...document, [name]: value }
  const inner = Object.hasOwn(document, name) ? document[name] : undefined
  return { ...document, [name]: withValue(isJsonObject(inner) ? inner : {}, formatPointer(below), value) }
}
