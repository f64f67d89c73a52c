import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createProgress } from '../../../src/cli/progress.ts'

describe('progress', () => {
  const text = (isTerminal: boolean, quiet: boolean): string => {
    const stream = new PassThrough()
    let time = 0
    const progress = createProgress({ stream, isTerminal, quiet, now: () => new Date(time) })
    for (const done of [0, 50, 100]) {
      progress.advance('applying', done, 200)
      time += 10_000
    }
    progress.clear()
    return stream.read()?.toString() ?? ''
  }

  test('one line in place on a terminal', () => {
    expect(text(true, false)).toBe(
      '\r\u001b[2Kapplying: [....................] 0/200' +
        '\r\u001b[2Kapplying: [#####...............] 50/200, 5.0/s, 30 s left' +
        '\r\u001b[2Kapplying: [##########..........] 100/200, 5.0/s, 20 s left' +
        '\r\u001b[2K',
    )
  })

  test('a line now and then elsewhere', () => {
    expect(text(false, false)).toBe('applying: 50/200, 5.0/s, 30 s left\napplying: 100/200, 5.0/s, 20 s left\n')
  })

  test('nothing when quiet', () => {
    expect(text(true, true)).toBe('')
  })

  describe('a wait', () => {
    function waiting(isTerminal: boolean, quiet = false) {
      const stream = new PassThrough()
      let time = 0
      const progress = createProgress({ stream, isTerminal, quiet, now: () => new Date(time) })
      const told = () => stream.read()?.toString() ?? ''
      return { progress, told, pass: (milliseconds: number) => (time += milliseconds) }
    }

    test('is told at once on a terminal, also right after something else', () => {
      const { progress, told } = waiting(true)
      progress.count('applying', 1)
      progress.wait('for the rate limit', 11_200)
      expect(told()).toBe('\r\u001b[2Kapplying: 1\r\u001b[2Kwaiting 12 s for the rate limit')
    })

    test('of several requests at once is told once', () => {
      const { progress, told, pass } = waiting(true)
      for (const milliseconds of [12_000, 12_100, 11_000]) progress.wait('for the rate limit', milliseconds)
      expect(told()).toBe('\r\u001b[2Kwaiting 12 s for the rate limit')
      pass(12_000)
      progress.wait('for the rate limit', 5000)
      expect(told()).toBe('\r\u001b[2Kwaiting 5 s for the rate limit')
    })

    test('that is short is not told; a log has lines for long ones only', () => {
      const terminal = waiting(true)
      terminal.progress.wait('before the next try', 900)
      const log = waiting(false)
      log.progress.wait('before the next try', 9000)
      log.progress.wait('for the rate limit', 60_000)
      expect([terminal.told(), log.told()]).toEqual(['', 'waiting 60 s for the rate limit\n'])
    })

    test('is not told when quiet', () => {
      const { progress, told } = waiting(true, true)
      progress.wait('for the rate limit', 60_000)
      expect(told()).toBe('')
    })
  })
})
