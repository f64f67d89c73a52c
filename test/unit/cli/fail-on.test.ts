import fc from 'fast-check'
import { expect, test } from 'vitest'
import { failClasses, failuresOf } from '../../../src/cli/fail-on.ts'
import { guardNames } from '../../../src/model/change-codes.ts'
import { plan } from '../../support/arbitrary-plan.ts'

test('whatever a guard counts is a class of its own', () => {
  fc.assert(
    fc.property(plan, (made) => {
      const failing = failuresOf(made, failClasses).map(({ name }) => name)
      for (const guard of guardNames) {
        const count = made.guards.find((verdict) => verdict.guard === guard)?.count ?? 0
        expect(failing.includes(guard.replaceAll('_', '-'))).toBe(count > 0)
      }
    }),
  )
})

test('a class that was not asked for never fails a plan, and one is told once', () => {
  fc.assert(
    fc.property(plan, fc.subarray([...failClasses]), (made, classes) => {
      const failing = failuresOf(made, [...classes, ...classes])
      expect(failing).toEqual(failuresOf(made, failClasses).filter(({ name }) => classes.includes(name)))
      expect(failing.every(({ count }) => count > 0)).toBe(true)
    }),
  )
})
