import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createProgress } from '../../../src/cli/progress.ts'
import { plainStyle, type Style } from '../../../src/render/style.ts'

const erase = '\r\u001b[J'

interface Scene {
  readonly inPlace: boolean
  readonly quiet?: boolean
  readonly style?: Style
}

/** A progress on a stream, with a clock that stands still until it is told to pass. */
function sceneOf({ inPlace, quiet = false, style = plainStyle }: Scene) {
  const stream = new PassThrough({ highWaterMark: 1_000_000 })
  let time = 0
  const progress = createProgress({ stream, inPlace, quiet, style, now: () => new Date(time) })
  return {
    progress,
    stream,
    told: (): string => stream.read()?.toString() ?? '',
    pass(milliseconds: number): void {
      time += milliseconds
    },
  }
}

describe('progress', () => {
  const text = (scene: Scene): string => {
    const { progress, told, pass } = sceneOf(scene)
    for (const done of [0, 50, 100]) {
      progress.step({ what: 'applying', done, all: 200, failed: done === 100 ? 3 : 0 })
      pass(10_000)
    }
    progress.clear()
    return told()
  }

  test('one line in place on a terminal', () => {
    expect(text({ inPlace: true })).toBe(
      'applying  ░░░░░░░░░░░░░░░░░░░░  0/200' +
        `${erase}applying  █████░░░░░░░░░░░░░░░  50/200  5.0/s  30 s left` +
        `${erase}applying  ██████████░░░░░░░░░░  100/200  5.0/s  20 s left  3 failed` +
        erase,
    )
  })

  test('a line every ten seconds elsewhere', () => {
    expect(text({ inPlace: false })).toBe(
      'applying: 50/200, 5.0/s, 30 s left\napplying: 100/200, 5.0/s, 20 s left, 3 failed\n',
    )
  })

  test('nothing when quiet', () => {
    expect([text({ inPlace: true, quiet: true }), text({ inPlace: false, quiet: true })]).toEqual(['', ''])
  })

  test('no more often than a person can read, nor than a log needs', () => {
    const terminal = sceneOf({ inPlace: true })
    const log = sceneOf({ inPlace: false })
    for (let done = 0; done < 1000; done += 1) {
      for (const { progress, pass } of [terminal, log]) {
        progress.step({ what: 'applying', done, all: 1000 })
        pass(30)
      }
    }
    expect(terminal.told().split(erase)).toHaveLength(250)
    expect(log.told().match(/\n/g)).toHaveLength(2)
  })

  test('without a known end there is a rate, and another step begins another measurement', () => {
    const { progress, told, pass } = sceneOf({ inPlace: false })
    progress.step({ what: 'reading live identities', done: 250 })
    pass(20_000)
    progress.step({ what: 'reading live identities', done: 5000 })
    progress.step({ what: 'applying', done: 0, all: 10 })
    pass(10_000)
    progress.step({ what: 'applying', done: 5, all: 10 })
    expect(told()).toBe('reading live identities: 5000, 250/s\napplying: 5/10, 0.5/s, 10 s left\n')
  })

  describe('fits the terminal', () => {
    test('without a bar, and cut, where there is no room', () => {
      let width = 60
      const style = {
        ...plainStyle,
        get width() {
          return width
        },
      }
      const { progress, told, pass } = sceneOf({ inPlace: true, style })
      const step = (done: number) => progress.step({ what: 'reading identities', done, all: 1000, failed: 12 })
      step(0)
      pass(10_000)
      step(500)
      pass(10_000)
      width = 30
      step(900)
      expect(told().split('\u001b[J')).toEqual([
        'reading identities  ░░░░░░░░░░░░░░░░░░░░  0/1000  12 failed\r',
        // What stood there has become two rows.
        'reading identities  500/1000  50/s  10 s left  12 failed\r\u001b[1A',
        'reading identities  900/1000 ',
      ])
    })

    test('in the colours of the theme', () => {
      const loud = (name: string) => (shown: string) => `<${name} ${shown}>`
      const style = {
        ...plainStyle,
        added: loud('added'),
        faint: loud('faint'),
        problem: loud('problem'),
        warning: loud('warning'),
      }
      const { progress, told } = sceneOf({ inPlace: true, style })
      progress.step({ what: 'applying', done: 5, all: 10, failed: 1 })
      progress.wait('for the rate limit', 12_000)
      expect(told()).toContain(
        'applying  <added ██████████><faint ░░░░░░░░░░>  5/10  <problem 1 failed>  <warning waiting 12 s for the rate limit>',
      )
    })
  })

  test('something above the line leaves the line where it is', () => {
    const { progress, told, stream } = sceneOf({ inPlace: true })
    const write = () => void stream.write('it failed\n')
    progress.above(write)
    progress.step({ what: 'applying', done: 1, all: 2 })
    progress.above(write)
    progress.clear()
    const line = 'applying  ██████████░░░░░░░░░░  1/2'
    expect(told()).toBe(`it failed\n${line}${erase}it failed\n${line}${erase}`)
  })
})

describe('a wait', () => {
  test('is told at once on a terminal, beside what is done', () => {
    const { progress, told, pass } = sceneOf({ inPlace: true })
    progress.step({ what: 'reading live identities', done: 1 })
    progress.wait('for the rate limit', 11_200)
    pass(3000)
    progress.step({ what: 'reading live identities', done: 2 })
    pass(9000)
    progress.step({ what: 'reading live identities', done: 3 })
    expect(told().split(erase)).toEqual([
      'reading live identities  1',
      'reading live identities  1  waiting 12 s for the rate limit',
      'reading live identities  2  0.7/s  waiting 9 s for the rate limit',
      'reading live identities  3  0.3/s',
    ])
  })

  test('of several requests at once is told once', () => {
    const { progress, told, pass } = sceneOf({ inPlace: true })
    for (const milliseconds of [12_000, 12_100, 11_000]) progress.wait('for the rate limit', milliseconds)
    expect(told()).toBe('waiting 12 s for the rate limit')
    pass(12_000)
    progress.wait('for the rate limit', 5000)
    expect(told()).toBe(`${erase}waiting 5 s for the rate limit`)
  })

  test('that is short is not told; a log has lines for long ones, or when it is time for a line', () => {
    const terminal = sceneOf({ inPlace: true })
    terminal.progress.wait('before the next try', 900)
    const log = sceneOf({ inPlace: false })
    log.progress.wait('before the next try', 9000)
    log.progress.wait('for the rate limit', 60_000)
    expect([terminal.told(), log.told()]).toEqual(['', 'waiting 1 min for the rate limit\n'])
    log.pass(60_000)
    log.progress.wait('before the next try: the server does not answer', 4000)
    expect(log.told()).toBe('waiting 4 s before the next try: the server does not answer\n')
  })

  test('is not told when quiet', () => {
    const { progress, told } = sceneOf({ inPlace: true, quiet: true })
    progress.wait('for the rate limit', 60_000)
    expect(told()).toBe('')
  })
})
