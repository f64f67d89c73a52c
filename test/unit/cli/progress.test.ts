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
})
