import { expect, test } from 'vitest'
import { chooseStyle } from '../../../src/cli/theme.ts'
import type { RunFacts } from '../../../src/model/run.ts'
import { renderCheck } from '../../../src/render/human/check.ts'
import { renderReport } from '../../../src/render/human/report.ts'
import { renderRun, renderRuns } from '../../../src/render/human/runs.ts'
import { widthOf } from '../../../src/render/layout/width.ts'
import type { Style } from '../../../src/render/style.ts'
import { fiveMistakes, killedRun, now, oneCause, outage, someFailures, someRuns } from './screen-runs.ts'

const facts: RunFacts = { command: 'apply', milliseconds: 10_300, run: '20261127T223000.123Z-a67326' }

const { diagnostics, readSnippet } = fiveMistakes
const screens: Readonly<Record<string, (style: Style) => string>> = {
  'apply-failures-20': (style) => renderReport(someFailures(20), facts, style),
  'apply-failures-10000': (style) => renderReport(someFailures(10_000), facts, style),
  'apply-one-cause-20': (style) => renderReport(oneCause(20), facts, style),
  'apply-one-cause-10000': (style) => renderReport(oneCause(10_000), facts, style),
  'apply-outage': (style) => renderReport(outage(137), facts, style),
  'validate-mistakes': (style) => renderCheck({ files: 14, documents: 20, diagnostics }, style, readSnippet),
  'validate-nothing': (style) => renderCheck({ files: 14, documents: 20, diagnostics: [] }, style, readSnippet),
  runs: (style) => renderRuns(someRuns(10_000), now, style),
  'runs-last-20': (style) => renderRun(killedRun(20), 'folded', style),
  'runs-last-10000': (style) => renderRun(killedRun(10_000), 'folded', style),
  'runs-last-full': (style) => renderRun(killedRun(6), 'full', style),
}

/** Kept as files and read line by line: `npx vitest -u` writes what the screens are now. */
test.each(
  Object.keys(screens).flatMap((name) => [
    { name, width: 100, color: false },
    { name, width: 60, color: true },
  ]),
)('screen $name at $width', async ({ name, width, color }) => {
  const env = { COLUMNS: String(width) }
  const text = screens[name]?.(chooseStyle({ isTerminal: true, wanted: color, env, columns: () => undefined })) ?? ''
  for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width)
  await expect(text.replaceAll('\u001b', '␛')).toMatchFileSnapshot(
    `screens/${name}-${width}${color ? '-colour' : ''}.txt`,
  )
})
