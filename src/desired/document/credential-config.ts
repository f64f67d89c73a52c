import type { LocatedMap } from '../../source/located.ts'

/** The settings of one credential type in a document. */
export interface CredentialConfig {
  readonly node: LocatedMap
  readonly path: readonly string[]
}

/** Names the places of secrets, and reads their values for checks. */
export interface SecretReader {
  /** The `from` of a literal at a pointer of the document. */
  placeOf(pointer: string): string
  /** The value of a text with references; `undefined` if it is not available here ("known at apply"). */
  valueOf(written: string): string | undefined
}
