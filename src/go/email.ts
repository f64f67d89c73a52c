import { byteLength } from './text.ts'

/** RFC 1123 host name, ASCII only, one trailing dot allowed, no leading hyphen. */
export function isHostname(text: string): boolean {
  const name = text.replace(/\.$/, '')
  const labels = name.split('.')
  return name.length <= 253 && !name.startsWith('-') && labels.every(isLabel)
}

function isLabel(label: string): boolean {
  return /^[a-zA-Z0-9-]{1,63}$/.test(label) && !label.endsWith('-')
}

/** RFC 5322 atom characters without the dot; everything outside ASCII counts as one. */
const atom = '[^\\u0000-\\u0020\\u007f().<>[\\]:;@\\\\,"]+'
const quoted = '"(?:[^\\u0000-\\u0008\\u000a-\\u001f\\u007f"\\\\]|\\\\[^\\u0000-\\u0008\\u000a-\\u001f\\u007f])+"'
const localPart = new RegExp(`^[ \\t]*(?:${atom}(?:\\.${atom})*|${quoted})$`)

/**
 * Kratos' `email` format on versions up to v26.2.0: at most 254 bytes, a local part of at most 64 before the last `@`,
 * a host name after it, and the whole an RFC 5322 address. White space before the address passes, after it not (API
 * reference §14.3).
 */
export function isEmail(text: string): boolean {
  return isPlainEmail(text) || isAnyEmail(text)
}

/** Nearly all addresses of people: without the rest of this file, which counts bytes and takes texts apart. */
function isPlainEmail(text: string): boolean {
  // First of all, because a pattern that repeats a group needs memory for each repetition.
  if (text.length > longestLocal + longestLabel) return false
  return plainEmail.test(text) && text.indexOf('@') <= longestLocal && text.length - text.indexOf('@') <= longestLabel
}

const plainEmail = /^[\w+]+(?:[.-][\w+]+)*@[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*$/
const longestLocal = 64
/** Of a host name as well, here: so no part of it is longer. */
const longestLabel = 63

/** `isEmail` without its short cut. */
export function isAnyEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at === -1 || byteLength(text) > 254) return false
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)]
  return byteLength(local) <= longestLocal && isHostname(domain) && !domain.endsWith('.') && localPart.test(local)
}
