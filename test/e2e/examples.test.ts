import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../../docs/examples/sandbox', import.meta.url))
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))

/** How users run each file; Jest's syntax is also that of vitest with globals. */
const runs: readonly (readonly [file: string, ...command: string[]])[] = [
  ['vitest.test.js', vitest, 'run', '--root', folder, 'vitest.test.js'],
  ['jest.test.js', vitest, 'run', '--globals', '--root', folder, 'jest.test.js'],
  ['node.test.js', '--test', 'node.test.js'],
]

describe('the examples of the sandbox run against the built package', () => {
  test.each(runs)('%s', (_, ...command) => {
    const { VITEST: _vitest, NODE_TEST_CONTEXT: _context, ...env } = process.env
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, env, encoding: 'utf8' })
    expect(status, stdout + stderr).toBe(0)
  })
})
