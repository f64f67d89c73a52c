import { expect, test } from 'vitest'
import { withAsides } from '../../../src/apply/order/asides.ts'
import type { Change } from '../../../src/model/change.ts'
import { markOf, update } from '../../support/apply-harness.ts'
import { live } from '../../support/builders.ts'

const change = (key: string, after: readonly string[], isAside: boolean): Change =>
  update(
    live({ mark: markOf(key) }),
    {},
    {
      ...(after.length > 0 && { after }),
      ...(isAside && { aside: { '/traits/email': 'address' } }),
    },
  )

async function order(changes: readonly Change[]): Promise<string[]> {
  async function* stream() {
    yield* changes
  }
  const steps: string[] = []
  for await (const step of withAsides(stream())) steps.push(step.action === 'aside' ? `<${step.change.key}` : step.key)
  return steps
}

test.each<[string, Change[], string[]]>([
  ['a plan without swaps stays as it is', [change('a', [], false), change('b', ['a'], false)], ['a', 'b']],
  [
    'as soon as those went by',
    [change('a', ['b'], true), change('b', [], false), change('c', [], false)],
    ['<a', 'b', 'a', 'c'],
  ],
  [
    'one of them may be what another waits for',
    [change('a', ['b'], true), change('b', ['c'], true), change('c', [], false), change('d', [], false)],
    ['<a', '<b', 'c', 'b', 'a', 'd'],
  ],
  [
    'at the end, what waits for nobody there',
    [change('a', ['nobody'], true), change('b', [], false)],
    ['<a', 'b', 'a'],
  ],
])('%s', async (_, changes, steps) => {
  expect(await order(changes)).toEqual(steps)
})
