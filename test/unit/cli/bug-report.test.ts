import { expect, test } from 'vitest'
import { bugReport } from '../../../src/cli/bug-report.ts'

const canary = 'canary@example.com'

function thrown(action: () => unknown): Error {
  try {
    action()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('nothing was thrown')
}

test('the kind of the error and where it happened', () => {
  const report = bugReport(thrown(() => JSON.parse(canary)))
  expect(report).toMatch(/^SyntaxError\n {4}at .*node_modules/)
  expect(report).not.toContain('canary')
})

test('frames are told from the installation on, whoever owns the folder above it', () => {
  const error = new TypeError('x')
  error.stack = `TypeError: x
    at readNode (file:///home/canary/node_modules/idctl/dist/source/yaml-tree.js:41:9)
    at async Promise.all (index 0)
    at async file:///home/canary/idctl/src/pipeline.ts:7:5
    at new Map (<anonymous>)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`
  expect(bugReport(error)).toBe(`TypeError
    at readNode (node_modules/idctl/dist/source/yaml-tree.js:41:9)
    at src/pipeline.ts:7:5
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`)
})

test('the code of a system error is told', () => {
  expect(bugReport(Object.assign(new Error(canary), { code: 'EACCES' }))).toMatch(/^Error EACCES\n/)
  expect(bugReport(Object.assign(new Error(canary), { code: canary }))).toMatch(/^Error\n/)
})

test.each([
  ['a message that looks like frames', new Error(`x\n    at canary (src/canary.ts:1:2)`)],
  [
    'one that was changed later',
    Object.assign(new Error(`x\n    at canary (src/canary.ts:1:2)`), { message: 'other' }),
  ],
  ['one that was emptied later', Object.assign(new Error(`x\n    at canary (src/canary.ts:1:2)`), { message: '' })],
  ['a name of data', Object.assign(new Error('x'), { name: canary })],
  ['something that is no error', canary],
  ['nothing', undefined],
])('%s is not told', (_, error) => {
  expect(bugReport(error)).not.toContain('canary')
})

test('a class of data is not told', () => {
  const error = new (class extends Error {
    static override readonly name = canary
  })('x')
  expect(bugReport(error)).toMatch(/^Error/)
})
