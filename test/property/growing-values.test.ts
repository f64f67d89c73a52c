import { expect, test } from 'vitest'
import { isEmail } from '../../src/go/email.ts'
import { formats } from '../../src/go/formats.ts'
import { goTrimSpace } from '../../src/go/text.ts'
import { normaliseIdentifier, normalisePhone } from '../../src/identity-schema/normalise.ts'
import { inexactRows } from '../../src/live/kratos/inexact-numbers.ts'
import { didYouMean } from '../../src/model/did-you-mean.ts'
import { digestOf } from '../../src/model/digest.ts'
import { isExactNumber } from '../../src/model/exact-number.ts'
import { likenessOf } from '../../src/reconcile/match/names.ts'
import { escapeText } from '../../src/render/escape.ts'
import { isDeep } from '../support/depth.ts'
import { expectLinear } from '../support/growth.ts'

/** Texts that a pattern may begin anew at every character, or go back over. */
const texts: Readonly<Record<string, (size: number) => string>> = {
  letters: (size) => 'a'.repeat(size),
  digits: (size) => '1'.repeat(size),
  blanks: (size) => `a${' '.repeat(size)}a`,
  dots: (size) => '.'.repeat(size),
  labels: (size) => 'a.'.repeat(size / 2),
  colons: (size) => 'a:'.repeat(size / 2),
  slashes: (size) => '/'.repeat(size),
  percents: (size) => '%41'.repeat(size / 3),
  braces: (size) => '{'.repeat(size),
  templates: (size) => '{a}'.repeat(size / 3),
  tildes: (size) => `/${'~0'.repeat(size / 2)}~`,
  ats: (size) => '@'.repeat(size),
  mailboxes: (size) => 'a@b,'.repeat(size / 4),
  comments: (size) => '('.repeat(size),
  quotes: (size) => '"\\"'.repeat(size / 3),
  plus: (size) => '+4930'.repeat(size / 5),
  address: (size) => `http://${'a:'.repeat(size / 2)}@x`,
  pointer: (size) => `0/${'~'.repeat(size)}`,
  date: (size) => `2026-01-01T00:00:00.${'0'.repeat(size)}Z`,
  control: (size) => '\u0001'.repeat(size),
  signs: (size) => '-1e'.repeat(size / 3),
  zeros: (size) => `1${'0'.repeat(size)}1`,
}

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  ...Object.fromEntries(formats),
  'an email address': isEmail,
  'an identifier': normaliseIdentifier,
  'a phone number': normalisePhone,
  'numbers of an answer': (text) => inexactRows(`[${JSON.stringify(text)},1e400,${JSON.stringify([text])}]`),
  'a number': (text) => isExactNumber(text, Number(text)),
  'a name': compareNames,
  'a shown value': escapeText,
  'an identifier of the sandbox': goTrimSpace,
}

/** With one that has a slip of the finger in it. */
function compareNames(text: string): unknown {
  const path = '/traits/name'
  const given = { written: () => digestOf(text), leaves: () => [path], kept: () => text }
  const said = { path, text: `${text}x`, digest: digestOf(`${text}x`) }
  return likenessOf({ names: [said], isUnsaid: () => false }, given)
}

/** A quick run tries a sixth of the texts with each, and so each text with a sixth of them. */
function textsFor(read: (text: string) => unknown): ((size: number) => string)[] {
  const turn = Object.values(readers).indexOf(read)
  return Object.values(texts).filter((_, index) => isDeep || (index + turn) % 6 === 0)
}

const control = (size: number) => void texts['labels']?.(size).split('.').map(escapeText)

test.each(Object.entries(readers))('%s is read in time that grows with its length', (_, read) => {
  for (const make of textsFor(read)) expectLinear((size) => void read(make(size)), control, 3000)
})

/** As long as Kratos takes a text. */
const longest = 5_000_000

test.runIf(isDeep).each(Object.entries(readers))(
  '%s as long as Kratos takes it does not exhaust the stack',
  (_, read) => {
    for (const name of ['letters', 'labels', 'percents', 'quotes', 'digits'] as const) {
      expect(() => read((texts[name] as (size: number) => string)(longest))).not.toThrow()
    }
  },
)

test('words that nobody knows, beside as many that are known', () => {
  const words = (size: number, start: string) => Array.from({ length: size }, (_, index) => `${start}${index + size}`)
  const guess = (size: number) => {
    const known = words(size, 'known')
    for (const word of words(size, 'wrong')) didYouMean(word, known)
  }
  expectLinear(guess, (size) => void words(size, 'control').map((word) => digestOf(word)), 300)
})
