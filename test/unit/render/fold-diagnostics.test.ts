import { expect, test } from 'vitest'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { foldDiagnostics } from '../../../src/render/human/fold-diagnostics.ts'

const found = (code: Diagnostic['code'], index: number, over: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: 'error',
  code,
  summary: `person ${index}`,
  at: { file: `p${index}.yaml`, line: 1, column: 1 },
  ...over,
})
const ruleAt = (line: number) => ({ related: [{ file: 'idctl.yaml', line, column: 9 }] })
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
const counts = (diagnostics: readonly Diagnostic[]) =>
  foldDiagnostics(diagnostics)
    .filter(({ shown, more }) => more > 0 || shown.length > 0)
    .map(({ shown, more }) => [shown.length, more])

test('findings of one rule fold, and hide no other rule', () => {
  const many = numbers(40).map((index) => found('IDC261', index, ruleAt(index % 2)))
  const folded = foldDiagnostics([...many, found('IDC261', 99, ruleAt(7))])
  expect(folded.map(({ more }) => more)).toEqual([17, 17, 0])
  expect(folded.map(({ shown }) => shown[0]?.related?.[0]?.line)).toEqual([0, 1, 7])
})

test('a rule without a document is known by its own place', () => {
  const at = (line: number) => ({ at: { file: 'idctl.yaml', line, column: 9 } })
  expect(counts(numbers(12).map((index) => found('IDC263', index, at(index < 6 ? 1 : 2))))).toEqual([
    [3, 3],
    [3, 3],
  ])
})

test('each unknown key is shown, however often another one is there', () => {
  const keys = [...numbers(30).map(() => 'trait'), 'sate', 'idctll']
  const diagnostics = keys.map((key, index) => found('IDC212', index, { summary: `unknown key ${key}` }))
  const shown = foldDiagnostics(diagnostics).flatMap((group) => group.shown.map(({ summary }) => summary))
  expect(shown).toContain('unknown key sate')
  expect(shown).toContain('unknown key idctll')
  expect(shown.length).toBe(5)
})

test('what is of a thousand kinds stays short', () => {
  const diagnostics = numbers(1000).map((index) => found('IDC212', index, { summary: `unknown key k${index}` }))
  const folded = foldDiagnostics(diagnostics)
  expect(folded.flatMap(({ shown }) => shown)).toHaveLength(11)
  expect(folded.reduce((sum, { more }) => sum + more, 0)).toBe(989)
})

test('other codes fold as one', () => {
  expect(counts(numbers(20).map((index) => found('IDC410', index)))).toEqual([[3, 17]])
})
