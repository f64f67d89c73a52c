import { type Diagnostic, hasErrors, type SourceLocation } from '../model/diagnostic.ts'
import { isSecretLine, type SecretLines } from './secrecy.ts'

/** A diagnostic that says more than the earlier ones at these places, and replaces them. */
export interface Instead {
  readonly diagnostic: Diagnostic
  readonly instead: readonly SourceLocation[]
}

/** The diagnostics of all stages of a run. */
export interface Diagnostics {
  add(found: readonly Diagnostic[]): void
  /** Adds diagnostics, and drops earlier ones with the same code and file, because the new ones say more. */
  supersede(found: readonly Diagnostic[]): void
  /** Adds diagnostics, and drops earlier ones at the places that they replace. */
  instead(found: readonly Instead[]): void
  /** Sets the lines that no output may show. */
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
      const superseded = new Set(found.map(subjectOf))
      all = [...all.filter((diagnostic) => !superseded.has(subjectOf(diagnostic))), ...found]
    },
    instead(found) {
      const places = new Set(found.flatMap(({ instead }) => instead.map(placeName)))
      const isReplaced = ({ at }: Diagnostic) => at !== undefined && places.has(placeName(at))
      all = [...all.filter((diagnostic) => !isReplaced(diagnostic)), ...found.map(({ diagnostic }) => diagnostic)]
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
 * Sorts diagnostics by file, line and column (those without a place first), drops duplicates (a mistake in
 * `_defaults.yaml` is found again in every document that inherits it), and marks those `secret` whose line shows part
 * of a secret. Only the others get their `openHint`, which quotes the file.
 */
export function arrangeDiagnostics(diagnostics: readonly Diagnostic[], secretLines: SecretLines): Diagnostic[] {
  const known = new Map<string, Diagnostic>()
  for (const diagnostic of diagnostics) {
    const { code, summary, at } = diagnostic
    const identity = JSON.stringify([code, summary, at?.file, at?.line, at?.column])
    const isSecret = isSecretLine(at, secretLines)
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
