/** Why an expression cannot be used. */
export interface ExpressionProblem {
  readonly summary: string
  readonly hint?: string
  /** In UTF-16 code units from the start of the expression. */
  readonly offset: number
}
