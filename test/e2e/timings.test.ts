import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { runCli } from './run-cli.ts'

function folder(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-e2e-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  cpSync(fileURLToPath(new URL('base', import.meta.url)), root, { recursive: true })
  return root
}

const stagesIn = (stderr: string) =>
  stderr.split('\n').flatMap((line) => /^(\S.*\S) +\d+\.\d\d s +\d+\.\d\d s +\d+( .*)?$/.exec(line)?.[1] ?? [])

const planning = ['starting', 'reading documents', 'asking the server', 'checking documents', 'listing and comparing']

test('--timings tells on stderr what took how long, and changes nothing else', async () => {
  const cwd = folder()
  const plan = await runCli(['plan', '--json'], { cwd })
  const timed = await runCli(['plan', '--json', '--timings'], { cwd })
  expect(timed.stdout).toBe(plan.stdout)
  expect(stagesIn(plan.stderr)).toEqual([])
  expect(stagesIn(timed.stderr)).toEqual([...planning, 'arranging the plan', 'writing the result', 'all'])
  expect(timed.stderr).toMatch(/reading documents .* \d+ {2}3 documents in 1 file\n/)
  const drift = await runCli(['drift', '--timings'], { cwd })
  expect(stagesIn(drift.stderr)).toEqual(expect.arrayContaining([...planning, 'writing the result', 'all']))
  const apply = await runCli(['apply', '--yes', '--timings'], { cwd })
  expect(stagesIn(apply.stderr)).toEqual(expect.arrayContaining([...planning, 'executing', 'all']))
  expect(apply.stderr).toMatch(/executing .* s {2,}[1-9]\d*\n/)
})

test('--timings tells it of a run that fails, too', async () => {
  const cwd = folder()
  const { exit, stderr } = await runCli(['plan', '--admin-url', 'http://127.0.0.1:9', '--timings'], { cwd })
  expect(exit).toBe(6)
  expect(stagesIn(stderr)).toEqual(['starting', 'reading documents', 'asking the server', 'writing the result', 'all'])
})

test('--timings needs messages', async () => {
  expect(await runCli(['plan', '--quiet', '--timings'], { cwd: folder() })).toMatchObject({ exit: 64, stdout: '' })
})
