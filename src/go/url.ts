import { isIpv6 } from './ip.ts'

/** What the formats need of a reference that Go's `url.Parse` accepts. */
export interface GoUrl {
  /** Empty: a relative reference. */
  readonly scheme: string
  /** As written; empty after a scheme without slash (`mailto:x`). */
  readonly path: string
}

/** Go's `net/url.Parse`; `undefined` where it reports an error. Laxer than RFC 3986: paths and queries take anything. */
export function parseGoUrl(text: string): GoUrl | undefined {
  const [whole, fragment] = cut(text, '#')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\0-\x1f\x7f]/.test(whole) || !isEscaped(fragment) || whole.startsWith(':')) return undefined
  if (whole === '*') return { scheme: '', path: '*' }
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(whole)?.[1] ?? ''
  const [rest] = cut(scheme === '' ? whole : whole.slice(scheme.length + 1), '?')
  if (!rest.startsWith('/')) return rootless(scheme.toLowerCase(), rest)
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))
  if (!hasAuthority) return withPath(scheme.toLowerCase(), rest)
  const slash = rest.indexOf('/', 2)
  const [authority, path] = slash === -1 ? [rest.slice(2), ''] : [rest.slice(2, slash), rest.slice(slash)]
  return isAuthority(authority, scheme.toLowerCase()) ? withPath(scheme.toLowerCase(), path) : undefined
}

/** A reference without a leading slash: opaque after a scheme, else a relative path whose first segment has no colon. */
function rootless(scheme: string, rest: string): GoUrl | undefined {
  if (scheme !== '') return { scheme, path: '' }
  return cut(rest, '/')[0].includes(':') ? undefined : withPath(scheme, rest)
}

function withPath(scheme: string, path: string): GoUrl | undefined {
  return isEscaped(path) ? { scheme, path } : undefined
}

function isAuthority(authority: string, scheme: string): boolean {
  const at = authority.lastIndexOf('@')
  const user = authority.slice(0, Math.max(at, 0))
  return /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) && isEscaped(user) && isHost(authority.slice(at + 1), scheme)
}

function isHost(host: string, scheme: string): boolean {
  const bracket = host.lastIndexOf('[')
  if (bracket > 0) return false
  if (bracket === 0) return isBracketedHost(host)
  const strict = scheme === 'http' || scheme === 'https'
  const colon = strict ? host.indexOf(':') : host.lastIndexOf(':')
  return (colon === -1 || isPort(host.slice(colon))) && isHostText(host)
}

/** An IPv6 address in brackets, with `%25` before its zone. */
function isBracketedHost(host: string): boolean {
  const close = host.lastIndexOf(']')
  if (close < 0 || !isPort(host.slice(close + 1))) return false
  const [address, zone] = cut(host.slice(1, close), '%25')
  if (!isHostText(address) || address.includes('%') || !isIpv6(address)) return false
  return !host.includes('%25') || isZone(zone)
}

function isPort(text: string): boolean {
  return text === '' || /^:\d*$/.test(text)
}

const hostCharacter = '[A-Za-z0-9\\-_.~!$&\'()*+,;=:[\\]<>"]|[^\\0-\\x7f]'
const hostText = new RegExp(`^(?:${hostCharacter}|%25|%[89a-fA-F][0-9a-fA-F])*$`)
const zoneText = new RegExp(`^(?:${hostCharacter})+$`)

/** Reg-name characters; percent signs only escape bytes beyond ASCII. */
function isHostText(text: string): boolean {
  return hostText.test(text)
}

/** An escape may stand for a character that is allowed unescaped, for a space or for a percent sign. */
function isZone(text: string): boolean {
  const plain = text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => {
    const code = Number.parseInt(hex, 16)
    return code === 0x20 || code === 0x25 ? '-' : code < 0x80 ? String.fromCharCode(code) : '%'
  })
  return zoneText.test(plain)
}

function isEscaped(text: string): boolean {
  return !/%(?![0-9a-fA-F]{2})/.test(text)
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)]
}
