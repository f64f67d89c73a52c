import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { globOnPeople, namesOf } from '../../../src/reconcile/decide/names-of-command.ts'

const ada = { key: 'ada', file: 'identities/contractors/ada.yaml' }

describe('a glob', () => {
  test.each([
    ['*', true],
    ['a?a', true],
    ['contractors/*', true],
    ['identities/contractors/*', true],
    ['**/ada.yaml', true],
    ['{ada,bob}', true],
    ['identities/*', false],
    ['bob*', false],
    ['contractors', false],
    ['*.yml', false],
  ])('%s fits a key or a file, with and without the folder of the documents: %s', (glob, fits) => {
    expect(globOnPeople(glob, ['identities'])(ada)).toBe(fits)
  })

  test('fits somebody without a file by key only', () => {
    expect(globOnPeople('a*', ['identities'])({ key: 'ada', file: undefined })).toBe(true)
    expect(globOnPeople('identities/*', ['identities'])({ key: 'ada', file: undefined })).toBe(false)
  })

  test('with a ! at the start names nobody else', () => {
    expect(namesOf({ keys: [], globs: ['!bob*'] }, [], () => false).namingOf(ada)).toBeUndefined()
  })

  test('that is a key names its owner, and nobody whom it would fit', () => {
    const { namingOf } = namesOf({ keys: [], globs: ['team[1]'] }, [], (key) => key === 'team[1]')
    expect(namingOf({ key: 'team[1]', file: undefined })).toBe('key')
    expect(namingOf({ key: 'team1', file: undefined })).toBeUndefined()
  })
})

test('a key names its owner only, whatever signs it has', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (key, other) => {
      const { namingOf } = namesOf({ keys: [key] }, ['identities'], () => false)
      expect(namingOf({ key: other, file: other })).toBe(key === other ? 'key' : undefined)
    }),
  )
})
