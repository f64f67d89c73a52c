/** What a check of `idctl doctor` has found. */
export interface Judgement {
  /** `advice`: it works, and could be better. */
  readonly verdict: 'fine' | 'advice' | 'wrong'
  readonly text: string
  /** What to do. */
  readonly hint?: string
}

export type Finding = { readonly check: string } & (
  | Judgement
  | { readonly verdict: 'not-tried'; readonly text: string }
)
