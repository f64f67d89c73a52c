import { describe, expect, it } from 'vitest'
import { formats } from '../../../src/go/formats.ts'
import { normaliseIdentifier, normalisePhone, phonesEqual } from '../../../src/identity-schema/normalise.ts'

/** Answers of the Go functions that Kratos v26.2.0 calls. */
const answers: Readonly<Record<string, { readonly yes: readonly string[]; readonly no: readonly string[] }>> = {
  email: {
    yes: ['a@b', 'a+b@example.org', 'ä@example.org', '"a b"@x.org', ' a@b', `${'x'.repeat(64)}@b`, 'a@b.-c'],
    no: [
      'a@ex_ample.org',
      'a@exämple.org',
      'a..b@c',
      '.a@c',
      'A <a@b>',
      'a@b ',
      'a@-b',
      'a@b.',
      `${'ä'.repeat(33)}@b`,
      '""@c',
    ],
  },
  tel: { yes: ['+1 650-253-0000', 'tel:+16502530000'], no: ['6502530000', '+999 12345', '', '0049 30 1234567'] },
  date: { yes: ['2020-02-29'], no: ['2019-02-29', '2020-2-1', '2020-01-01 '] },
  'date-time': {
    yes: ['2020-01-01T00:00:00Z', '2020-01-01T0:00:00,5+24:00'],
    no: ['2020-01-01t00:00:00Z', '2020-01-01T00:00:60Z', '2020-02-30T00:00:00Z', '2020-01-01T00:00:00'],
  },
  time: { yes: ['00:00:00.5Z'], no: ['24:00:00Z', '00:00:00'] },
  uri: {
    yes: ['mailto:a@b', 'http://a/b c', 'http://[::1]:80', 'x:%zz'],
    no: ['/a', 'http://a b', 'http://a/%zz', '://a'],
  },
  'uri-reference': { yes: ['', 'a', './a:b', '?%zz', '//%25'], no: ['a/%zz', '1a:b', '\u0001', '//a['] },
  'uri-template': { yes: ['http://a/{x}'], no: ['{{a}}', '/{a/b}'] },
  ipv4: { yes: ['01.2.3.4'], no: ['256.1.1.1', '1.2.3', ' 1.2.3.4'] },
  ipv6: {
    yes: ['::', '1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:7::'],
    no: ['1.2.3.4', ':::', '12345::', '::1.2.3.4.', 'fe80::1%en0'],
  },
  regex: { yes: ['(?P<a>b)', '\\pL', '(?i)a'], no: ['(?=a)', '\\1', '[', 'a{1001}'] },
  'json-pointer': { yes: ['', '/a~0~1'], no: ['a', '/~2'] },
  'relative-json-pointer': { yes: ['0', '1/a', '0#'], no: ['01', '-1', '', '1#/a'] },
  hostname: { yes: ['a', 'a.b.', '1.2.3.4'], no: ['-a', 'a-', 'a..b', 'a_b', ''] },
}

describe.each(Object.entries(answers))('format %s', (name, { yes, no }) => {
  const fits = (text: string) => formats.get(name)?.(text)
  it.each(yes)('takes %j', (text) => expect(fits(text)).toBe(true))
  it.each(no)('refuses %j', (text) => expect(fits(text)).toBe(false))
})

describe('normalisation', () => {
  it.each([
    [' Ann X ', 'ann x'],
    ['\u0085\u3000A\u00a0', 'a'],
    ['\ufeffA', '\ufeffa'],
    ['ΑΣ', 'ας'.replace('ς', 'σ')],
  ])('%j', (value, expected) => expect(normaliseIdentifier(value)).toBe(expected))

  it('compares phones as numbers', () => {
    expect(normalisePhone('+49 30 1234567')).toBe('+49301234567')
    expect(phonesEqual('+49 30 1234567', '+49 (30) 123-4567')).toBe(true)
    expect(phonesEqual('30 1234567', '30 1234567')).toBe(false)
  })
})
