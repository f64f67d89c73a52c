import type { Diagnostic, SourceLocation } from './diagnostic.ts'
import type { IdentityKey } from './identity.ts'
import type { Json, JsonPointer } from './json.ts'

/** One leaf of a document that takes the value that live has. A missing `before`/`after` means "absent". */
export interface AcceptedField {
  readonly path: JsonPointer
  /** Where the value stands from now on. */
  readonly at: SourceLocation
  /** What the file said. */
  readonly before?: Json
  /** What live has. */
  readonly after?: Json
  /** Masked in every output. */
  readonly sensitive: boolean
  /** Why it stands where it stands. */
  readonly note?: string
}

/** What `idctl accept` is about to write, or why it does not. */
export interface Acceptance {
  readonly target: string
  readonly workspace: string
  readonly key: IdentityKey
  /** Of the document; absent where nothing is accepted. */
  readonly origin?: SourceLocation
  readonly accepted: readonly AcceptedField[]
  /** What else it means. */
  readonly notes: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
  /** Of the accepted traits: see `Plan`. */
  readonly declared?: readonly JsonPointer[]
}
