import { describe, expect, it } from 'vitest'
import { formatTest } from '../../../src/sandbox/schema/formats.ts'

/** Accepted and refused texts by format; the odd ones are Kratos' own. */
const texts: Record<string, { yes: string[]; no: string[] }> = {
  'date-time': {
    yes: ['2020-02-29T12:34:56Z', '2020-01-01T1:02:03,5+24:60'],
    no: ['2021-02-29T00:00:00Z', '2020-01-01T23:59:60Z', '2020-01-01t00:00:00Z', '2020-01-01T24:00:00Z', '2020-01-01'],
  },
  date: { yes: ['2000-02-29', '2020-12-31'], no: ['1900-02-29', '2020-04-31', '2020-13-01', '2020-1-1'] },
  time: { yes: ['12:34:56Z', '1:02:03.5-23:59'], no: ['12:34:56', '12:60:00Z', '12:34:56+25:00'] },
  hostname: {
    yes: ['a', 'A1-2.example.', 'xn--a'],
    no: ['', '-a', 'a-.b', 'a..b', 'ex_ample', 'é.de', 'x'.repeat(64)],
  },
  email: {
    yes: ['a@b', ' a@b.c', '"a b"@c.d', '"a@b"@c.d', 'ä@b.c', `${'é'.repeat(32)}@b`],
    no: ['a@b.c ', 'a@b@c', '""@a.b', 'a..b@c', 'a.@b', 'a@b.c.', 'X <a@b.c>', 'a@[1.2.3.4]', `${'é'.repeat(33)}@b`],
  },
  tel: {
    yes: [
      '+1 650-253-0000',
      'call +1 650 253 0000',
      '+1 650 253 0000 ext. 12',
      '+1 800 FLOWERS',
      '＋１６５０２５３００００',
    ],
    no: ['', '6502530000', '0049 30 901820', '+1 650 253 0000!', '+999123456'],
  },
  ipv4: { yes: ['1.2.3.4', '+01.2.3.4'], no: ['256.1.1.1', '1.2.3', '1.2.3.x'] },
  ipv6: { yes: ['::1', '::ffff:1.2.3.4'], no: ['1.2.3.4', 'fe80::1%eth0', '1::2::3'] },
  uri: {
    yes: ['http://a.b/c d', 'mailto:x', 'x:', 'http://[fe80::1%25en0]:80/', 'http://u:p@h/'],
    no: [
      'not a uri',
      '/a',
      ':a',
      'http://a b/',
      'http://[1.2.3.4]/',
      'http://[::1%en0]/',
      'http://a:b/',
      'http://a/%zz',
    ],
  },
  'uri-reference': { yes: ['', '/a', 'a/b:c', '#x'], no: ['a b:c/d', '%', '\u0001'] },
  'uri-template': { yes: ['/a{b}/{c}', 'x:{'], no: ['/a{b', '/a}', '/{a{b}}', '/{a/b}'] },
  regex: { yes: ['[[:alpha:]]', '\\pL', '(?i)a'], no: ['(', '(?=a)', '(a)\\1'] },
  'json-pointer': { yes: ['', '/a~0~1', '/~~0'], no: ['a', '#/a', '/a~', '/a~2'] },
  'relative-json-pointer': { yes: ['0', '10#', '1/a'], no: ['', '01', '-1', '1a', '0##'] },
}

const rows = Object.entries(texts).flatMap(([format, { yes, no }]) => [
  ...yes.map((text) => [format, text, true] as const),
  ...no.map((text) => [format, text, false] as const),
])

describe('formats', () => {
  it.each(rows)('%s %j: %s', (format, text, expected) => {
    expect(formatTest(format)?.(text)).toBe(expected)
  })

  it('refuse what is no string, except no-validate', () => {
    expect([null, 5, [], {}].map((value) => formatTest('email')?.(value))).toEqual([false, false, false, false])
    expect(formatTest('no-validate')?.(null)).toBe(true)
  })

  it.each(['uuid', 'idn-email', 'duration', 'toString'])('%s is unknown', (name) => {
    expect(formatTest(name)).toBeUndefined()
  })
})
