import type { Blocked, Consequence } from '../../model/change.ts'
import type { Diagnostic, SourceLocation } from '../../model/diagnostic.ts'
import type { Json, JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { maskDiagnostics } from './mask-diagnostics.ts'
import { maskPath } from './mask-path.ts'
import { blockedTexts, consequenceTexts } from './masked-texts.ts'
import { type Masking, masked } from './masking.ts'

/** How the parts of a result are shown: as they are, or, with `--mask`, without personal data. No view shows a sensitive value. */
export interface View {
  key(key: string): string
  id(id: string): string
  file(path: string): string
  path(path: JsonPointer): JsonPointer
  /** A value that is not sensitive, of the leaf at `path`. */
  value(value: Json, path?: JsonPointer): Json
  /** Free text. */
  text(text: string): string
  /** The name of a person; `undefined` where it may not be shown. */
  name(name: string): string | undefined
  consequences(consequences: readonly Consequence[]): readonly Consequence[]
  refusal(why: Blocked): Blocked
  diagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[]
}

/**
 * @param declared Pointers of traits whose names an identity schema declares (`Plan.declared`).
 * @param masking Present with `--mask`.
 */
export function viewOf(declared: readonly JsonPointer[] | undefined, masking: Masking | undefined): View {
  return masking === undefined ? plainView : maskedView(new Set(declared), masking)
}

export function locationIn({ file }: Pick<View, 'file'>, at: SourceLocation): SourceLocation {
  return { file: file(at.file), line: at.line, column: at.column }
}

const plainView: View = {
  key: same,
  id: same,
  file: same,
  path: same,
  value: same,
  text: same,
  name: same,
  consequences: same,
  refusal: same,
  diagnostics: same,
}

function same<Value>(value: Value): Value {
  return value
}

function maskedView(declared: ReadonlySet<JsonPointer>, masking: Masking): View {
  return {
    key: masking.key,
    id: masking.id,
    file: masking.file,
    path: (path) => maskPath(path, declared, masking),
    value: (value, path = '') => (plainLeaves.test(path) ? value : masking.value(value)),
    text: () => masked,
    name: () => undefined,
    consequences: (all) => {
      const alikes = new Map(all.map(({ code, alike }) => [code, alike]))
      return [...alikes].map(([code, alike]) => ({ code, text: consequenceTexts[code], ...present({ alike }) }))
    },
    refusal: ({ code, orphan, still }) => ({ code, reason: blockedTexts[code], ...present({ orphan, still }) }),
    diagnostics: (all) => maskDiagnostics(all, masking),
  }
}

/** Leaves whose values are terms of Kratos or of the configuration and name nobody. */
const plainLeaves = /^\/(?:state|schema_id|verifiable_addresses\/.*\/verified)$/s
