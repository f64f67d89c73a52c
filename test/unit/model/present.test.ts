import { describe, expect, test } from 'vitest'
import { present } from '../../../src/model/present.ts'

describe('present', () => {
  test('leaves out what is undefined, and nothing else', () => {
    const members = { zero: 0, none: undefined, empty: '', no: false, nothing: null, list: [] }
    expect(Object.entries(present(members))).toEqual([
      ['zero', 0],
      ['empty', ''],
      ['no', false],
      ['nothing', null],
      ['list', []],
    ])
  })

  test('makes optional what may be undefined, and only that', () => {
    const members: { readonly id: string; readonly hint: string | undefined; readonly at?: number } = {
      id: 'a',
      hint: undefined,
    }
    const outcome: { readonly id: string; readonly hint?: string; readonly at?: number } = present(members)
    expect(outcome).toEqual({ id: 'a' })
    // @ts-expect-error: it may be absent
    const hint: string = present(members).hint
    expect(hint).toBeUndefined()
  })
})
