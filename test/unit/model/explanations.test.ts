import { describe, expect, test } from 'vitest'
import { parseBaseline } from '../../../src/drift/parse-baseline.ts'
import { diagnosticCodes } from '../../../src/model/codes.ts'
import { diagnosticExplanations } from '../../../src/model/explanations/diagnostics.ts'
import type { Example, Explanation, Shown } from '../../../src/model/explanations/explanation.ts'
import { topics } from '../../../src/render/topics.ts'
import { sourceText } from '../../../src/source/source-text.ts'
import { check, rightFiles } from '../../support/mistakes/right-folder.ts'

type Files = Readonly<Record<string, string>>

const baseline = 'drift-baseline.yaml'

/** The schema of the examples: that of the other tests of mistakes, without what every document would have to repeat. */
const personSchema = JSON.stringify({
  ...JSON.parse(rightFiles['identities/person.schema.json']),
  properties: {
    traits: { ...JSON.parse(rightFiles['identities/person.schema.json']).properties.traits, required: ['email'] },
  },
})

const frame: Files = {
  'idctl.yaml': 'version: 1\nworkspace: acme-7f3k\nschema_id: person\n',
  'identities/person.schema.json': personSchema,
}

const codesOf = (files: Files): string[] => {
  const text = files[baseline]
  const found =
    text === undefined ? check({ ...frame, ...files }) : parseBaseline(sourceText(baseline, text)).diagnostics
  return [...new Set(found.map(({ code }) => code))]
}

const explained: readonly (readonly [code: string, explanation: Explanation])[] = topics.map(
  (topic) => [`${topic.kind}:${topic.code}`, topic] as const,
)

const isFiles = (shown: Shown): shown is Files => typeof shown !== 'string'

const checkable = Object.entries(diagnosticExplanations).flatMap(
  ([code, { example }]: [string, { example: Example }]) =>
    example.given === undefined && isFiles(example.wrong) && isFiles(example.right)
      ? [{ code, wrong: example.wrong, right: example.right }]
      : [],
)

test('every diagnostic is explained, and nothing else is', () => {
  expect(Object.keys(diagnosticExplanations).sort()).toEqual(Object.keys(diagnosticCodes).sort())
})

describe('the example of an explanation', () => {
  test.each(checkable)('$code comes from the wrong files', ({ code, wrong }) => {
    expect(codesOf(wrong)).toEqual([code])
  })

  test.each(checkable)('$code is cured in the right files', ({ right }) => {
    expect(codesOf(right)).toEqual([])
  })

  test('most diagnostics of files have one that is checked here', () => {
    expect(checkable.length).toBeGreaterThan(60)
  })

  test('shows that something changes', () => {
    const same = explained.filter(([, { example }]) => example !== undefined && isSame(example))
    expect(same.map(([code]) => code)).toEqual([])
  })
})

test.each(explained)('%s is explained in whole sentences', (_, { cause, cure, example }) => {
  for (const text of [cause, cure, ...(example?.given === undefined ? [] : [example.given])]) {
    expect(text).toMatch(/^[A-Z0-9`$_a-z][^\n]*[.]$/)
    expect(text).not.toMatch(/ {2}|\bproduct\b|§/)
  }
})

function isSame({ wrong, right }: Example): boolean {
  return JSON.stringify(wrong) === JSON.stringify(right)
}
