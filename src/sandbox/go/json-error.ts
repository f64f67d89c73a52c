/** An error of Go's `encoding/json` about a body; the answer contains its text unchanged. */
export class GoJsonError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'GoJsonError'
  }
}
