import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../src/model/diagnostic.ts'
import { someOf } from '../support/depth.ts'
import { type Files, type Mistake, type Way, withMistake } from '../support/mistakes/mistake.ts'
import { mistakes } from '../support/mistakes/mistakes.ts'
import { check, rightFiles } from '../support/mistakes/right-folder.ts'

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
  test.each(someOf(named, 4))('%s', (_, mistake) => {
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
  test.each(someOf(followed, 4))('%s', (_, mistake, way) => {
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

describe('defaults of a folder', () => {
  const defaults = { 'identities/_defaults.yaml': 'traits:\n  name: { first: X }\n' }

  test('what a person lacks is missing in the document, though all that is there is inherited', () => {
    expect(problemsOf({ ...rightFiles, ...defaults, 'identities/eve.yaml': 'external_id: eve\n' })).toMatchObject([
      {
        code: 'IDC412',
        at: { file: 'identities/eve.yaml', line: 1, column: 1 },
        hint: 'give it a text (email); /traits comes from identities/_defaults.yaml:1',
      },
    ])
  })

  test('do not hide that a key of the document is misspelt', () => {
    const eve = rightFiles['identities/eve.yaml'].replace('traits', 'trait')
    expect(problemsOf({ ...rightFiles, ...defaults, 'identities/eve.yaml': eve })).toMatchObject([
      { code: 'IDC212', at: { file: 'identities/eve.yaml', line: 1 }, hint: 'did you mean traits?' },
    ])
  })
})

describe('a value that YAML takes for a number has a hint for its trait', () => {
  const hints: readonly (readonly [trait: string, written: string, hint: string])[] = [
    ['phone: "+16502530000"', 'phone: +16502530000', 'quote it to make it a text'],
    ['zip: "01234"', 'zip: 1e400', 'quote it to make it a text'],
    ['age: 36', 'age: 1e400', 'write a smaller or shorter number'],
    ['age: 36', 'age: 036', 'spell it as in JSON'],
    [
      'cost_center: "42"',
      'cost_center: 042',
      'spell it as in JSON if a number is meant, or quote it to make it a text',
    ],
    ['[admin, reader]', '[admin, 01]', 'it must be one of "admin" or "reader"'],
    ['first: Ada', 'first: Null', 'quote it to make it a text'],
    ['last: Lovelace', 'last: Null', 'write null in small letters if that is meant, or quote it to make it a text'],
  ]
  test.each(hints)('%s: %s', (trait, written, hint) => {
    const ada = rightFiles['identities/ada.yaml']
    const [problem] = check({ ...rightFiles, 'identities/ada.yaml': ada.replace(trait, () => written) })
    expect(problem?.hint).toBe(hint)
  })

  test('by the schema that the document names, also in a list', () => {
    const text = '- { schema_id: other, traits: { email: o@example.com, age: 036 } }\n- { traits: { age: 036 } }\n'
    const person = rightFiles['identities/person.schema.json']
    const other = person.replace('"age":{"type":"integer","minimum":0}', '"age":{"type":"string"}')
    expect(other).not.toBe(person)
    const found = check({ ...rightFiles, 'identities/x.yaml': text, 'identities/other.schema.json': other })
    expect(found.filter(({ code }) => code === 'IDC206').map(({ hint }) => hint)).toEqual([
      'quote it to make it a text',
      'write 36',
    ])
  })
})

test('a key at the top of a document whose schema nobody knows may be a trait', () => {
  const { 'identities/person.schema.json': _, ...files } = rightFiles
  const found = check({ ...files, 'identities/x.yaml': 'shoe_size: 41\ntraits: {}\n' })
  expect(found.find(({ code }) => code === 'IDC212')?.hint).toMatch(
    /^traits belong below traits:; the keys known here are schema_id, /,
  )
})
