/** A location in the user's files. */
export interface SourceLocation {
  /** Relative to the folder of idctl.yaml, with `/`. */
  readonly file: string
  /** From 1; 0 where only the file is known. */
  readonly line: number
  /** From 1, in UTF-16 code units; 0 where only the file is known. */
  readonly column: number
}

/** The location of a document that is gone: a mark records its file but no line. */
export function placeInFile(file: string): SourceLocation {
  return { file, line: 0, column: 0 }
}

export type Severity = 'error' | 'warning'

/** Stable code of a kind of diagnostic; `src/model/codes.ts` lists them all. */
export type DiagnosticCode = `IDC${number}`

/** A located problem in the user's files, or between them and live. A value, never thrown. */
export interface Diagnostic {
  readonly severity: Severity
  readonly code: DiagnosticCode
  /** One line, no trailing full stop, never a secret. */
  readonly summary: string
  readonly detail?: string
  /** What to do about it. */
  readonly hint?: string
  /** A hint that quotes the text at `at`: `arrangeDiagnostics` uses it in place of `hint` when that text is no secret. */
  readonly openHint?: string
  readonly at?: SourceLocation
  /** Other locations of the same problem ("also here"). */
  readonly related?: readonly SourceLocation[]
  /** Number of characters from `at` that need quotes: the hint then shows the corrected line. */
  readonly toQuote?: number
  /** For a notice that many people can get: about whom it is, and what it says of several (`expire tomorrow: …`). */
  readonly alike?: { readonly key: string; readonly summary: string }
  /** The source line may hold a secret: never show more of it than a key of ours. */
  readonly secret?: true
}

export function isError({ severity }: Pick<Diagnostic, 'severity'>): boolean {
  return severity === 'error'
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(isError)
}
