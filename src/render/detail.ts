/** How much people see: alike rows folded, all of them (`--full`), or only the counts (`--summary`). */
export type Detail = 'folded' | 'full' | 'summary'
