import type { DiagnosticCode } from './diagnostic.ts'

/**
 * Every diagnostic code and what it means; the reference page of the docs is generated from here.
 * Ranges: 1xx idctl.yaml · 2xx files and documents · 3xx references · 4xx identity schema and traits ·
 * 5xx matching, diffing and planning · 6xx credentials.
 */
export const diagnosticCodes = {} as const satisfies Record<DiagnosticCode, string>
