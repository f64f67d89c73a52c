import * as z from 'zod'
import type { Diagnostic, SourceLocation } from '../../model/diagnostic.ts'

/**
 * The shapes of what machines read (`--json`, reports of events). The renderers return these types, and `npm run docs` writes the
 * JSON Schemas and the reference page from them: a member that has no shape here does not compile, or a test finds it.
 *
 * A member may be added in one version of a format. To rename or remove one, or to give it another meaning, needs the next
 * `format_version`.
 */
export type Shaped<Shape extends z.ZodType> = Frozen<z.output<Shape>>

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Member in keyof T]: Frozen<T[Member]> }
    : T

/** The members of an object of the model, which a format prints as they are. */
export type All<Model> = Readonly<Record<keyof Model, z.ZodType>>

export const count = z.int().min(0)

/** A member for each of these names. */
export function each<Name extends string, Shape extends z.ZodType>(names: readonly Name[], shape: Shape) {
  return z.object(Object.fromEntries(names.map((name) => [name, shape])) as Record<Name, Shape>)
}

/** Present, and `true`, or absent. */
export const flag = z.literal(true).optional()

/** Any JSON value. */
export const anyValue = z.unknown()

export const time = z.string().meta({ format: 'date-time' })

export const origin = z
  .object({
    file: z.string().describe('Relative to the folder of idctl.yaml, with `/`.'),
    line: z.int().min(1).optional().describe('From 1; absent where only the file is known.'),
  })
  .meta({ id: 'Origin', description: 'Where a document is in the files.' })

export type OriginShape = Shaped<typeof origin>

const location = z
  .object({
    file: z.string().describe('Relative to the folder of idctl.yaml, with `/`.'),
    line: count.describe('From 1; 0 where only the file is known.'),
    column: count.describe('From 1, in UTF-16 code units; 0 where only the file is known.'),
  } satisfies All<SourceLocation>)
  .meta({ id: 'Location', description: 'A place in the files.' })

export const diagnosticCode = z
  .templateLiteral(['IDC', z.number()])
  .meta({ pattern: '^IDC[0-9]{3}$', description: 'Stable; `idctl explain CODE` explains it.' })

/** What formats do not print of a diagnostic. */
export type UnprintedOfDiagnostic = 'openHint' | 'secret' | 'toQuote' | 'alike'

export const diagnosticMembers = {
  severity: z.enum(['error', 'warning']).describe('Errors prevent a plan, warnings do not.'),
  code: diagnosticCode,
  summary: z.string().describe('What is wrong, in one line.'),
  detail: z.string().optional().describe('More about it.'),
  hint: z.string().optional().describe('What to do about it.'),
  at: location.optional(),
  related: z.array(location).optional().describe('Other places of the same problem.'),
} satisfies All<Omit<Diagnostic, UnprintedOfDiagnostic>>

const diagnostic = z
  .object(diagnosticMembers)
  .meta({ id: 'Diagnostic', description: 'A problem in the files, or between them and live.' })

export const diagnostics = z.array(diagnostic).describe('Errors first, then by place.')
