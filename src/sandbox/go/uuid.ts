import { goQuote } from '../../go/print.ts'
import { byteLength } from '../../go/text.ts'
import { GoJsonError } from './json-error.ts'

export const nilUuid = '00000000-0000-0000-0000-000000000000'

/**
 * A UUID in any spelling that Kratos accepts (upper case, without dashes, in braces, as URN), in canonical form.
 * Throws `GoJsonError` with the parser's text, e.g. `uuid: incorrect UUID length 3 in string "abc"`.
 */
export function parseUuid(text: string): string {
  let body = text
  switch (byteLength(text)) {
    case 32:
    case 36:
      break
    case 34:
    case 38:
      if (!text.startsWith('{') || !text.endsWith('}')) throw wrongFormat(text)
      body = text.slice(1, -1)
      break
    case 41:
    case 45:
      if (!text.startsWith('urn:uuid:')) throw wrongFormat(text.slice(0, 9))
      body = text.slice(9)
      break
    default:
      throw new GoJsonError(`uuid: incorrect UUID length ${byteLength(text)} in string ${goQuote(text)}`)
  }
  const dashed = /^(.{8})-(.{4})-(.{4})-(.{4})-(.{12})$/s.exec(body)
  if (byteLength(body) === 36 && dashed === null) throw wrongFormat(body)
  const hex = dashed === null ? body : dashed.slice(1).join('')
  if (!/^[0-9a-fA-F]{32}$/.test(hex)) throw new GoJsonError('uuid: invalid UUID format')
  const lower = hex.toLowerCase()
  return [0, 8, 12, 16, 20].map((start, index, starts) => lower.slice(start, starts[index + 1])).join('-')
}

/** Like `parseUuid`, but returns the nil UUID for an invalid text, as Kratos does for identity ids in paths. */
export function uuidOrNil(text: string): string {
  try {
    return parseUuid(text)
  } catch {
    return nilUuid
  }
}

function wrongFormat(text: string): GoJsonError {
  return new GoJsonError(`uuid: incorrect UUID format in string ${goQuote(text)}`)
}
