import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { someOf } from '../support/depth.ts'
import { runCli } from './run-cli.ts'

const folder = fileURLToPath(new URL('../../docs/examples/sandbox', import.meta.url))
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))

/** How users run each file; Jest's syntax is also that of vitest with globals. */
const runs: readonly (readonly [file: string, ...command: string[]])[] = [
  ['vitest.test.js', vitest, 'run', '--root', folder, 'vitest.test.js'],
  ['jest.test.js', vitest, 'run', '--globals', '--root', folder, 'jest.test.js'],
  ['node.test.js', '--test', 'node.test.js'],
]

describe('the examples of the sandbox run against the built package', () => {
  test.each(someOf(runs, 2))('%s', (_, ...command) => {
    const { VITEST: _vitest, NODE_TEST_CONTEXT: _context, ...env } = process.env
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, env, encoding: 'utf8' })
    expect(status, stdout + stderr).toBe(0)
  })
})

describe('the examples for pipelines read what idctl writes', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const run = (name: string, args: readonly string[], input = '') =>
    spawnSync(process.execPath, [join(root, 'docs/examples/pipeline', name), ...args], { input, encoding: 'utf8' })

  test('a plan in which somebody goes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'idctl-examples-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    for (const name of ['identities', 'idctl.yaml']) cpSync(join(root, name), join(folder, name), { recursive: true })
    await runCli(['apply', '--yes'], { cwd: folder })
    rmSync(join(folder, 'identities/contractors/noor.yaml'))
    const { stdout } = await runCli(['plan', '--json'], { cwd: folder })

    const said = 'the account, its credentials, sessions and metadata are deleted for good'
    const file = 'identities/contractors/noor.yaml'
    expect(run('who-loses-access.js', [], stdout).stdout).toBe(
      `delete "noor@lantern.example.com" "Noor Ashraf" "${file}" "${said}"\n`,
    )
    const hostile = stdout.replace('"Noor Ashraf"', '"\\n::error::\\u001b[2J"')
    expect(run('who-loses-access.js', [], hostile).stdout).toMatch(/^delete [\x20-\x7e]*\n$/)

    writeFileSync(join(folder, 'plan.json'), stdout)
    expect(run('check-plan.js', [join(folder, 'plan.json')])).toMatchObject({ status: 0 })
    writeFileSync(join(folder, 'plan.json'), stdout.replace('"delete"', '"destroy"'))
    expect(run('check-plan.js', [join(folder, 'plan.json')])).toMatchObject({ status: 1 })
  })

  test('no plan', async () => {
    const { stdout } = await runCli(['plan', '--json', '--admin-url', 'http://127.0.0.1:1'], { cwd: root })
    expect(run('who-loses-access.js', [], stdout)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('there is no plan: '),
    })
  })
})
