import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rule, RuleScope } from '../../src/model/rule.ts'
import { expressionCompiler } from '../../src/rules/expression.ts'
import { createRuleJudge } from '../../src/rules/judge.ts'
import { createMeter } from '../../src/rules/meter.ts'
import { createPatterns } from '../../src/rules/patterns.ts'
import { placeInScalar } from '../../src/source/offset-in-scalar.ts'
import { sourceText } from '../../src/source/source-text.ts'
import { desired } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'

const { expression } = fc.letrec<Record<'expression', string>>((tie) => {
  const inner = tie('expression')
  const leaf = fc.constantFrom(
    ...[
      '1',
      '2.5',
      '"a"',
      '"x@example.com"',
      'true',
      'false',
      'null',
      '[]',
      '[1, 2]',
      '{}',
      '{"a": 1}',
      'today',
      'docs',
    ],
    ...[
      'doc',
      'doc.key',
      'doc.traits',
      'doc.traits.email',
      'doc.traits.roles',
      'doc.traits.nope',
      'doc.metadata_admin',
      'd',
    ],
  )
  const operator = fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '>=', 'in', '&&', '||')
  const call = fc.constantFrom('size', 'string', 'int', 'double', 'bool', 'type', 'dyn', 'has')
  const method = fc.constantFrom(
    'size',
    'startsWith',
    'contains',
    'lowerAscii',
    'split',
    'join',
    'trim',
    'orValue',
    'value',
  )
  const macro = fc.constantFrom('all', 'exists', 'exists_one', 'map', 'filter')
  return {
    expression: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      leaf,
      fc.tuple(inner, operator, inner).map(([left, op, right]) => `(${left} ${op} ${right})`),
      fc.tuple(call, inner).map(([name, of]) => `${name}(${of})`),
      fc.tuple(inner, method, fc.option(inner)).map(([of, name, given]) => `${of}.${name}(${given ?? ''})`),
      fc.tuple(inner, macro, inner).map(([of, name, step]) => `${of}.${name}(d, ${step})`),
      fc.tuple(inner, inner, inner).map((parts) => `(${parts[0]} ? ${parts[1]} : ${parts[2]})`),
      fc.tuple(inner, inner).map(([of, at]) => `${of}[${at}]`),
      fc.tuple(inner, fc.constantFrom('a', 'email', 'key')).map(([of, name]) => `optional.of(${of}).?${name}`),
      fc.array(inner, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    ),
  }
})

const place = { file: 'idctl.yaml', line: 1, column: 1 }
const ruleOf = (assert: string, each: RuleScope = 'document'): Rule => {
  return { name: 'house', each, level: 'deny', at: place, assert: { text: assert, locate: () => place } }
}
const surroundings = { today: '2026-01-01', env: '', target: '', partialFolder: false }
const people = ['ada', 'bob', 'eve'].map((key, index) => {
  return desired({ key, traits: { email: `${key}@example.com`, roles: index === 0 ? ['admin'] : [] } })
})

test('every expression is refused or gives an answer, and takes no more steps than it may', () => {
  fc.assert(
    fc.property(fc.oneof(expression, fc.string()), (text) => {
      const meter = createMeter()
      meter.allow(5000)
      const compiled = expressionCompiler(meter, createPatterns())(text, 'document')
      if ('problem' in compiled) {
        expect(compiled.problem.offset).toBeGreaterThanOrEqual(0)
        expect(compiled.problem.offset).toBeLessThanOrEqual(text.length)
        return
      }
      const answer = compiled.evaluate(new Map<string, unknown>([['today', '2026-01-01']]), 5000)
      expect(typeof answer === 'boolean' || answer.kind === 'failed' || answer.kind === 'too-much-work').toBe(true)
      expect(meter.spent).toBeLessThanOrEqual(5000)
    }),
    { numRuns: runsOf({ quick: 500, deep: 10000 }) },
  )
})

test('what the rules say does not depend on the order of the documents', () => {
  const says = (assert: string, each: RuleScope, documents: typeof people) =>
    createRuleJudge([ruleOf(assert, each)], surroundings).folder(documents)
  fc.assert(
    fc.property(
      fc.oneof(expression, fc.constantFrom('docs[0].key == "ada"', 'docs.map(d, d.key) == ["ada", "bob", "eve"]')),
      fc.constantFrom<RuleScope>('document', 'plan'),
      fc.shuffledSubarray(people, { minLength: people.length }),
      (assert, each, shuffled) => {
        expect(says(assert, each, shuffled)).toEqual(says(assert, each, people))
      },
    ),
    { numRuns: runsOf({ quick: 150, deep: 3000 }) },
  )
})

test('no text of a finding holds a value', () => {
  const canary = desired({ key: 'ada', traits: { email: 'canary@example.com', roles: ['canary-role'] } })
  fc.assert(
    fc.property(expression, (assert) => {
      expect(JSON.stringify(createRuleJudge([ruleOf(assert)], surroundings).folder([canary]))).not.toContain('canary')
    }),
    { numRuns: runsOf({ quick: 300, deep: 6000 }) },
  )
})

test('each character of a quoted text is found in its file', () => {
  const characters = fc.string({ unit: fc.constantFrom('a', '"', "'", ' ', '\\', '=', 'é', ':'), minLength: 1 })
  fc.assert(
    fc.property(characters, fc.constantFrom("'", '"'), (value, quote) => {
      const inner = quote === '"' ? value.replace(/["\\]/g, '\\$&') : value.replaceAll("'", "''")
      const source = sourceText('idctl.yaml', `a: 1\nassert: ${quote}${inner}${quote}\n`)
      const locate = placeInScalar(value, { file: 'idctl.yaml', line: 2, column: 9 }, source)
      for (const [offset, character] of value.split('').entries()) {
        const { line, column } = locate(offset)
        const written = source.text.split('\n')[line - 1]?.slice(column - 1) ?? ''
        expect(written.startsWith(character) || written.startsWith(`\\${character}`)).toBe(true)
      }
    }),
  )
})
