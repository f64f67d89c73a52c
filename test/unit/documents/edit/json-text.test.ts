import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonText } from '../../../../src/documents/edit/json-text.ts'
import { setValue } from '../../../../src/documents/edit/set-value.ts'
import { renderDocument } from '../../../../src/documents/export/render-documents.ts'
import type { Json } from '../../../../src/model/json.ts'
import { sourceText } from '../../../../src/source/source-text.ts'

/** A control sequence that terminals accept without an escape character, a reversed line, what nobody sees, a tag. */
const hostile = '\u009b31m\u007f\u202eb\u200b\ufeff\u{e0041}'
const shown = '"\\u009b31m\\u007f\\u202eb\\u200b\\ufeff\\udb40\\udc41"'

test('an edited JSON file shows what a live text has in it, in values and in names', () => {
  const text = '{"traits": {"bio": "x"}}\n'
  const source = sourceText('a.json', text)
  const edit = (path: string[]) => setValue(source, source.locate(0), path, hostile)?.text
  expect(edit(['traits', 'bio'])).toBe(`{"traits": {"bio": ${shown}}}\n`)
  expect(edit(['traits', hostile])).toBe(`{"traits": {"bio": "x", ${shown}: ${shown}}}\n`)
})

test('so do exported documents', () => {
  expect(renderDocument({ bio: hostile }, 'ndjson')).toBe(`{"bio":${shown}}\n`)
  expect(renderDocument({ bio: [hostile] }, 'json')).toBe(`{\n  "bio": [\n    ${shown}\n  ]\n}\n`)
})

test('letters of all kinds stay as they are', () => {
  expect(jsonText('Łukasz 李 نام‌خانوادگی 👩‍🚀 ❤️')).toBe('"Łukasz 李 نام‌خانوادگی 👩‍🚀 ❤️"')
})

test('the value stays the same, and no control character is left', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const text = jsonText(value as Json)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(text).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u)
    }),
  )
})
