import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { defaultGuards } from '../../../src/config/guard-limits.ts'
import type { GuardLimit } from '../../../src/model/plan.ts'

const guide = readFileSync(fileURLToPath(new URL('../../../docs/guides/guards.md', import.meta.url)), 'utf8')

function limitText({ percent, floor, cap }: GuardLimit): string {
  if (percent === 0) return String(floor)
  return `${percent} %, at least ${floor}${cap === undefined ? '' : `, at most ${cap}`}`
}

test('the guide says the limit of each guard', () => {
  const rows = [...guide.matchAll(/^\| `([a-z_]+)` \|.*\| ([^|]+) \|$/gm)].map(([, guard, limit]) => [guard, limit])
  const limits = Object.entries(defaultGuards).map(([guard, limit]) => [guard, limitText(limit)])
  expect(rows.toSorted()).toEqual(limits.toSorted())
})
