import type { Diagnostic } from '../model/diagnostic.ts'

/** By file, line, column; what has no place comes first. */
export function compareDiagnostics(left: Diagnostic, right: Diagnostic): number {
  const [a, b] = [left.at, right.at]
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined)
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}

/** Each problem once: a mistake in `_defaults.yaml` is met again in every document that inherits it. */
export function distinctDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const known = new Map<string, Diagnostic>()
  for (const diagnostic of diagnostics) {
    const { code, summary, at } = diagnostic
    const identity = JSON.stringify([code, summary, at?.file, at?.line, at?.column])
    if (!known.has(identity)) known.set(identity, diagnostic)
  }
  return [...known.values()]
}
