import type { DiagnosticCode } from '../../model/diagnostic.ts'
import type { Json } from '../../model/json.ts'

/** What is said of a member of idctl.yaml or of a document. Editors show the first parts, the reference pages all. */
export interface MemberText {
  /** In one or two sentences. */
  readonly meaning: string
  /** The value that holds where it is left out. */
  readonly fallback?: Exclude<Json, null> | readonly string[]
  /** What holds where it is left out, if that is no value. */
  readonly otherwise?: string
  /** What stands in it, where its type does not say so. */
  readonly takes?: string
  /** YAML, from the top of the file. */
  readonly example: string
  /** What wins over it, and over what it wins. */
  readonly order?: string
  readonly note?: string
  /** No output shows it. */
  readonly secret?: true
  /** YAML → the mistake that it is. */
  readonly mistakes?: Readonly<Record<string, DiagnosticCode>>
  /** Other diagnostics that are about it. */
  readonly codes?: readonly DiagnosticCode[]
  /** The page that says more, from docs/reference. */
  readonly guide?: string
}

type KnownKeys<T> = T extends readonly (infer Item)[]
  ? KnownKeys<Item>
  : T extends object
    ? string extends keyof T
      ? never
      : keyof T & string
    : never

/** The dotted paths of the members of a shape, two levels deep. */
export type MemberPath<T> = { [Key in keyof T & string]-?: Key | `${Key}.${KnownKeys<T[Key]>}` }[keyof T & string]

/** What an editor shows for a member. */
export function editorText({ meaning, fallback, otherwise }: MemberText): string {
  if (fallback !== undefined) return `${meaning} Default: ${plainWords(fallback)}`
  return otherwise === undefined ? meaning : `${meaning} Without it: ${otherwise}.`
}

function plainWords(value: Json | readonly string[]): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
