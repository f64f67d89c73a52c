import { expect, test } from 'vitest'
import type { Change, FieldChange } from '../../../src/model/change.ts'
import { foldAlike } from '../../../src/render/human/alike.ts'
import { moreText } from '../../../src/render/human/more-lines.ts'
import { newWayIn } from '../../../src/render/human/way-in.ts'
import { createOf, fieldOf, updateOf } from './fixtures.ts'

/** What the line says of so many people who get these fields. */
function said(
  count: number,
  fields: (index: number) => FieldChange[],
  make: (key: string, over: { readonly fields: FieldChange[] }) => Change = updateOf,
): string {
  const changes = Array.from({ length: count }, (_, index) => make(`p${index}`, { fields: fields(index) }))
  const group = foldAlike(changes).find(({ more }) => more > 0)
  const first = changes[group?.shown[0] ?? 0]
  return first && group ? moreText(first, group) : ''
}

const leaf = (before: (index: number) => string, after: (index: number) => string) => (index: number) => [
  fieldOf('/traits/x', { before: before(index), after: after(index) }),
]
const same = () => 'en'
const own = (index: number) => `own ${index}`
const many = (index: number) => `v${index % 20}`
const twenty = '… 57 more like these: /traits/x'

test.each<[string, number, Parameters<typeof leaf>, string]>([
  ['one value becomes another', 9, [() => 'de', same], '… 6 more like these: /traits/x "de" → "en"'],
  ['many values become one', 60, [many, same], `${twenty} 20 different values → "en"`],
  ['each had their own', 9, [own, same], '… 6 more like these: /traits/x a value of their own → "en"'],
  ['one value becomes many', 60, [same, many], `${twenty} "en" → 20 different values`],
  ['each gets their own', 9, [same, own], '… 6 more like these; each person has their own /traits/x'],
  ['many values become their own', 60, [many, own], `${twenty} 20 different values → a value of their own`],
])('%s', (_, count, [before, after], text) => {
  expect(said(count, leaf(before, after))).toBe(text)
})

test('what new people have in common and what not', () => {
  const fields = (index: number) => [
    fieldOf('/traits/email', { after: `p${index}@example.com` }),
    fieldOf('/traits/role', { after: 'reader' }),
    fieldOf('/traits/city', { after: `c${index % 20}` }),
  ]
  expect(said(60, fields, createOf)).toBe(
    '… 57 more like these: /traits/role "reader" · /traits/city 20 different values · way in: password, recovery; each person has their own /traits/email',
  )
})

test('whoever is created inactive cannot sign in yet', () => {
  const inactive = [fieldOf('/state', { after: 'inactive' })]
  expect(newWayIn(createOf('ada', { fields: inactive, way_in: ['password', 'recovery'] }))).toBe(
    'way in: none while inactive; once active password, recovery',
  )
  expect(newWayIn(createOf('ada', { way_in: ['password'] }))).toBe('way in: password')
})
