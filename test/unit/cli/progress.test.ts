import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createProgress } from '../../../src/cli/progress.ts'
import { widthOf } from '../../../src/render/layout/width.ts'
import { plainStyle, type Style } from '../../../src/render/style.ts'
import { createScreen } from '../../support/screen.ts'

interface Scene {
  readonly inPlace: boolean
  readonly quiet?: boolean
  readonly style?: Style
}

const noon = Date.parse('2026-11-27T12:00:00Z')

/** A progress on a stream, with a clock and a timer that stand still until time is told to pass. */
function sceneOf({ inPlace, quiet = false, style = plainStyle }: Scene) {
  const stream = new PassThrough({ highWaterMark: 10_000_000 })
  const screen = createScreen(style.width)
  let time = noon
  let ticks: { readonly every: number; readonly work: () => void; next: number }[] = []
  const repeat = (every: number, work: () => void) => {
    const tick = { every, work, next: time + every }
    ticks.push(tick)
    return () => {
      ticks = ticks.filter((one) => one !== tick)
    }
  }
  const progress = createProgress({ stream, inPlace, quiet, style, now: () => new Date(time), repeat })
  const told = (): string => stream.read()?.toString() ?? ''
  return {
    progress,
    told,
    write: (text: string) => void stream.write(text),
    /** What the terminal shows; the last row is that of the cursor. */
    rows(): string[] {
      screen.write(told())
      return screen.rows()
    },
    isTicking: () => ticks.length > 0,
    pass(milliseconds: number): void {
      const end = time + milliseconds
      for (;;) {
        const due = ticks.toSorted((left, right) => left.next - right.next)[0]
        if (due === undefined || due.next > end) break
        time = due.next
        due.next += due.every
        due.work()
      }
      time = end
    },
  }
}

const bar = (full: number): string => '█'.repeat(full) + '░'.repeat(20 - full)

describe('on a terminal', () => {
  test('one line is updated in place, and the cursor waits below it', () => {
    const { progress, rows, pass } = sceneOf({ inPlace: true })
    const step = (done: number, failed = 0) => progress.step({ what: 'applying', done, all: 200, failed })
    step(0)
    expect(rows()).toEqual([`applying  ${bar(0)}  0/200`, ''])
    pass(10_125)
    step(50)
    expect(rows()).toEqual([`applying  ${bar(5)}  50/200  4.9/s  31 s left`, ''])
    pass(10_000)
    step(100, 3)
    expect(rows()).toEqual([`applying  ${bar(10)}  100/200  5.0/s  21 s left  3 failed`, ''])
    progress.end()
    expect(rows()).toEqual([''])
  })

  test('time passes on it while nothing is done', () => {
    const { progress, rows, pass } = sceneOf({ inPlace: true })
    progress.step({ what: 'asking the server' })
    expect(rows()).toEqual(['asking the server', ''])
    pass(7000)
    expect(rows()).toEqual(['asking the server  7 s', ''])
    progress.step({ what: 'applying', done: 0, all: 4 })
    pass(2000)
    expect(rows()[0]).toBe(`applying  ${bar(0)}  0/4  2 s`)
    progress.step({ what: 'applying', done: 2, all: 4 })
    pass(8000)
    expect(rows()[0]).toBe(`applying  ${bar(10)}  2/4  0.2/s  10 s left`)
  })

  test('once it has ended, nothing draws it again, and no timer is left', () => {
    const { progress, rows, told, pass, isTicking } = sceneOf({ inPlace: true })
    progress.step({ what: 'applying', done: 1, all: 4 })
    progress.wait({ why: 'rate', milliseconds: 60_000 })
    expect(isTicking()).toBe(true)
    progress.end()
    expect(rows()).toEqual([''])
    expect(isTicking()).toBe(false)
    pass(60_000)
    progress.end()
    expect(told()).toBe('')
  })

  test('it is drawn no more often than a person can read', () => {
    const { progress, told, pass } = sceneOf({ inPlace: true })
    for (let done = 0; done < 1000; done += 1) {
      progress.step({ what: 'applying', done, all: 1000 })
      pass(30)
    }
    expect(told().match(/\n/g)?.length).toBeLessThan(330)
  })

  test('something above the line leaves the line where it is', () => {
    const { progress, rows, write } = sceneOf({ inPlace: true })
    progress.above(() => write('it failed\n'))
    progress.step({ what: 'applying', done: 1, all: 2 })
    progress.above(() => write('it failed again\n'))
    expect(rows()).toEqual(['it failed', 'it failed again', `applying  ${bar(10)}  1/2`, ''])
  })

  test('it fits: without a bar, then cut; and nothing stays behind when the terminal is made narrower', () => {
    let width = 60
    const style = {
      ...plainStyle,
      get width() {
        return width
      },
    }
    const { progress, told, pass } = sceneOf({ inPlace: true, style })
    const step = (done: number) => progress.step({ what: 'listing', done, all: 1000, failed: 12 })
    step(0)
    expect(told()).toBe(`listing  ${bar(0)}  0/1000  12 failed\u001b[K\n\u001b[J`)
    pass(10_125)
    told()
    step(500)
    expect(told()).toBe(`\u001b[1A\rlisting  500/1000  49/s  11 s left  12 failed\u001b[K\n\u001b[J`)
    width = 40
    pass(10_000)
    // What stood there has become two rows.
    expect(told()).toContain(`\u001b[2A\rlisting  500/1000  12 failed\u001b[K\n\u001b[J`)
  })

  test('it has the colours of the theme', () => {
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
    progress.wait({ why: 'rate', milliseconds: 12_000 })
    expect(told()).toContain(
      'applying  <added ██████████><faint ░░░░░░░░░░>  5/10  <problem 1 failed>  <warning waiting 12 s for the rate limit>',
    )
  })
})

describe('elsewhere', () => {
  test('there is a line every ten seconds, whether something was done or not', () => {
    const { progress, told, pass } = sceneOf({ inPlace: false })
    progress.step({ what: 'applying', done: 0, all: 200 })
    expect(told()).toBe('')
    pass(10_000)
    progress.step({ what: 'applying', done: 50, all: 200 })
    expect(told()).toBe('applying: 0/200, 10 s\n')
    pass(10_000)
    expect(told()).toBe('applying: 50/200, 2.5/s, 1 min left\n')
    progress.step({ what: 'arranging the plan' })
    progress.end()
    pass(60_000)
    expect(told()).toBe('')
  })

  test('and no more', () => {
    const { progress, told, pass } = sceneOf({ inPlace: false })
    for (let done = 0; done < 1000; done += 1) {
      progress.step({ what: 'applying', done, all: 1000 })
      pass(30)
    }
    expect(told().match(/\n/g)).toHaveLength(3)
  })
})

test.each([true, false])('nothing when quiet, terminal: %s', (inPlace) => {
  const { progress, told, pass, isTicking } = sceneOf({ inPlace, quiet: true })
  progress.step({ what: 'applying', done: 0, all: 200 })
  progress.wait({ why: 'down', milliseconds: 60_000 })
  pass(60_000)
  progress.end()
  expect([told(), isTicking()]).toEqual(['', false])
})

test('another step begins another measurement', () => {
  const { progress, rows, pass } = sceneOf({ inPlace: true })
  progress.step({ what: 'listing', done: 250 })
  pass(20_125)
  progress.step({ what: 'listing', done: 5000 })
  expect(rows()[0]).toBe('listing  5000  248/s')
  progress.step({ what: 'applying', done: 0, all: 10 })
  pass(10_000)
  progress.step({ what: 'applying', done: 5, all: 10 })
  expect(rows()[0]).toBe(`applying  ${bar(10)}  5/10  0.5/s  10 s left`)
})

describe('a wait', () => {
  test('for the rate limit is told beside what is done, and counts down', () => {
    const { progress, rows, pass } = sceneOf({ inPlace: true })
    progress.step({ what: 'listing', done: 1 })
    progress.wait({ why: 'rate', milliseconds: 11_200 })
    expect(rows()[0]).toBe('listing  1  waiting 12 s for the rate limit')
    pass(3125)
    progress.step({ what: 'listing', done: 2 })
    expect(rows()[0]).toBe('listing  2  waiting 9 s for the rate limit')
    pass(9000)
    expect(rows()[0]).toBe('listing  2  0.2/s')
  })

  test('of several requests at once is told once', () => {
    const { progress, rows, pass } = sceneOf({ inPlace: true })
    for (const milliseconds of [12_000, 12_100, 11_000]) progress.wait({ why: 'rate', milliseconds })
    expect(rows()).toEqual(['waiting 12 s for the rate limit', ''])
    pass(12_000)
    expect(rows()).toEqual([''])
    progress.wait({ why: 'rate', milliseconds: 5000 })
    expect(rows()).toEqual(['waiting 5 s for the rate limit', ''])
  })

  test('for a server that is down says since when, until something is done again', () => {
    const { progress, rows, pass } = sceneOf({ inPlace: true })
    progress.step({ what: 'applying', done: 1, all: 2 })
    pass(12_000)
    progress.wait({ why: 'down', milliseconds: 4000, since: noon + 5000 })
    expect(rows()[0]).toBe(`applying  ${bar(10)}  1/2  server unreachable since 12:00:05 UTC, next try in 4 s`)
    pass(5000)
    expect(rows()[0]).toBe(`applying  ${bar(10)}  1/2  server unreachable since 12:00:05 UTC`)
    // Another request that failed meanwhile, and one that gets no answer at all.
    progress.wait({ why: 'down', milliseconds: 8000, since: noon + 11_000 })
    progress.wait({ why: 'answer', milliseconds: 80_000, since: noon })
    expect(rows()[0]).toBe(`applying  ${bar(10)}  1/2  server unreachable since 12:00:05 UTC, next try in 8 s`)
    progress.step({ what: 'applying', done: 2, all: 2 })
    pass(250)
    expect(rows()[0]).toBe(`applying  ${bar(20)}  2/2  0.1/s`)
    pass(60_000)
    progress.wait({ why: 'retry', milliseconds: 2000, since: noon + 70_000 })
    expect(rows()[0]).toBe(`applying  ${bar(20)}  2/2  server errors since 12:01:10 UTC, next try in 2 s`)
  })

  test('for a slow answer says how long, until it comes', () => {
    const { progress, rows, pass } = sceneOf({ inPlace: true })
    progress.step({ what: 'listing', done: 500 })
    pass(10_000)
    progress.wait({ why: 'answer', milliseconds: 80_000, since: noon })
    pass(5000)
    expect(rows()[0]).toBe('listing  500  no answer for 15 s, at most 1 min 15 s more')
    progress.step({ what: 'listing', done: 1000 })
    pass(250)
    expect(rows()[0]).toBe('listing  1000  66/s')
  })

  test('that is short is not told; a log has lines for long ones, or when it is time for a line', () => {
    const terminal = sceneOf({ inPlace: true })
    terminal.progress.wait({ why: 'down', milliseconds: 900 })
    const log = sceneOf({ inPlace: false })
    log.progress.wait({ why: 'down', milliseconds: 9000 })
    log.progress.wait({ why: 'rate', milliseconds: 60_000 })
    expect([terminal.told(), log.told()]).toEqual(['', 'waiting 1 min for the rate limit\n'])
    log.pass(10_000)
    expect(log.told()).toBe('waiting 50 s for the rate limit\n')
  })
})

describe('whatever happens', () => {
  const what = fc.constantFrom('listing', 'planning', 'applying')
  const event = fc.oneof(
    fc.record({ kind: fc.constant('step' as const), what, done: fc.nat(300), failed: fc.nat(3) }),
    fc.record({
      kind: fc.constant('wait' as const),
      why: fc.constantFrom('rate', 'retry', 'down', 'answer'),
      milliseconds: fc.nat(90_000),
      since: fc.integer({ min: noon - 60_000, max: noon }),
    }),
    fc.record({ kind: fc.constant('above' as const), text: fc.constantFrom('one failed', 'two failed') }),
    fc.record({ kind: fc.constant('pass' as const), milliseconds: fc.nat(20_000) }),
    fc.record({ kind: fc.constant('end' as const) }),
  )

  test('a terminal shows what was written above, one whole line at most, and the cursor on a row of its own', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), fc.integer({ min: 40, max: 120 }), (events, width) => {
        const scene = sceneOf({ inPlace: true, style: { ...plainStyle, width } })
        const above: string[] = []
        for (const one of events) {
          if (one.kind === 'step') scene.progress.step({ ...one, all: 300 })
          else if (one.kind === 'wait') scene.progress.wait(one)
          else if (one.kind === 'pass') scene.pass(one.milliseconds)
          else if (one.kind === 'end') scene.progress.end()
          else {
            above.push(one.text)
            scene.progress.above(() => scene.write(`${one.text}\n`))
          }
          const rows = scene.rows()
          expect(rows.slice(0, above.length)).toEqual(above)
          const line = rows.slice(above.length)
          expect(line.length).toBeLessThanOrEqual(2)
          expect(line.at(-1)).toBe('')
          for (const row of line) expect(widthOf(row)).toBeLessThan(width)
        }
        scene.progress.end()
        expect(scene.rows()).toEqual([...above, ''])
        expect(scene.isTicking()).toBe(false)
      }),
    )
  })
})
