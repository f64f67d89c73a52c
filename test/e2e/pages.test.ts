import { execFile, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { cliEntry } from '../support/cli-entry.ts'
import { isDeep } from '../support/depth.ts'
import { freePort } from '../support/free-port.ts'
import { type PagePart, partsOf, withOutputs } from './page.ts'
import { withoutProgress } from './progress-lines.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const update = process.env['UPDATE_PAGES'] === '1'
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-pages-')))

/**
 * A folder for PATH with `idctl`, and with `edit-live` for what pages do not show. Files rather than functions of the shell, because a page
 * may send such a process a signal.
 */
const shelf = join(scratch, 'bin')
mkdirSync(shelf)
for (const [name, script] of [
  ['idctl', cliEntry],
  ['edit-live', fileURLToPath(new URL('edit-live.js', import.meta.url))],
] as const) {
  writeFileSync(join(shelf, name), `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`, { mode: 0o755 })
}

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const pages = ['README.md', ...markdownBelow('docs')].filter((page) => partsOf(textOf(page)).length > 0)

test('there are pages that show commands with their output', () => {
  expect(pages).toContain('docs/tutorial.md')
})

/** Where a newcomer begins; the guides take as long again, and are followed at full size. */
const followed = pages.filter((page) => isDeep || !page.startsWith('docs/guides/'))

/** Commands that pages use, and that not every machine has. */
const missing = ['curl', 'jq'].filter((name) => spawnSync(name, ['--version']).status !== 0)

describe.concurrent.each(followed)('%s', (page) => {
  const commands = partsOf(textOf(page)).map(({ command }) => command)
  const cannotRun = missing.some((name) => commands.some((command) => command.includes(`${name} `)))
  test.skipIf(cannotRun)('each command that it shows gives the output that it shows', async () => {
    const text = textOf(page)
    const parts = partsOf(text)
    const seen = await outputsOf(page, parts)
    if (update) writeFileSync(join(root, page), withOutputs(text, seen))
    else expect(withOutputs(text, seen)).toBe(text)
  })
})

/** Runs all commands of a page in one shell, in a copy of the sample of this repository. */
async function outputsOf(page: string, parts: readonly PagePart[]): Promise<readonly string[]> {
  const folder = join(scratch, page.replaceAll(/\W/g, '-'))
  for (const name of ['identities', 'idctl.yaml']) cpSync(join(root, name), join(folder, name), { recursive: true })
  const port = String(await freePort())
  const script = parts.map(({ command, shown }) => {
    const text = command.replaceAll(pagePort, port)
    const whole = shown === undefined ? `( set -e\n${text}\n) || exit 1` : text
    return `${whole}\nprintf '\\n${endOfPart}\\n'`
  })
  const { stdout } = await promisify(execFile)('bash', ['-c', `exec 2>&1 </dev/null\n${script.join('\n')}`], {
    cwd: folder,
    env: { PATH: `${shelf}:${process.env['PATH'] ?? ''}`, HOME: folder, COLUMNS: '100' },
    maxBuffer: 64 * 1024 * 1024,
  }).catch(({ stdout: output, cause }) => {
    throw new Error(`a hidden command of ${page} failed: ${output.slice(-1000)}`, { cause })
  })
  const outputs = stdout.split(`\n${endOfPart}\n`).slice(0, parts.length)
  return outputs.map((output) =>
    withoutProgress(output)
      .replaceAll(port, pagePort)
      .replaceAll(folder, '/tmp/acme')
      .replaceAll(runFacts, ' in 0.4 s. Run 1a2b3c: '),
  )
}

/** How long a run took, and the end of its id: another one each time. */
const runFacts = / in (?:\d+\.\d s|\d+ s|\d+ min(?: \d+ s)?)\. Run [0-9a-f]{6}: /g

/** The port that pages name; each page gets a free one instead. */
const pagePort = '4434'
const endOfPart = '@@ end of part @@'

function markdownBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
    .toSorted()
}

function textOf(page: string): string {
  return readFileSync(join(root, page), 'utf8')
}
