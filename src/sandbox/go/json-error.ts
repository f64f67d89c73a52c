/** What Go's `encoding/json` says about a body; the text goes into the answer as it is. */
export class GoJsonError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'GoJsonError'
  }
}
