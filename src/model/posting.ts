/** What a command has done on the platform of a pipeline. */
export type Posting =
  | { readonly kind: 'comment' | 'issue'; readonly how: PostingEnd; readonly url?: string }
  | {
      readonly kind: 'plan'
      /** Where it was written; as given. */
      readonly file: string
      /** Number of the pull request or merge request. */
      readonly request: number
      /** The commit that was reviewed. */
      readonly commit: string
      /** The run that made the plan. */
      readonly url: string
    }

/** `nothing`: there was none to close. */
export type PostingEnd = 'added' | 'updated' | 'unchanged' | 'closed' | 'nothing'
