import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Builds the command line once, before the end-to-end tests. */
export default function build(): void {
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: 'pipe',
  })
}
