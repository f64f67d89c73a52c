/** A file that a command which sets up a folder has looked at. */
export interface FileStep {
  /** Relative to the folder of idctl.yaml, with `/`. */
  readonly file: string
  readonly kind:
    | 'config'
    | 'identity-schema'
    | 'pulled-schemas'
    | 'editor-schema'
    | 'editor-settings'
    | 'ignore-file'
    | 'document'
  /** `kept`: it is not as idctl would write it, and was left alone. */
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'kept'
  /** Why a file was kept, and what to do. */
  readonly why?: string
}

export interface FilesFound {
  /** Nothing was written: the outcomes say what would be. */
  readonly isCheck: boolean
  readonly steps: readonly FileStep[]
  /** What else there is to know or to do. */
  readonly notes: readonly string[]
}
