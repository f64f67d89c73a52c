/**
 * What Kratos and proxies give as request ids. A text of another kind could be anything, for instance what was sent: it is neither
 * shown nor kept.
 */
export function isRequestId(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text)
}
