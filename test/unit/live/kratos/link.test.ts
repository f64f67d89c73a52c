import { expect, test } from 'vitest'
import { pageTokenOf, parseLink } from '../../../../src/live/kratos/link.ts'
import { recorded } from './scripted-kratos.ts'

test('the Link headers that Kratos writes', () => {
  const links = parseLink(recorded('list-paging', 3).headers.get('link') ?? '')
  expect([...links.keys()]).toEqual(['first', 'next'])
  expect(pageTokenOf(links.get('next') ?? '')).toBe('00000000-0000-4000-8000-000000000002')
})

test.each<[string, [string, string][]]>([
  ['', []],
  ['nonsense', []],
  ['<a>', []],
  ['<a>; rel=next', [['next', 'a']]],
  [
    '<a>; rel="first", <b>; rel="NEXT"',
    [
      ['first', 'a'],
      ['next', 'b'],
    ],
  ],
])('%j', (header, expected) => {
  expect([...parseLink(header)]).toEqual(expected)
})

test.each([
  ['/a', undefined],
  ['/a?page_size=1', undefined],
  ['/a?page_token=', undefined],
  ['/a?page_token=x%2By&page_size=1', 'x+y'],
])('page_token of %s', (target, expected) => {
  expect(pageTokenOf(target)).toBe(expected)
})
