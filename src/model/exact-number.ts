/** Whether `source` is a JSON number (RFC 8259): no `+`, no leading zero, digits on both sides of the point. */
export function isJsonNumber(source: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(source)
}

/**
 * True when `JSON.stringify(value)` gives the same number as `source`, a YAML 1.2 core or JSON number. Callers report
 * numbers that lose digits as errors.
 */
export function isExactNumber(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return false
  if (/^0[xo]/.test(source)) return BigInt(source) === BigInt(value)
  const written = canonicalDecimal(source)
  return written !== undefined && written === canonicalDecimal(String(value))
}

/** The same text for all spellings of a decimal number: sign, digits without outer zeros, power of ten. */
function canonicalDecimal(text: string): string | undefined {
  const match = /^([-+]?)(\d*)\.?(\d*)(?:e([-+]?\d+))?$/i.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const leading = `${whole}${fraction}`.replace(/^0+/, '')
  const digits = leading.replace(/(?<!0)0+$/, '')
  if (digits === '') return '0'
  const power = Number(exponent) - fraction.length + (leading.length - digits.length)
  return `${sign === '-' ? '-' : ''}${digits}e${power}`
}
