import { expect, test } from 'vitest'
import { type Check, examine } from '../../../src/doctor/examine.ts'
import { IdctlError } from '../../../src/errors.ts'

const fine = { verdict: 'fine', text: '' } as const
const signal = new AbortController().signal

function check(name: string, needs: readonly string[], run: Check<undefined>['run'] = () => fine): Check<undefined> {
  return { name, needs, run }
}

test('what rests on something wrong is not tried, and nor is what rests on that', async () => {
  const fails = () => {
    throw new IdctlError('refused', { exit: 'unreadable', hint: 'start it' })
  }
  const checks = [
    check('server', [], fails),
    check('version', ['server']),
    check('schemas', ['version']),
    check('git', [], () => ({ verdict: 'advice', text: 'none' })),
    check('history', ['git']),
  ]
  expect(await examine(checks, undefined, signal)).toEqual([
    { check: 'server', verdict: 'wrong', text: 'refused', hint: 'start it' },
    { check: 'version', verdict: 'not-tried', text: 'not tried, because of: server' },
    { check: 'schemas', verdict: 'not-tried', text: 'not tried, because of: version' },
    { check: 'git', verdict: 'advice', text: 'none' },
    { check: 'history', verdict: 'fine', text: '' },
  ])
})

test('a bug and an interrupt are no findings', async () => {
  const bug = check('a', [], () => {
    throw new TypeError('bug')
  })
  await expect(examine([bug], undefined, signal)).rejects.toThrow('bug')
  const interrupted = check('a', [], () => {
    throw new IdctlError('stop', { exit: 'interrupted' })
  })
  await expect(examine([interrupted], undefined, signal)).rejects.toThrow('stop')
  const stop = AbortSignal.abort(new Error('stopped'))
  await expect(examine([check('a', [])], undefined, stop)).rejects.toThrow('stopped')
})
