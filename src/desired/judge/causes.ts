import type { Diagnostic, SourceLocation } from '../../model/diagnostic.ts'

const mostPlaces = 5

/**
 * Reports a mistake in a schema (IDC416) once, at the first document that it affects, with the number of documents.
 * Other diagnostics stay as they are.
 */
export function tellCausesOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const places = new Map<string, SourceLocation[]>()
  const first: Diagnostic[] = []
  for (const diagnostic of diagnostics) {
    const { code, summary, at } = diagnostic
    const known = code === 'IDC416' ? places.get(summary) : undefined
    if (known === undefined) first.push(diagnostic)
    else if (at !== undefined) known.push(at)
    if (known === undefined && code === 'IDC416') places.set(summary, at === undefined ? [] : [at])
  }
  return first.map((diagnostic) => {
    const [, ...others] = diagnostic.code === 'IDC416' ? (places.get(diagnostic.summary) ?? []) : []
    if (others.length === 0) return diagnostic
    const summary = `${diagnostic.summary}: ${others.length + 1} documents`
    return { ...diagnostic, summary, related: others.slice(0, mostPlaces) }
  })
}
