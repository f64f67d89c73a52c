import { type Diagnostic, hasErrors, type SourceLocation } from '../model/diagnostic.ts'

/** File → lines of it that show something at or below a secret key, or a `sensitive` value. */
export type SecretLines = ReadonlyMap<string, ReadonlySet<number>>

/** A diagnostic that says more than what was said at these places before. */
export interface Instead {
  readonly diagnostic: Diagnostic
  readonly instead: readonly SourceLocation[]
}

/** What one run has found so far, of all its stages. */
export interface Diagnostics {
  add(found: readonly Diagnostic[]): void
  /** Adds what says more about a file than what was found of the same kind before, which goes. */
  supersede(found: readonly Diagnostic[]): void
  /** Adds what is known better now, and takes out what was said at its places before. */
  instead(found: readonly Instead[]): void
  /** Lines that no output may show, once they are known. */
  hide(lines: SecretLines): void
  readonly hasErrors: boolean
  arranged(): Diagnostic[]
}

export function collectDiagnostics(): Diagnostics {
  let all: readonly Diagnostic[] = []
  let secretLines: SecretLines = new Map()
  const subjectOf = ({ code, at }: Diagnostic) => `${code} ${at?.file}`
  return {
    add(found) {
      all = [...all, ...found]
    },
    supersede(found) {
      const told = new Set(found.map(subjectOf))
      all = [...all.filter((diagnostic) => !told.has(subjectOf(diagnostic))), ...found]
    },
    instead(found) {
      const places = new Set(found.flatMap(({ instead }) => instead.map(placeName)))
      const isTold = ({ at }: Diagnostic) => at !== undefined && places.has(placeName(at))
      all = [...all.filter((diagnostic) => !isTold(diagnostic)), ...found.map(({ diagnostic }) => diagnostic)]
    },
    hide(lines) {
      secretLines = lines
    },
    get hasErrors() {
      return hasErrors(all)
    },
    arranged: () => arrangeDiagnostics(all, secretLines),
  }
}

function placeName({ file, line, column }: SourceLocation): string {
  return `${file}:${line}:${column}`
}

/**
 * Puts diagnostics in order for people: by file, line and column (those without a place first), each once (a mistake in
 * `_defaults.yaml` is met again in every document that inherits it), and marked `secret` where their line shows something
 * of credentials, whatever they are about. Hints show what stands there only where they are not.
 */
export function arrangeDiagnostics(diagnostics: readonly Diagnostic[], secretLines: SecretLines): Diagnostic[] {
  const known = new Map<string, Diagnostic>()
  for (const diagnostic of diagnostics) {
    const { code, summary, at } = diagnostic
    const identity = JSON.stringify([code, summary, at?.file, at?.line, at?.column])
    const isSecret = at !== undefined && secretLines.get(at.file)?.has(at.line) === true
    if (!known.has(identity))
      known.set(identity, withRightHint(isSecret ? { ...diagnostic, secret: true } : diagnostic))
  }
  return [...known.values()].sort(compare)
}

function withRightHint({ openHint, ...diagnostic }: Diagnostic): Diagnostic {
  return openHint === undefined || diagnostic.secret === true ? diagnostic : { ...diagnostic, hint: openHint }
}

function compare(left: Diagnostic, right: Diagnostic): number {
  const [a, b] = [left.at, right.at]
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined)
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
