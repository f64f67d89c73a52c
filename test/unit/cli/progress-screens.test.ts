import { expect, test } from 'vitest'
import { type Doing, logLine, terminalLine } from '../../../src/cli/progress-line.ts'
import { chooseStyle } from '../../../src/cli/theme.ts'
import { widthOf } from '../../../src/render/layout/width.ts'

const clock = new Date('2026-11-27T22:36:07.000Z')
const since = new Date('2026-11-27T22:35:12.000Z')

function at(step: NonNullable<Doing['step']>['now'], elapsed: number, wait?: Doing['wait']): Doing {
  return { now: clock, step: { now: step, elapsed }, ...(wait && { wait }) }
}

const applying = { what: 'applying', done: 148, all: 300 }
const failing = { ...applying, failed: 12 }
const listing = { what: 'listing', done: 12_500, all: 100_000 }

const lines: readonly Doing[] = [
  at({ what: 'asking the server' }, 400),
  at({ what: 'asking the server' }, 7000),
  at({ what: 'reading documents', done: 34_500 }, 6000),
  at({ what: 'checking documents', done: 34_500, all: 100_000 }, 4000),
  at({ what: 'listing', done: 0 }, 3000),
  at({ what: 'listing', done: 500 }, 800),
  at(listing, 30_000),
  at(listing, 30_000, { why: 'rate', left: 11_200, since: clock }),
  at(listing, 30_000, { why: 'answer', left: 65_000, since }),
  at({ what: 'planning', done: 61_000, all: 100_000 }, 9000),
  at({ what: 'arranging the plan', done: 61_000, all: 100_000 }, 9000),
  at({ what: 'applying', done: 0, all: 300 }, 4000),
  at(applying, 4700),
  at(failing, 4700),
  at({ ...failing, done: 300 }, 9400),
  at(failing, 60_000, { why: 'retry', left: 3100, since }),
  at(failing, 60_000, { why: 'down', left: 3100, since }),
  at(failing, 60_000, { why: 'down', left: -200, since }),
  at({ what: 'applying', done: 99_000, all: 100_000, failed: 1200 }, 3_700_000),
  { now: clock, wait: { why: 'down', left: 3100, since } },
]

/** Kept as files and read line by line: `npx vitest -u` writes what the lines are now. */
test.each([
  { width: 100, color: false },
  { width: 60, color: false },
  { width: 60, color: true },
  { width: 40, color: false },
])('progress lines at $width, colours: $color', async ({ width, color }) => {
  const env = { COLUMNS: String(width) }
  const style = chooseStyle({ isTerminal: true, wanted: color, env, columns: () => undefined })
  const shown = lines.map((doing) => terminalLine(doing, style))
  for (const { plain } of shown) expect(widthOf(plain)).toBeLessThan(width)
  const text = shown.map(({ painted }) => `${painted}\n`).join('')
  await expect(text.replaceAll('\u001b', '␛')).toMatchFileSnapshot(
    `../render/screens/progress-${width}${color ? '-colour' : ''}.txt`,
  )
})

test('progress lines of a log', async () => {
  const text = lines.map((doing) => `${logLine(doing)}\n`).join('')
  await expect(text).toMatchFileSnapshot('../render/screens/progress-log.txt')
})
