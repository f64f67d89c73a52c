import type { Diagnostic, DiagnosticCode } from './diagnostic.ts'
import type { IdentityKey } from './identity.ts'
import type { JsonPointer } from './json.ts'

/** A live value that is not in the document: nobody manages it then. */
export interface Unsaid {
  readonly path: JsonPointer
  /** In a document null means that there must be no value. */
  readonly why: 'null'
}

/** A live identity with its document. */
export interface ExportedDocument {
  readonly key: IdentityKey
  readonly id: string
  readonly file: string
  /** `same`: the file was there already, with just this text. */
  readonly outcome: 'written' | 'same'
  readonly unsaid: readonly Unsaid[]
}

/** A live identity without a document, and why. */
export interface LeftOut {
  readonly id: string
  readonly key?: IdentityKey
  readonly file?: string
  readonly code: DiagnosticCode
  readonly why: string
  readonly hint?: string
}

/** What `idctl export` has done. */
export interface Exported {
  readonly target: string
  readonly workspace: string
  readonly documents: readonly ExportedDocument[]
  readonly left: readonly LeftOut[]
  /** Identities that were meant, and of which there is nothing to tell one by one. */
  readonly passed: {
    /** They have a document in the identities folder. */
    readonly documented: number
    /** Another workspace manages them. */
    readonly foreign: number
    /** idctl has disabled them, because their document is gone. */
    readonly disabled: number
  }
  /** What shows more: a plan, where idctl reads the documents and does not go on by itself. */
  readonly next?: 'plan'
  /** The run was stopped before every file was written. */
  readonly interrupted: boolean
  readonly diagnostics: readonly Diagnostic[]
}
