/** What `idctl explain` and the reference pages say about one code. */
export interface Explanation {
  /** Why the code comes up, in whole sentences. */
  readonly cause: string
  readonly example?: Example
  /** What to do about it, in whole sentences. */
  readonly cure: string
}

/** An explanation of a diagnostic always has an example. */
export interface ExplainedDiagnostic extends Explanation {
  readonly example: Example
}

/** Without `given`, the tests check that the files of `wrong` give the code, and those of `right` nothing at all. */
export interface Example {
  /** What has to be true besides: what the server holds, or what was applied before. */
  readonly given?: string
  readonly wrong: Shown
  readonly right: Shown
}

/** Commands (`$ idctl …`) or other plain lines, or files by their path from the folder of idctl.yaml. */
export type Shown = string | Readonly<Record<string, string>>

/** The example of a mistake in one file, which is named from the folder of idctl.yaml. */
export function inFile(file: string, wrong: string, right: string): Example {
  return { wrong: { [file]: wrong }, right: { [file]: right } }
}

/** An explanation of a word that is no whole sentence, with what it means in one. */
export interface ExplainedWord extends Explanation {
  readonly title: string
  /** As a screen writes it, where that is not the code: `removed from file`. */
  readonly label?: string
}
