import { describe, expect, test } from 'vitest'
import type { RuleScope } from '../../../src/model/rule.ts'
import { type Expression, expressionCompiler } from '../../../src/rules/expression.ts'
import { createMeter } from '../../../src/rules/meter.ts'
import { createPatterns } from '../../../src/rules/patterns.ts'
import { DocumentView } from '../../../src/rules/views.ts'
import { desired } from '../../support/builders.ts'

const most = 200_000

/** What an expression gives, and how many steps it took. */
function run(text: string, scope: RuleScope = 'plan', variables: Readonly<Record<string, unknown>> = {}) {
  const meter = createMeter()
  meter.allow(most)
  const compiled = expressionCompiler(meter, createPatterns())(text, scope)
  if ('problem' in compiled) return { problem: compiled.problem.summary, spent: 0 }
  const values = new Map(Object.entries({ today: '2026-01-01', env: 'prod', docs: [], ...variables }))
  return { value: compiled.evaluate(values, most), spent: meter.spent }
}

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => new DocumentView(desired({ key: `p${index}` })))

const long = (length: number) => 'a'.repeat(length)
const chain = (start: string, step: string, times: number) => `${start}${step.repeat(times)}`

describe('an expression that would run for hours or fill the memory', () => {
  test.each<[string, string]>([
    ['doubles a text', `${chain('["xxxxxxxx"]', '.map(a, a + a)', 22)}.size() == 1`],
    ['doubles a list', `${chain('[[1]]', '.map(a, a + a)', 22)}.size() == 1`],
    ['joins doubled texts', `${chain('["xxxxxxxx"]', '.map(a, [a, a, a, a].join(a))', 12)}.size() == 1`],
    [
      'splits a long text',
      `${chain('["xxxxxxxx"]', '.map(a, a + a)', 12)}.map(a, a.split("").map(b, a.split(""))).size() == 1`,
    ],
    ['compares shared parts', `${chain('[[1]]', '.map(a, [a, a])', 22)} == ${chain('[[1]]', '.map(a, [a, a])', 22)}`],
    [
      'looks for shared parts',
      `${chain('[[1]]', '.map(a, [a, a])', 22)} in ${chain('[[[1]]]', '.map(a, [a, a])', 22)}`,
    ],
    ['searches a text in itself', `${chain('["xxxxxxxx"]', '.map(a, a + a)', 13)}.exists(a, a.contains(a + "y"))`],
    ['multiplies loops', 'docs.map(a, docs).map(a, docs.map(b, a)).size() == 1'],
    ['fails again and again', 'docs.all(a, docs.all(b, b.traits.x == 1 || true) || true)'],
    ['matches again and again', 'docs.all(a, docs.all(b, b.key.matches("([a-z]{30}y){20}$") || true))'],
    ['hides its work', `${chain('["xxxxxxxx"]', '.map(a, a + a)', 22)}.size() == 1 || true`],
    ['hides its work in a choice', `${chain('["xxxxxxxx"]', '.map(a, a + a)', 22)}.exists(a, true) || true`],
  ])('%s', (_, text) => {
    const { value, problem, spent } = run(text, 'plan', { docs: people(1000) })
    expect(problem ?? value).toEqual({ kind: 'too-much-work' })
    expect(spent).toBeLessThanOrEqual(most)
  })

  test.each<[string, string]>([
    ['nests unary operators', `${'!'.repeat(1999)}true`],
    ['nests parentheses', `${'('.repeat(900)}true${')'.repeat(900)}`],
    ['nests lists', `${'['.repeat(900)}1${']'.repeat(900)} == []`],
    ['has a long chain', `true${'||true'.repeat(330)}${'||false'.repeat(2)}`.slice(0, 2000)],
    ['adds a lot', `1${'+1'.repeat(990)} == 1`],
    ['chooses a lot', `${'true?'.repeat(400)}true${':true'.repeat(400)}`.slice(0, 2000)],
    ['makes maps of maps', chain('[1]', '.map(a, {a: a})', 100)],
    ['binds', chain('', 'cel.bind(a, [1], ', 100)],
    ['has a large list', `[${'1,'.repeat(900)}1].size() == 1`],
    ['has a large number', `${'9'.repeat(1900)} == 1`],
  ])('%s', (_, text) => {
    const { value, problem } = run(text)
    expect(problem ?? typeof value).toMatch(/./)
    if (problem === undefined) expect(typeof value === 'boolean' || typeof value === 'object').toBe(true)
  })

  test.each<[string, string, string]>([
    ['a pattern that is slow elsewhere', '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab".matches("(a+)+$")', ''],
    ['nested repetitions', '"a".matches("((a{30}){30}){30}")', 'repeats too much'],
    ['a long group', `"a".matches("(${long(150)}){250}")`, 'repeats too much'],
    ['a long pattern', `"a".matches("${long(201)}")`, 'longer than'],
    ['look-ahead', '"a".matches("(?=a)")', 'RE2'],
    ['a computed pattern', '"a".matches("a" + "b")', 'in quotes'],
    ['many patterns', Array.from({ length: 40 }, (_, i) => `"a".matches("${i}[a-z]{150}")`).join('||'), 'together'],
  ])('%s', (_, text, problem) => {
    const result = run(text)
    if (problem === '') expect(result.value).toBe(false)
    else expect(result.problem).toContain(problem)
  })

  test('what one rule leaves, the next one has', () => {
    const meter = createMeter()
    meter.allow(5000)
    const compiled = expressionCompiler(meter, createPatterns())('docs.all(d, true)', 'plan') as Expression
    const docs = new Map([['docs', people(100)]])
    const answers = Array.from({ length: 5 }, () => compiled.evaluate(docs, 1_000_000))
    expect(answers.at(-1)).toEqual({ kind: 'too-much-work' })
    expect(meter.spent).toBeLessThanOrEqual(5000)
  })
})

describe('what is not for rules', () => {
  test.each([
    'bytes("a").size() == 1',
    'b"a" == b"b"',
    'timestamp("2026-01-01T00:00:00Z").getFullYear() == 2026',
    'duration("1s1s1s") == duration("3s")',
    'google.protobuf.Timestamp == google.protobuf.Timestamp',
    'cel.bind(a, 1, a == 1)',
    'today.constructor == 1',
    '{}.constructor == 1',
    'summary.__proto__ == 1',
    'docs[0].constructor.constructor("return 1")() == 1',
  ])('%s', (text) => {
    const { problem, value } = run(text)
    expect(problem ?? value).not.toBe(true)
    expect(problem !== undefined || typeof value === 'object').toBe(true)
  })
})
