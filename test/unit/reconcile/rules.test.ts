import { readdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { effect, effectsOf, firstBlock, mistakesOf, type Rule } from '../../../src/reconcile/decide/rule.ts'
import * as tables from '../../../src/reconcile/decide/rules.ts'

const folder = fileURLToPath(new URL('../../../src/reconcile/decide', import.meta.url))
const files = ['rules', 'effects', 'checks'].flatMap((kind) =>
  readdirSync(`${folder}/${kind}`).map((name) => `${kind}/${name}`),
)
const listed = new Set<unknown>(
  Object.values(tables)
    .flat()
    .map((entry) => ('mistakes' in entry ? entry.mistakes : entry)),
)

test.each(files)('%s is in a table: a rule that nobody asks is none', async (file) => {
  const module = (await import(pathToFileURL(`${folder}/${file}`).href)) as Record<string, unknown>
  expect(Object.values(module).some((exported) => listed.has(exported))).toBe(true)
})

test('of several rules the first that blocks is the reason', () => {
  const blocking = (code: 'kept' | 'clock', from: number): Rule<number> => {
    return (size) => (size >= from ? { code, reason: `${size} is too much` } : undefined)
  }
  const rules = [blocking('kept', 10), blocking('clock', 5)]
  expect(firstBlock(rules, 3)).toBeUndefined()
  expect(firstBlock(rules, 7)?.code).toBe('clock')
  expect(firstBlock(rules, 12)).toEqual({ code: 'kept', reason: '12 is too much' })
})

describe('effects', () => {
  test('are told in their order, each with its count', () => {
    const first = () => [effect('access-lost', 'first', { removals: 1 })]
    const second = () => [{ counts: { updates: 1 } }, effect('sessions-revoked', 'second')]
    expect(effectsOf([first, second], {})).toEqual({
      consequences: [
        { code: 'access-lost', text: 'first' },
        { code: 'sessions-revoked', text: 'second' },
      ],
      counts: { removals: 1, updates: 1 },
    })
  })

  test('count a person once, and lost values one by one', () => {
    const lost = (values: number) => ({ counts: { removals: 1, field_removals: values } })
    const { counts } = effectsOf([() => [lost(2), lost(3)], () => [lost(1)]], {})
    expect(counts).toEqual({ removals: 1, field_removals: 6 })
  })

  test('without any nothing is said and nothing counts', () => {
    expect(effectsOf([() => [], () => [{ counts: {} }]], {})).toEqual({ consequences: [], counts: {} })
  })
})

test('what is blocked is not looked at for mistakes, but for those of the same code', () => {
  const mistake: Diagnostic = { severity: 'error', code: 'IDC521', summary: 'wrong' }
  const checks = [{ mistakes: () => [mistake], besides: 'schema' as const }, { mistakes: () => [mistake] }]
  expect(mistakesOf(checks, {})).toHaveLength(2)
  expect(mistakesOf(checks, {}, { code: 'schema', reason: 'no' })).toHaveLength(1)
  expect(mistakesOf(checks, {}, { code: 'adoption', reason: 'no' })).toHaveLength(0)
})
