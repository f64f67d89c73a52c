import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bundleCli } from './bundle.ts'

/** Builds the command line once, before the end-to-end tests. */
export default async function build(): Promise<void> {
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: 'pipe',
  })
  await bundleCli()
}
