/** Signs and leading zeros pass: Go's `Atoi` reads the groups. */
export function isIpv4(text: string): boolean {
  const groups = text.split('.')
  const isByte = (group: string) => /^[+-]?\d+$/.test(group) && Number(group) >= 0 && Number(group) <= 255
  return groups.length === 4 && groups.every(isByte)
}

/** An IPv6 address without a zone. */
export function isIpv6(text: string): boolean {
  if (!text.includes(':')) return false
  const halves = text.split('::')
  if (halves.length > 2) return false
  const widths = halves.map((half, index) => ipv6Width(half, index === halves.length - 1))
  const width = widths.reduce((sum, part) => sum + part, 0)
  return halves.length === 2 ? width <= 7 : width === 8
}

/** Number of 16-bit groups, or `NaN` if one is invalid; an IPv4 tail counts as two. */
function ipv6Width(half: string, last: boolean): number {
  if (half === '') return 0
  const groups = half.split(':')
  const tail = last && groups.at(-1)?.includes('.') === true ? groups.pop() : undefined
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return Number.NaN
  if (tail === undefined) return groups.length
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(tail) ? groups.length + 2 : Number.NaN
}
