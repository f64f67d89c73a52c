import { expect, test } from 'vitest'
import { pageTokenOf, parseLink } from '../../../../src/live/kratos/link-header.ts'
import { recorded } from './scripted-kratos.ts'

const linksIn = (header: string) => [...(parseLink(header) ?? [])]

test('the Link headers that Kratos writes', () => {
  const links = linksIn(recorded('list-paging', 3).headers.get('link') ?? '')
  expect(links.map(([name]) => name)).toEqual(['first', 'next'])
  expect(pageTokenOf(links[1]?.[1] ?? '')).toBe('00000000-0000-4000-8000-000000000002')
})

test.each<[string, [string, string][]]>([
  ['', []],
  ['<a>; rel=next', [['next', 'a']]],
  [
    '<a>; rel="first", <b>; rel="NEXT"',
    [
      ['first', 'a'],
      ['next', 'b'],
    ],
  ],
])('%j', (header, expected) => {
  expect(linksIn(header)).toEqual(expected)
})

test.each([
  '<n>; REL="NEXT"',
  '<n>; title="x, y; rel=last"; rel="next"',
  '<n>; rel="last next"',
  "<n>; rel='next'",
  '<n> ; rel = next ; title=x',
])('every spelling of the next page is one: %s', (next) => {
  for (const header of [`<f>; rel="first",${next}`, `${next}, <f>; rel=first`]) {
    expect(parseLink(header)?.get('next')).toBe('n')
    expect(parseLink(header)?.get('first')).toBe('f')
  }
})

test.each([
  'nonsense',
  '<a>',
  '<a>; title=x',
  '<n; rel="next"',
  '<n>; rel="next',
  'n; rel=next',
  '<n>; rel="next" <m>; rel="last"',
  '<n>; rel="next", <m>; rel="next"',
])('what cannot be read is not passed over: %s', (part) => {
  for (const header of [part, `<f>; rel="first",${part}`, `${part},<f>; rel="first"`]) {
    expect(parseLink(header)).toBeUndefined()
  }
})

test.each([
  ['/a', undefined],
  ['/a?page_size=1', undefined],
  ['/a?page_token=', undefined],
  ['/a?page_token=x%2By&page_size=1', 'x+y'],
])('page_token of %s', (target, expected) => {
  expect(pageTokenOf(target)).toBe(expected)
})
