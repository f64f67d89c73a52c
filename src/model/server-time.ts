/** What an answer says of the server's clock, and what this machine's said when it came. Milliseconds since 1970. */
export interface ServerTime {
  /** Absent: the answer has no usable `Date`. */
  readonly server?: number
  readonly here: number
}
