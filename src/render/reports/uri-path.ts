/** A path as a reference of URIs: every character that means something in a URI, or in Markdown, is encoded. */
export function uriPath(path: string): string {
  return path.split('/').map(encoded).join('/')
}

/** Percent-encoded, except letters, digits and `-._~`; halves of surrogate pairs become U+FFFD. */
export function encoded(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd')).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
