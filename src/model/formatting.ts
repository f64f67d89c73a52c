import type { Diagnostic } from './diagnostic.ts'

/** What `fmt` did, or with `--check` would do. Files are relative to the folder of idctl.yaml. */
export interface Formatting {
  /** Files looked at. */
  readonly checked: number
  readonly formatted: readonly string[]
  /** Not in canonical layout, and not written because of `--check`. */
  readonly unformatted: readonly string[]
  /** Files with mistakes, and files that cannot be formatted safely: nothing in them was changed. */
  readonly left: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}
