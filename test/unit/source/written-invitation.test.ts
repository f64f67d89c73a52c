import { describe, expect, test } from 'vitest'
import { lifetimeProblem, toInvitation, writtenInvitation } from '../../../src/source/written-invitation.ts'

describe('lifetimeProblem', () => {
  test.each(['1h', '24h', '1h30m', '90m', '500ms', '0h1s'])('%s is fine', (text) => {
    expect(lifetimeProblem(text)).toBeUndefined()
  })

  test.each([
    ['30d', 'which has no days: write 720h'],
    ['2w', 'which has no days: write 336h'],
    ['', 'like 90m, 24h or 1h30m'],
    ['24', 'like 90m, 24h or 1h30m'],
    ['-1h', 'like 90m, 24h or 1h30m'],
    ['1.5h', 'like 90m, 24h or 1h30m'],
    ['0s', 'longer than zero'],
    ['9999999h', 'at most 876000h'],
  ])('%j: %s', (text, words) => expect(lifetimeProblem(text)).toContain(words))
})

describe('on_create as written', () => {
  test.each([
    ['recovery_link', { send: 'recovery_link' }],
    [
      { send: 'recovery_code', lifetime: '24h' },
      { send: 'recovery_code', lifetime: '24h' },
    ],
    [null, undefined],
  ])('%j', (written, expected) => {
    expect(toInvitation(writtenInvitation.parse(written))).toEqual(expected)
  })

  test.each([
    ['recovery_lnk', 'must be recovery_link or recovery_code (did you mean recovery_link?), or a map with send'],
    [true, 'must be recovery_link or recovery_code, or a map with send'],
    [{ lifetime: '1h' }, 'needs send: recovery_link or recovery_code'],
    [{ send: 'link' }, 'needs send: recovery_link or recovery_code'],
    [{ send: 'recovery_link', expires: '1h' }, 'may have only send and lifetime, not `expires`'],
    [{ send: 'recovery_link', lifetime: '1d' }, 'must be a duration as Kratos writes it, which has no days: write 24h'],
    [{ send: 'recovery_link', lifetime: 5 }, 'must be a duration as Kratos writes it, like 90m, 24h or 1h30m'],
  ])('%j is refused', (written, message) => {
    const result = writtenInvitation.safeParse(written)
    expect(result.error?.issues.map((issue) => issue.message)).toEqual([message])
  })
})
