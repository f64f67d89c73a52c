import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shortenPlace } from '../../../../src/render/layout/shorten-place.ts'
import { widthOf } from '../../../../src/render/layout/width.ts'

test.each([
  ['identities/support/desk.ndjson:12', 40, 'identities/support/desk.ndjson:12'],
  ['identities/support/desk.ndjson:12', 30, '…/support/desk.ndjson:12'],
  ['identities/support/desk.ndjson:12', 20, '…/desk.ndjson:12'],
  ['identities/support/desk.ndjson', 29, '…/support/desk.ndjson'],
  ['identities/support/desk.ndjson:12', 15, 'desk.ndjson:12'],
  ['identities/a-very-long-name.yaml:12', 16, 'a-very…e.yaml:12'],
  ['name-without-folder.yaml:7', 16, 'name-wi…r.yaml:7'],
  ['identities/people.yaml:1234567', 8, 'peop…567'],
])('%s in %i columns', (place, width, shown) => {
  expect(shortenPlace(place, width)).toBe(shown)
})

const name = fc.stringMatching(/^[a-zé漢-]{1,12}$/u)

test('a place is never wider than its room, and its folders are whole or left out', () => {
  fc.assert(
    fc.property(
      fc.array(name, { maxLength: 4 }),
      name,
      fc.nat(99_999),
      fc.integer({ min: 1, max: 60 }),
      (folders, file, line, width) => {
        const place = [...folders, `${file}:${line}`].join('/')
        const shown = shortenPlace(place, width)
        expect(widthOf(shown)).toBeLessThanOrEqual(width)
        if (shown.includes('/') && shown !== place) expect(place.endsWith(shown.slice(1))).toBe(true)
        if (width >= widthOf(`…/${file}:${line}`)) expect(shown.endsWith(`${file}:${line}`)).toBe(true)
      },
    ),
  )
})
