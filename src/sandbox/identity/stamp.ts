/** The time of one write and where its ids come from. */
export interface Stamp {
  readonly now: string
  newId(): string
}
