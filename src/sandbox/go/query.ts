/** Go's `url.ParseQuery`: drops pairs with a semicolon or an invalid escape. */
export function parseQuery(text: string): URLSearchParams {
  const query = new URLSearchParams()
  for (const pair of text.split('&')) {
    if (pair === '' || pair.includes(';')) continue
    const at = pair.includes('=') ? pair.indexOf('=') : pair.length
    try {
      query.append(unescapeQuery(pair.slice(0, at)), unescapeQuery(pair.slice(at + 1)))
    } catch (error) {
      if (!(error instanceof URIError)) throw error
    }
  }
  return query
}

function unescapeQuery(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}

/** The first non-empty value: in keyset paging Kratos treats empty values as absent. */
export function firstGiven(query: URLSearchParams, name: string): string | undefined {
  return query.getAll(name).find((value) => value !== '')
}

/** Go's `url.Values.Encode`: keys sorted, values in order, a space as `+`. */
export function encodeQuery(query: URLSearchParams): string {
  return [...new Set(query.keys())]
    .sort()
    .flatMap((key) => query.getAll(key).map((value) => `${escapeQuery(key)}=${escapeQuery(value)}`))
    .join('&')
}

/** Go's `url.QueryEscape`. */
function escapeQuery(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}

/** Go's `strconv.ParseInt` in base 10: the number, or Go's error text. */
export function parseInteger(text: string): { ok: true; value: number } | { ok: false; problem: string } {
  if (!/^[+-]?\d+$/.test(text)) return { ok: false, problem: 'invalid syntax' }
  const value = BigInt(text.replace(/^\+/, ''))
  if (value > 9223372036854775807n || value < -9223372036854775808n) return { ok: false, problem: 'value out of range' }
  return { ok: true, value: Number(value) }
}

/** Go's `strconv.ParseBool`; `undefined` for other texts. */
export function parseBoolean(text: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false
  return undefined
}
