import { isIPv6 } from 'node:net'
import { readPhone } from '../../go/phone.ts'
import type { Json } from '../json.ts'
import { isEmail, isHostname } from './email.ts'
import { wellFormed } from './go-text.ts'
import { parseGoUrl } from './go-url.ts'
import { isRe2 } from './pattern.ts'
import { isDate, isDateTime, isTime } from './time-formats.ts'

/** The formats that Kratos v26.2.0 knows (API reference §14.3); any other name is ignored. */
const textFormats = new Map<string, (text: string) => boolean>([
  ['date-time', isDateTime],
  ['date', isDate],
  ['time', isTime],
  ['hostname', isHostname],
  ['email', isEmail],
  ['tel', (text) => readPhone(text).ok],
  ['ip-address', isIpv4],
  ['ipv4', isIpv4],
  ['ipv6', (text) => isIPv6(text) && !text.includes('%')],
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

/** The test of a format, `undefined` for an unknown one. A known format refuses everything that is no string. */
export function formatTest(name: string): ((value: Json) => boolean) | undefined {
  if (name === 'no-validate') return () => true
  const test = textFormats.get(name)
  return test && ((value) => typeof value === 'string' && test(wellFormed(value)))
}

/** Signs and leading zeros pass: Go's `Atoi` reads the groups. */
function isIpv4(text: string): boolean {
  const groups = text.split('.')
  const isByte = (group: string) => /^[+-]?\d+$/.test(group) && Number(group) >= 0 && Number(group) <= 255
  return groups.length === 4 && groups.every(isByte)
}

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
  return url?.path.split('/').every((segment) => /^(?:[^{}]|\{[^{}]*\})*$/.test(segment)) ?? false
}

/** `~~` passes too: the library that Kratos uses is that lax. */
function isJsonPointer(text: string): boolean {
  return (text === '' || text.startsWith('/')) && !/~(?![~01])/.test(text)
}

function isRelativeJsonPointer(text: string): boolean {
  const rest = /^(?:0|[1-9]\d*)(.*)$/s.exec(text)?.[1]
  return rest !== undefined && (rest === '#' || isJsonPointer(rest))
}
