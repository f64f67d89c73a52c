/**
 * Kratos computes with Go's `big.Float` at 64 bits of mantissa, which shows in `multipleOf`, in comparisons and in
 * printed bounds. Numbers are passed as literals: JavaScript numbers would have lost digits.
 */

interface BinaryFloat {
  /** At most 64 bits. */
  readonly mantissa: bigint
  readonly exponent: number
}

/** `±digits × 10^exponent`; digits without leading zeros, `0` for zero. */
interface Decimal {
  readonly negative: boolean
  readonly digits: string
  readonly exponent: number
  /** Power of ten of the first digit. */
  readonly power: number
}

/** Beyond this difference in powers of ten, the powers alone decide: there is no arithmetic with that many digits. */
const far = 5000

/** Far more digits than can change the first 64 bits. */
const enough = 1000

/** Beyond this power of ten a number exceeds Go's exponent: it becomes infinite, or zero. */
const infinite = 646_456_992

/** Is `value / divisor`, rounded to 64 bits, a whole number? So `0.3` is a multiple of `0.1` here. */
export function isMultipleOf(value: string, divisor: string): boolean {
  const [top, bottom] = [decimalOf(value), decimalOf(divisor)]
  if (top.digits === '0' || top.power < -infinite) return true
  if (top.power > infinite) return false
  if (Math.abs(top.power - bottom.power) > far) return top.power > bottom.power
  const shared = Math.min(top.exponent, bottom.exponent)
  const [left, right] = [toBinary(top, shared), toBinary(bottom, shared)]
  const quotient = round((left.mantissa << 192n) / right.mantissa, left.exponent - right.exponent - 192, {
    inexact: (left.mantissa << 192n) % right.mantissa !== 0n,
  })
  return quotient.exponent >= 0 || quotient.mantissa % (1n << BigInt(-quotient.exponent)) === 0n
}

/** Negative, zero or positive, as `left` is below, equal to or above `right` at 64 bits. */
export function compareFloats(left: string, right: string): number {
  const [one, other] = [decimalOf(left), decimalOf(right)]
  const signs = signOf(one) - signOf(other)
  if (signs !== 0 || one.digits === '0') return signs
  return signOf(one) * compareSizes(one, other)
}

function signOf({ negative, digits }: Decimal): number {
  return digits === '0' ? 0 : negative ? -1 : 1
}

function compareSizes(one: Decimal, other: Decimal): number {
  if (Math.abs(one.power - other.power) > 1) return one.power - other.power
  // Both have about the same power: divided by a power of ten that they share, they are small.
  const shared = Math.abs(one.power) > far ? Math.min(one.exponent, other.exponent) : 0
  const [left, right] = [toBinary(one, shared), toBinary(other, shared)]
  const lowest = Math.min(left.exponent, right.exponent)
  const difference =
    (left.mantissa << BigInt(left.exponent - lowest)) - (right.mantissa << BigInt(right.exponent - lowest))
  return difference === 0n ? 0 : difference > 0n ? 1 : -1
}

/** `value / 10^shared` in binary. */
function toBinary({ digits, exponent }: Decimal, shared: number): BinaryFloat {
  const scale = exponent - shared
  if (scale >= 0) return round(BigInt(digits) * 10n ** BigInt(scale), 0, { inexact: false })
  const divisor = 10n ** BigInt(-scale)
  const shift = BigInt(divisor.toString(2).length + 128)
  const scaled = BigInt(digits) << shift
  return round(scaled / divisor, -Number(shift), { inexact: scaled % divisor !== 0n })
}

/** Round half to even at 64 bits; `inexact` says that a non-zero rest lies below the last bit. */
function round(mantissa: bigint, exponent: number, { inexact }: { inexact: boolean }): BinaryFloat {
  const excess = mantissa.toString(2).length - 64
  if (excess <= 0) return { mantissa, exponent }
  const drop = BigInt(excess)
  const [kept, rest, half] = [mantissa >> drop, mantissa & ((1n << drop) - 1n), 1n << (drop - 1n)]
  const up = rest > half || (rest === half && (inexact || (kept & 1n) === 1n))
  return { mantissa: up ? kept + 1n : kept, exponent: exponent + excess }
}

function decimalOf(literal: string): Decimal {
  const [mantissa = '', power = '0'] = literal.toLowerCase().replace(/^-/, '').split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = (whole + fraction).replace(/^0+(?=\d)/, '')
  // The digits that are cut off matter only as a non-zero rest, which the last 1 stands for.
  const digits = all.length > enough ? `${all.slice(0, enough)}1` : all
  const exponent = Number(power) - fraction.length + all.length - digits.length
  return { negative: literal.startsWith('-'), digits, exponent, power: digits.length - 1 + exponent }
}

/** Go's `%v` of a `big.Float`: shortest digits, scientific from a million on and below 0.0001. */
export function formatBigFloat(value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const { digits, exponent } = decimalOf(String(Math.abs(value)))
  const significant = digits.replace(/0+$/, '') || '0'
  const power = value === 0 ? 0 : digits.length - 1 + exponent
  // JavaScript prints numbers of this range without an exponent.
  if (power >= -4 && power < 6) return sign + String(Math.abs(value))
  const fraction = significant.length > 1 ? `.${significant.slice(1)}` : ''
  const size = String(Math.abs(power)).padStart(2, '0')
  return `${sign}${significant[0]}${fraction}e${power < 0 ? '-' : '+'}${size}`
}
