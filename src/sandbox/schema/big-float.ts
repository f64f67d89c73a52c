/** Kratos computes with Go's `big.Float` at 64 bits of mantissa, which shows in `multipleOf` and in printed bounds. */

interface BinaryFloat {
  /** At most 64 bits. */
  readonly mantissa: bigint
  readonly exponent: number
}

/** Is `value / divisor`, rounded to 64 bits, a whole number? So `0.3` is a multiple of `0.1` here. */
export function isMultipleOf(value: number, divisor: number): boolean {
  const [left, right] = [toBinary(value), toBinary(divisor)]
  if (left.mantissa === 0n) return true
  const quotient = round((left.mantissa << 192n) / right.mantissa, left.exponent - right.exponent - 192, {
    inexact: (left.mantissa << 192n) % right.mantissa !== 0n,
  })
  return quotient.exponent >= 0 || quotient.mantissa % (1n << BigInt(-quotient.exponent)) === 0n
}

function toBinary(value: number): BinaryFloat {
  const { digits, exponent } = decimalOf(value)
  if (exponent >= 0) return round(BigInt(digits) * 10n ** BigInt(exponent), 0, { inexact: false })
  const divisor = 10n ** BigInt(-exponent)
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

/** `value = ±digits × 10^exponent`, from the shortest text that stands for the number. */
function decimalOf(value: number): { digits: string; exponent: number } {
  const [mantissa = '', power = '0'] = String(Math.abs(value)).split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  return { digits: (whole + fraction).replace(/^0+(?=\d)/, ''), exponent: Number(power) - fraction.length }
}

/** Go's `%v` of a `big.Float`: shortest digits, scientific from a million on and below 0.0001. */
export function formatBigFloat(value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const { digits, exponent } = decimalOf(value)
  const significant = digits.replace(/0+$/, '') || '0'
  const power = value === 0 ? 0 : digits.length - 1 + exponent
  // JavaScript prints numbers of this range without an exponent.
  if (power >= -4 && power < 6) return sign + String(Math.abs(value))
  const fraction = significant.length > 1 ? `.${significant.slice(1)}` : ''
  const size = String(Math.abs(power)).padStart(2, '0')
  return `${sign}${significant[0]}${fraction}e${power < 0 ? '-' : '+'}${size}`
}
