import { describe, expect, test } from 'vitest'
import { parseBaseline } from '../../../src/drift/parse-baseline.ts'
import { sourceText } from '../../../src/source/source-text.ts'
import { baselineMistakes, rightBaseline } from '../../support/mistakes/baseline-mistakes.ts'

const told = (text: string) =>
  parseBaseline(sourceText('b.yaml', text)).diagnostics.map(
    ({ code, summary, hint }) => `${code} ${summary} (${hint ?? ''})`,
  )

const changed = (text: string, [from, to]: readonly [string | RegExp, string]) => {
  const next = text.replace(from, () => to)
  expect(next).not.toBe(text)
  return next
}

test('the baseline is right', () => {
  expect(told(rightBaseline)).toEqual([])
})

describe.each(baselineMistakes.map((mistake) => [`${mistake.code}: ${mistake.edit}`, mistake] as const))(
  '%s',
  (_, { code, edit, ways }) => {
    test('is one problem', () => {
      expect(told(changed(rightBaseline, edit))).toEqual([expect.stringMatching(`^${code} `)])
    })

    test.each(ways.map((way) => [String(way), way] as const))('and none with %s', (_name, way) => {
      expect(told(changed(changed(rightBaseline, edit), way))).toEqual([])
    })
  },
)
