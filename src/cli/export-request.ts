import type { Config } from '../config/types.ts'
import type { DocumentFormat } from '../documents/export/render-documents.ts'
import type { LiveSource } from '../live/ports.ts'
import type { CliContext } from './context.ts'
import type { Output } from './output.ts'

/** The parsed flags of `export`. */
export interface ExportChoice {
  readonly out?: string | undefined
  readonly path?: string | undefined
  readonly file?: string | undefined
  readonly as?: DocumentFormat | undefined
  readonly schema?: string | undefined
  readonly managed?: boolean | undefined
  readonly all?: boolean | undefined
  /** Also change documents that there are. */
  readonly update?: boolean | undefined
  /** Somebody adopts afterwards what is written, with this consent. */
  readonly adopt?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly 'allow-adoptions'?: number | undefined
}

export interface ExportRequest {
  readonly context: CliContext
  readonly output: Output
  readonly config: Config
  readonly source: LiveSource
  readonly signal: AbortSignal
  readonly patterns: readonly string[]
  readonly choice: ExportChoice
}
