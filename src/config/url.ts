/** A usable URL, or what is wrong with it. The problem never shows the URL, which may hold a password. */
export type ParsedUrl = { readonly url: string } | { readonly problem: string }

/** The base URL of the admin API without `/admin` and without a trailing slash; `text` may end in `/admin` or not. */
export function parseAdminUrl(text: string): ParsedUrl {
  const parsed = parseServerUrl(text)
  return 'problem' in parsed ? parsed : { url: parsed.url.replace(/\/+admin$/, '') }
}

/** An http or https URL without credentials, query and fragment; host in lower case, no trailing slash. */
export function parseServerUrl(text: string): ParsedUrl {
  let url: URL
  try {
    url = new URL(text.trim())
  } catch {
    return { problem: 'is not a URL: write it like http://127.0.0.1:4434' }
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { problem: 'must start with http:// or https://' }
  if (url.username !== '' || url.password !== '') return { problem: 'must not contain a user or password' }
  if (url.search !== '' || url.hash !== '') return { problem: 'must not have a query or fragment' }
  return { url: `${url.origin}${url.pathname}`.replace(/\/+$/, '') }
}

export function parseDigestKey(text: string): { readonly key: string } | { readonly problem: string } {
  return /^[A-Za-z0-9_-]{32,256}$/.test(text)
    ? { key: text }
    : { problem: 'must be 32 to 256 letters, digits, - or _; `openssl rand -hex 32` makes one' }
}

/** One key, or several with commas between them. */
export function parseDigestKeys(text: string): { readonly keys: readonly string[] } | { readonly problem: string } {
  const keys: string[] = []
  for (const part of text.split(',')) {
    const parsed = parseDigestKey(part.trim())
    if ('problem' in parsed) return parsed
    keys.push(parsed.key)
  }
  return { keys }
}

/** An API key is sent in a header, as it is. */
export function parseApiKey(text: string): { readonly key: string } | { readonly problem: string } {
  return /^[\x21-\x7e]+$/.test(text)
    ? { key: text }
    : { problem: 'is empty, or contains white space or other characters that no API key has' }
}
