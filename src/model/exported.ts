import type { AcceptedField } from './acceptance.ts'
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
  /** `same`: the file was there already, with just this text. `updated`: the document was there, and said something else. */
  readonly outcome: 'written' | 'same' | 'updated'
  /** The account has the mark of this workspace already. */
  readonly managed?: true
  readonly unsaid: readonly Unsaid[]
  /** What an update has changed. */
  readonly fields?: readonly AcceptedField[]
  /** Side effects of an update to tell the user, such as a changed key. */
  readonly notes?: readonly string[]
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

/** A value in which documents and live identities differ and that `--update` leaves as it is. */
export interface LeftValue {
  readonly path: JsonPointer
  /** `pending`: the file has changed since the last apply. `unmanaged`: live has it, and the document says nothing of it. */
  readonly why: 'reference' | 'pending' | 'unmanaged'
  /** In how many documents. */
  readonly documents: number
}

/** What `--update` has found beside the documents that it changes. */
export interface UpdateNotes {
  readonly values: readonly LeftValue[]
  /** Documents without an account on the server. */
  readonly missing: readonly { readonly key: IdentityKey; readonly file: string }[]
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
    /** This workspace manages them, and the scope leaves them out. */
    readonly managed: number
    /** Of `managed`, those without a document in the identities folder. */
    readonly undocumented: number
  }
  /** With `--update` only. */
  readonly update?: UpdateNotes
  /** For people: what is about to change, before they are asked; or what is left to say after that. */
  readonly part?: 'before' | 'after'
  /** Paths whose names a schema declares: see `Plan.declared`. */
  readonly declared?: readonly JsonPointer[]
  /** Where idctl reads the documents and does not go on by itself: a plan shows more, and who is not managed can be adopted. */
  readonly next?: 'plan' | 'adopt'
  /** The run was stopped before every file was written. */
  readonly interrupted: boolean
  readonly diagnostics: readonly Diagnostic[]
}
