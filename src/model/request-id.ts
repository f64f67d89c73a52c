/**
 * Whether a text has the form of the request ids that Kratos and proxies return. Any other text is neither shown nor stored:
 * it could be an echo of the request.
 */
export function isRequestId(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text)
}
