import { compileRe2, type Pattern } from '../../go/pattern.ts'
import { goQuote } from '../../go/print.ts'
import { parseFirstValue } from '../go/scan-json.ts'
import { type JsonObject, member } from '../json.ts'
import { type Problem, problem } from './problem.ts'

export interface StringRules {
  readonly minLength: number
  readonly maxLength: number
  readonly pattern: Pattern | undefined
  readonly encoding: string | undefined
  readonly mediaType: string | undefined
}

const keywords = ['minLength', 'maxLength', 'pattern', 'contentEncoding', 'contentMediaType']

/** @param version Draft number: `contentEncoding` and `contentMediaType` exist only in draft-07. */
export function compileStringKeywords(schema: JsonObject, version: number): StringRules | undefined {
  if (!keywords.some((keyword) => Object.hasOwn(schema, keyword))) return undefined
  const pattern = member(schema, 'pattern')
  const encoding = version >= 7 ? member(schema, 'contentEncoding') : undefined
  const mediaType = version >= 7 ? member(schema, 'contentMediaType') : undefined
  return {
    minLength: (member(schema, 'minLength') as number | undefined) ?? 0,
    maxLength: (member(schema, 'maxLength') as number | undefined) ?? Number.POSITIVE_INFINITY,
    pattern: typeof pattern === 'string' ? compileRe2(pattern) : undefined,
    encoding: typeof encoding === 'string' ? encoding : undefined,
    mediaType: typeof mediaType === 'string' ? mediaType : undefined,
  }
}

export function stringProblems(rules: StringRules, value: string): Problem[] {
  const found: Problem[] = []
  const length = runeCount(value)
  if (length < rules.minLength)
    found.push(problem('minLength', `length must be >= ${rules.minLength}, but got ${length}`))
  if (length > rules.maxLength)
    found.push(problem('maxLength', `length must be <= ${rules.maxLength}, but got ${length}`))
  if (rules.pattern && !rules.pattern.matches(value)) {
    found.push(problem('pattern', `does not match pattern ${goQuote(rules.pattern.text)}`))
  }
  return [...found, ...contentProblems(rules, value)]
}

function runeCount(value: string): number {
  let count = 0
  for (const _ of value) count += 1
  return count
}

/** Checks only `base64` and `application/json`. With an unknown encoding the media type is not checked. */
function contentProblems({ encoding, mediaType }: StringRules, value: string): Problem[] {
  const content = encoding === undefined ? Buffer.from(value) : encoding === 'base64' ? decodeBase64(value) : undefined
  if (encoding === 'base64' && content === undefined) {
    return [problem('contentEncoding', `${goQuote(value)} is not base64 encoded`)]
  }
  if (content === undefined || mediaType !== 'application/json' || startsWithJson(content)) return []
  return [problem('contentMediaType', `value is not of mediatype ${goQuote(mediaType)}`)]
}

/** Decodes Go's standard base64: padded, line breaks ignored; `undefined` if invalid. */
function decodeBase64(value: string): Buffer | undefined {
  const text = value.replace(/[\r\n]/g, '')
  const valid = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
  return valid ? Buffer.from(text, 'base64') : undefined
}

/** Whether the content starts with a JSON value; anything after it is ignored. */
function startsWithJson(content: Buffer): boolean {
  try {
    parseFirstValue(content)
    return true
  } catch {
    return false
  }
}
