import type { Diagnostic, SourceLocation } from './diagnostic.ts'
import type { IdentityKey } from './identity.ts'
import type { Json, JsonPointer } from './json.ts'

/** One leaf of a document that accept sets to the live value. A missing `before`/`after` means "absent". */
export interface AcceptedField {
  readonly path: JsonPointer
  /** Where the document has the value after the accept. */
  readonly at: SourceLocation
  /** The value in the file before the accept. */
  readonly before?: Json
  /** The live value. */
  readonly after?: Json
  /** Masked in every output. */
  readonly sensitive: boolean
  /** Explains why the value is at that location. */
  readonly note?: string
}

/** What `idctl accept` is about to write, or the diagnostics that stop it. */
export interface Acceptance {
  readonly target: string
  readonly workspace: string
  readonly key: IdentityKey
  /** Location of the document; absent when nothing is accepted. */
  readonly origin?: SourceLocation
  readonly accepted: readonly AcceptedField[]
  /** Side effects to tell the user, such as a changed key. */
  readonly notes: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
  /** Paths of the accepted traits whose names a schema declares: see `Plan.declared`. */
  readonly declared?: readonly JsonPointer[]
}
