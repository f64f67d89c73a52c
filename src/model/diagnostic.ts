/** Where something stands in the user's files. */
export interface SourceLocation {
  /** Relative to the folder of idctl.yaml, with `/`. */
  readonly file: string
  /** From 1; 0 where only the file is known. */
  readonly line: number
  /** From 1, in UTF-16 code units; 0 where only the file is known. */
  readonly column: number
}

/** Where a document stood that is gone: a mark remembers the file, and no line. */
export function placeInFile(file: string): SourceLocation {
  return { file, line: 0, column: 0 }
}

export type Severity = 'error' | 'warning'

/** Stable code of a kind of diagnostic; `src/model/codes.ts` lists them all. */
export type DiagnosticCode = `IDC${number}`

/** A located problem in what the user wrote, or in how it meets the live side. A value, never thrown. */
export interface Diagnostic {
  readonly severity: Severity
  readonly code: DiagnosticCode
  /** One line, no trailing full stop, never a secret. */
  readonly summary: string
  readonly detail?: string
  /** What to do about it. */
  readonly hint?: string
  /** The hint with what stands at `at` in it: `arrangeDiagnostics` puts it in the place of `hint` where no secret stands. */
  readonly openHint?: string
  readonly at?: SourceLocation
  /** Other places that take part ("also here"). */
  readonly related?: readonly SourceLocation[]
  /** So many characters from `at` on belong in quotes: the hint goes on with the line as it ought to be. */
  readonly toQuote?: number
  /** The source line may hold a secret: never show it. */
  readonly secret?: true
}

export function isError({ severity }: Pick<Diagnostic, 'severity'>): boolean {
  return severity === 'error'
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(isError)
}
