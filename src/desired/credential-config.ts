import type { LocatedMap } from '../source/located.ts'

/** The settings of one credential type as a document has them. */
export interface CredentialConfig {
  readonly node: LocatedMap
  readonly path: readonly string[]
}

/** How secrets are named and, for a moment, looked at. */
export interface SecretReader {
  /** The `from` of a literal at a pointer of the document. */
  placeOf(pointer: string): string
  /** The value of a text with references; `undefined` when it is not here ("known at apply"). */
  valueOf(written: string): string | undefined
}
