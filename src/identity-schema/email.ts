/** Characters of an atom of RFC 5322; everything beyond ASCII is taken, as Go's `net/mail` does. */
const atom = "[\\w!#$%&'*+/=?^`{|}~\\-\\u0080-\\u{10ffff}]+"
const quoted = '"(?:[ \\t!#-\\[\\]-~\\u0080-\\u{10ffff}]|\\\\[ \\t!-~\\u0080-\\u{10ffff}])+"'
const localPart = new RegExp(`^[ \\t]*(?:${atom}(?:\\.${atom})*|${quoted})$`, 'u')

/**
 * Kratos' `email` format (API reference §14.3): split at the last `@`, at most 254 bytes, local part at most 64 bytes
 * and as RFC 5322 has it, ASCII host name of one label or more.
 */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at === -1 || !fitsBytes(text, 254)) return false
  const local = text.slice(0, at)
  const domain = text.slice(at + 1)
  return fitsBytes(local, 64) && localPart.test(local) && isHostname(domain) && !domain.endsWith('.')
}

/** Kratos' `hostname` format; only the very first character is checked for a leading hyphen, as in Go. */
export function isHostname(text: string): boolean {
  const name = text.replace(/\.$/, '')
  return name.length <= 253 && !name.startsWith('-') && name.split('.').every(isLabel)
}

function isLabel(label: string): boolean {
  return label.length <= 63 && /^[a-z\d-]*[a-z\d]$/i.test(label)
}

/** Encodes only what may be too long: a UTF-16 unit takes three bytes at most. */
function fitsBytes(text: string, most: number): boolean {
  return text.length * 3 <= most || new TextEncoder().encode(text).length <= most
}
