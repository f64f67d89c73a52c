import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const entry = fileURLToPath(new URL('../../bin/dev.js', import.meta.url))

test('the command line runs from its sources in any folder', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [entry, 'validate', '--help'], { cwd: tmpdir() })
  expect(stdout).toContain('idctl validate')
})
