import { expect, it } from 'vitest'
import { topicOf } from '../../../src/render/topics.ts'

it.each([
  ['206', 'diagnostic'],
  ['idc206', 'diagnostic'],
  ['field-removals', 'guard'],
  ['guard:field_removals', 'guard'],
  ['blocked:schema', 'blocked'],
  ['blocked:last-first-factor', 'blocked'],
  ['waits:taken-back', 'blocked'],
  ['moved:moved', 'ending'],
  ['skipped:interrupted-before-start', 'ending'],
  ['failed:conflict', 'ending'],
])('%s, as idctl prints it somewhere, is found', (word, kind) => expect(topicOf(word)?.kind).toBe(kind))

it.each(['drift:tool', 'command:refused', 'guard:moved', 'guard:', ':moved', 'IDC999'])('%s is none', (word) =>
  expect(topicOf(word)).toBeUndefined(),
)
