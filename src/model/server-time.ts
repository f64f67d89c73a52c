/** The server's clock in an answer, and this machine's clock when the answer arrived. Milliseconds since 1970. */
export interface ServerTime {
  /** Absent when the answer has no usable `Date` header. */
  readonly server?: number
  readonly here: number
}
