import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { type Files, type Mistake, mistakes, type Way, withMistake } from '../../support/mistakes/mistakes.ts'
import { check, rightFiles } from '../../support/mistakes/right-folder.ts'

/** Errors; warnings where there is none. */
function problemsOf(texts: Files, variables: Readonly<Record<string, string>> = {}): Diagnostic[] {
  const found = check(texts, { variables })
  const errors = found.filter(({ severity }) => severity === 'error')
  return errors.length > 0 ? errors : found
}

const told = (texts: Files, variables: Readonly<Record<string, string>> = {}) =>
  problemsOf(texts, variables).map(({ code, summary, hint }) => `${code} ${summary} (${hint ?? ''})`)

const named = mistakes.map((mistake) => {
  const { file, from, to, code, files } = mistake
  return [files ? `${code}: ${Object.keys(files)}` : `${file}: ${from.trim()} → ${to.trim()}`, mistake] as const
})

test('the folder is right', () => {
  expect(check(rightFiles)).toEqual([])
})

describe('one mistake is one problem, and whatever its hint offers is followed below', () => {
  test.each(named)('%s', (_, mistake) => {
    const texts = withMistake(mistake)
    expect(told(texts)).toEqual([expect.stringMatching(`^${mistake.code} `)])
    const [problem] = problemsOf(texts)
    expect(problem?.hint !== undefined, problem?.hint).toBe(mistake.ways.length > 0)
  })
})

describe('a hint leads to no other problem', () => {
  const followed = named.flatMap(([name, mistake]) => {
    const ways = typeof mistake.ways === 'string' ? [] : mistake.ways
    return ways.map((way, index) => [`${name} (${index + 1})`, mistake, way] as const)
  })
  test.each(followed)('%s', (_, mistake, way) => {
    const { texts, variables } = follow(mistake, way)
    expect(told(texts, variables)).toEqual([])
  })
})

function follow(mistake: Mistake, way: Way): { texts: Files; variables: Readonly<Record<string, string>> } {
  const { edit, files = {}, variables = {} } = 'length' in way ? { edit: way } : way
  const texts = { ...withMistake(mistake), ...files }
  const text = texts[mistake.file]
  if (edit === undefined || typeof text !== 'string') return { texts, variables }
  const changed = text.replace(edit[0], () => edit[1])
  expect(changed).not.toBe(text)
  return { texts: { ...texts, [mistake.file]: changed }, variables }
}
