import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutOut } from '../../../src/model/cut-out.ts'

const goJson = (text: string) =>
  JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
const ascii = (text: string) =>
  goJson(text).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
const html = (text: string) => text.replace(/[&<>"'+]/g, (char) => `&#${char.charCodeAt(0)};`)
const named = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** What servers, gateways and databases do to what they quote. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  JSON: JSON.stringify,
  'JSON of Go': goJson,
  'JSON of PHP': (text) => JSON.stringify(text).replaceAll('/', '\\/'),
  'ASCII JSON': ascii,
  'JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)),
  'JSON in JSON of Go': (text) => goJson(goJson(text)),
  'a URL': (text) => encodeURIComponent(text),
  'a form': (text) => encodeURIComponent(text).replaceAll('%20', '+'),
  HTML: html,
  'HTML with names': named,
  'lower case': (text) => text.toLowerCase(),
  'upper case': (text) => text.toUpperCase(),
  'lower case, trimmed': (text) => text.trim().toLowerCase(),
  'composed letters': (text) => text.normalize('NFC'),
  'decomposed letters': (text) => text.normalize('NFD'),
  'without control characters': (text) => text.replace(/\p{Cc}/gu, '\ufffd'),
}

const texts = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom('\\', '"', '/', '&', '<', '%', '+', '\n', '\t', 'a', 'Ä', 'n', 'u0041', '41', 'ß', ' '),
      minLength: 1,
    }),
  )
  .filter((text) => text.trim() !== '')

describe.each(Object.entries(spellings))('a secret quoted as %s', (_, spell) => {
  test('leaves nothing of it', () => {
    fc.assert(
      fc.property(texts, (secret) => {
        const quoted = spell(secret)
        const shown = cutOut(`[${quoted}]`, [secret])
        expect(shown.replace(/[[\]"\\\s•]|%20|%0A|%09|\p{C}|\ufffd|\+/gu, '')).toBe('')
      }),
    )
  })
})

test('of a long secret no long piece is shown either, and of one with lines no line', () => {
  const secret = 'one secret text that is long\nGeheim99\nlast'
  expect(cutOut('no: "secret text that is" is bad', [secret])).toBe('no: "•••" is bad')
  expect(cutOut('no: Geheim99 is bad', [secret])).toBe('no: ••• is bad')
})

test.each([
  ['must be >= 50000000 but found 47114711', 47114711, 'must be >= 50000000 but found •••'],
  ['found 4.7114711e+07, "47114711", pin47114711', 47114711, 'found •••, "•••", pin•••'],
  ['must be >= 50 but found 5 in #/items/15', 5, 'must be >= 50 but found ••• in #/items/15'],
  ['found -1.50', -1.5, 'found -•••'],
  ['expected string, but got True', true, 'expected string, but got •••'],
])('%s without %s', (text, hidden, expected) => {
  expect(cutOut(text, [hidden])).toBe(expected)
})

test('anything else stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(cutOut(text, ['never in there: §§§'])).toBe(text)
      expect(cutOut(text, [])).toBe(text)
    }),
  )
})
