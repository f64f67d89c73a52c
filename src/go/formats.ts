import { isEmail, isHostname } from './email.ts'
import { isIpv4, isIpv6 } from './ip.ts'
import { isRe2 } from './pattern.ts'
import { readPhone } from './phone.ts'
import { isDate, isDateTime, isTime } from './time-formats.ts'
import { parseGoUrl } from './url.ts'

/**
 * The formats that Kratos v26.2.0 knows (API reference §14.3); any other name is ignored. Where Go's parsers are laxer than
 * the RFC they are named after, so are these.
 */
export const formats: ReadonlyMap<string, (text: string) => boolean> = new Map<string, (text: string) => boolean>([
  ['date-time', isDateTime],
  ['date', isDate],
  ['time', isTime],
  ['hostname', isHostname],
  ['email', isEmail],
  ['tel', (text) => readPhone(text).ok],
  ['ip-address', isIpv4],
  ['ipv4', isIpv4],
  ['ipv6', isIpv6],
  ['uri', isUri],
  ['iri', isUri],
  ['uri-reference', isUriReference],
  ['uriref', isUriReference],
  ['iri-reference', isUriReference],
  ['uri-template', isUriTemplate],
  ['regex', isRe2],
  ['json-pointer', isJsonPointer],
  ['relative-json-pointer', isRelativeJsonPointer],
])

function isUri(text: string): boolean {
  const url = parseGoUrl(text)
  return url !== undefined && url.scheme !== ''
}

function isUriReference(text: string): boolean {
  return parseGoUrl(text) !== undefined
}

/** Braces in the path must pair up within a segment and not nest. */
function isUriTemplate(text: string): boolean {
  const url = parseGoUrl(text)
  return url?.path.split('/').every((segment) => !/[{}]/.test(segment.replace(/\{[^{}]*\}/g, ''))) ?? false
}

/** `~~` passes too: the library that Kratos uses is that lax. */
function isJsonPointer(text: string): boolean {
  return (text === '' || text.startsWith('/')) && !/~(?![~01])/.test(text)
}

function isRelativeJsonPointer(text: string): boolean {
  const rest = /^(?:0|[1-9]\d*)(.*)$/s.exec(text)?.[1]
  return rest !== undefined && (rest === '#' || isJsonPointer(rest))
}
