import { RE2JS } from 're2js'
import { isEmail, isHostname } from './email.ts'
import { normalisePhone } from './normalise.ts'

type FormatCheck = (text: string) => boolean

/**
 * The formats that Kratos knows (API reference §14.3); any other is ignored. Where Go's parsers are laxer than the
 * RFC they are named after, so are these: what Kratos takes must not be refused here.
 */
export const formats: ReadonlyMap<string, FormatCheck> = new Map<string, FormatCheck>([
  ['date-time', isDateTime],
  ['date', isDate],
  ['time', isTime],
  ['hostname', isHostname],
  ['email', isEmail],
  ['tel', (text) => normalisePhone(text) !== undefined],
  ['ip-address', isIpv4],
  ['ipv4', isIpv4],
  ['ipv6', isIpv6],
  ['uri', isUri],
  ['iri', isUri],
  ['uri-reference', isUriReference],
  ['uriref', isUriReference],
  ['iri-reference', isUriReference],
  ['uri-template', isUriTemplate],
  ['regex', isRegex],
  ['json-pointer', isJsonPointer],
  ['relative-json-pointer', (text) => /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~]|~(?=[~01]))*)?)$/.test(text)],
])

/** Whether Go's `regexp` compiles the text: RE2 syntax, so no look-around and no back references. */
function isRegex(text: string): boolean {
  try {
    RE2JS.compile(text)
    return true
  } catch {
    return false
  }
}

function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  if (parts === null) return false
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function isTime(text: string): boolean {
  const parts = /^(\d{1,2}):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))$/.exec(text)
  if (parts === null) return false
  const [hour, minute, second, zoneHour, zoneMinute] = parts.slice(1).map((part) => Number(part ?? 0)) as number[]
  return (
    inRange(hour, 23) && inRange(minute, 59) && inRange(second, 59) && inRange(zoneHour, 24) && inRange(zoneMinute, 60)
  )
}

function inRange(value: number | undefined, most: number): boolean {
  return value !== undefined && value <= most
}

function isDateTime(text: string): boolean {
  const middle = text.indexOf('T')
  return middle === 10 && isDate(text.slice(0, middle)) && isTime(text.slice(middle + 1))
}

function isIpv4(text: string): boolean {
  const groups = text.split('.')
  return (
    groups.length === 4 && groups.every((group) => /^[+-]?\d+$/.test(group) && Math.abs(Number(group) - 127.5) <= 127.5)
  )
}

function isIpv6(text: string): boolean {
  if (!text.includes(':')) return false
  const halves = text.split('::')
  if (halves.length > 2) return false
  const widths = halves.map((half, index) => ipv6Width(half, index === halves.length - 1))
  const width = widths.reduce((sum, part) => sum + part, 0)
  return halves.length === 2 ? width <= 7 : width === 8
}

/** Number of 16-bit groups, or `NaN` where there is one that is none; an IPv4 tail counts as two. */
function ipv6Width(half: string, last: boolean): number {
  if (half === '') return 0
  const groups = half.split(':')
  const tail = last && groups.at(-1)?.includes('.') === true ? groups.pop() : undefined
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return Number.NaN
  if (tail === undefined) return groups.length
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(tail) ? groups.length + 2 : Number.NaN
}

function isUri(text: string): boolean {
  return /^[a-z][a-z\d+.-]*:/i.test(text) && isUriReference(text)
}

/** Go's `url.Parse`: no control characters, whole percent escapes in path and fragment, a sane host. */
function isUriReference(text: string): boolean {
  const [beforeFragment = '', fragment = ''] = splitOnce(text, '#')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what Go refuses.
  if (/[\x00-\x1f\x7f]/.test(beforeFragment) || !hasWholeEscapes(fragment)) return false
  const hierarchy = hierarchyOf(beforeFragment)
  if (hierarchy === undefined) return true
  if (!hasWholeEscapes(hierarchy) || /^[^/]*:/.test(hierarchy)) return false
  return !hierarchy.startsWith('//') || isAuthority(hierarchy.slice(2).split('/', 1)[0] ?? '')
}

/** Authority and path of a reference without fragment; `undefined` for an opaque one (`mailto:…`). */
function hierarchyOf(reference: string): string | undefined {
  const [beforeQuery = ''] = splitOnce(reference, '?')
  const rest = beforeQuery.replace(/^[a-z][a-z\d+.-]*:/i, '')
  return rest === beforeQuery || rest.startsWith('/') || rest === '' ? rest : undefined
}

/** Braces come in pairs, one deep, within a segment of the path. */
function isUriTemplate(text: string): boolean {
  const path = hierarchyOf(splitOnce(text, '#')[0] ?? '')?.replace(/^\/\/[^/]*/, '') ?? ''
  return isUriReference(text) && path.split('/').every((segment) => /^[^{}]*(?:\{[^{}]*\}[^{}]*)*$/.test(segment))
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@')
  const user = authority.slice(0, Math.max(at, 0))
  const host = authority.slice(at + 1)
  if (!/^[\w\-.:~!$&'()*+,;=%@]*$/.test(user)) return false
  if (host.startsWith('[')) return /^\[[^\]]*\](?::\d*)?$/.test(host)
  return /^(?:[\w\-.~!$&'()*+,;=:[\]<>"\u0080-\uffff]|%[89a-f][\da-f])*$/i.test(host) && /^(?:[^:]*|.*:\d*)$/.test(host)
}

function hasWholeEscapes(text: string): boolean {
  return !/%(?![\da-f]{2})/i.test(text)
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function isJsonPointer(text: string): boolean {
  return (text === '' || text.startsWith('/')) && !/~(?![~01])/.test(text)
}
