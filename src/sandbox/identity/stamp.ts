/** The time of one write and the source of its ids. */
export interface Stamp {
  readonly now: string
  newId(): string
}
