import { expect, test } from 'vitest'
import { parseFirstValue } from '../../../../src/sandbox/go/scan-json.ts'

const parse = (text: string): unknown => parseFirstValue(Buffer.from(text))

test.each([
  ['{"a":[1,-2.5,"x\\u00e4"]}', { a: [1, -2.5, 'xä'] }],
  ['{"a":1} trailing', { a: 1 }],
  ['nullx', null],
  ['12x', 12],
  ['01', 0],
  ['[] []', []],
  ['{"a":1,"a":2}', { a: 2 }],
])('takes the first value of %s', (text, value) => {
  expect(parse(text)).toEqual(value)
})

/** Texts of Go 1.26. */
test.each([
  ['', 'EOF'],
  [' \n', 'EOF'],
  ['{', 'unexpected EOF'],
  ['"abc', 'unexpected EOF'],
  ['nope', "invalid character 'o' in literal null (expecting 'u')"],
  ['trx', "invalid character 'x' in literal true (expecting 'u')"],
  ['x', "invalid character 'x' looking for beginning of value"],
  ['\ufeff{}', "invalid character 'ï' looking for beginning of value"],
  ["'", "invalid character '\\'' looking for beginning of value"],
  ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['[1 2]', "invalid character '2' after array element"],
  ['[1,]', "invalid character ']' looking for beginning of value"],
  ['[01]', "invalid character '1' after array element"],
  ['-x', "invalid character 'x' in numeric literal"],
  ['1.x', "invalid character 'x' after decimal point in numeric literal"],
  ['1e+x', "invalid character 'x' in exponent of numeric literal"],
  ['"\n"', "invalid character '\\n' in string literal"],
  ['"\\x"', "invalid character 'x' in string escape code"],
  ['"\\u00g0"', "invalid character 'g' in \\u hexadecimal character escape"],
  ['['.repeat(10_001), "invalid character '[' exceeded max depth"],
])('%# refuses with the text of Go', (text, message) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ name: 'GoJsonError', message }))
})
