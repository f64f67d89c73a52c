import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/index.ts'
import { cliEntry } from '../support/cli-entry.ts'
import { createGate, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { createScreen } from '../support/screen.ts'
import { runCli } from './run-cli.ts'

const columns = 60
const base = fileURLToPath(new URL('base', import.meta.url))
const schema = JSON.parse(readFileSync(join(base, 'identities/person.schema.json'), 'utf8'))

/** A folder of three people who are there, with new names in the files; all requests pass the proxy. */
async function stage(): Promise<{ readonly folder: string; readonly proxy: FaultProxy }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-terminal-')))
  cpSync(base, folder, { recursive: true })
  const sandbox = await startSandbox({ schemas: { person: schema }, settings: { default_schema_id: 'person' } })
  const proxy = await startFaultProxy(sandbox.adminUrl.replace(/\/admin$/, ''))
  onTestFinished(async () => {
    await proxy.stop()
    await sandbox.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const server = `{ admin_url: ${proxy.url}, public_url: ${sandbox.publicUrl} }`
  writeFileSync(join(folder, 'idctl.yaml'), `version: 1\nworkspace: acme-1\nschema_id: person\nkratos: ${server}\n`)
  const write = (name: string) => {
    const people = ['ada', 'bob', 'cleo'].map((key) => {
      return JSON.stringify({ external_id: key, traits: { email: `${key}@example.com`, name: `${name} ${key}` } })
    })
    writeFileSync(join(folder, 'identities/people.ndjson'), `${people.join('\n')}\n`)
    rmSync(join(folder, 'identities/people.yaml'), { force: true })
  }
  write('Old')
  expect(await runCli(['apply', '--yes', '--quiet'], { cwd: folder })).toMatchObject({ exit: 0, stderr: '' })
  write('New')
  return { folder, proxy }
}

/** The command line in a terminal of its own. */
function startOnTerminal(words: string, folder: string) {
  const command = `stty cols ${columns} rows 30; exec ${process.execPath} ${cliEntry} ${words}`
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, TERM: 'xterm', NO_COLOR: '1', SHELL: '/bin/sh' }
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const screen = createScreen(columns)
  const listeners = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen.write(text)
    for (const listener of listeners) listener()
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return {
    ended,
    rows: () => screen.rows(),
    press: (keys: string) => void child.stdin.write(keys),
    /** Resolves when a row of the screen looks so. */
    shows: (row: RegExp): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = () => screen.rows().some((text) => row.test(text)) && resolve()
        listeners.add(look)
        look()
        child.on('close', () => reject(new Error(`it never showed ${row}, but: ${screen.rows().join('\n')}`)))
      }),
  }
}

const ctrlC = '\u0003'
const patch = { method: 'PATCH', path: /^\/admin\/identities\/[0-9a-f-]{36}$/ } as const
const refusal = JSON.stringify({
  error: { code: 400, status: 'Bad Request', reason: 'no such name', message: 'refused' },
})

const hasTerminals = spawnSync('script', ['-qec', 'stty cols 60', '/dev/null']).status === 0

describe.skipIf(!hasTerminals)('on a terminal', () => {
  test('a failure stands above the line while the run goes on, and at the end nothing of the line is left', async () => {
    const { folder, proxy } = await stage()
    const gate = createGate()
    proxy.setRules([
      { ...patch, nth: 2, fault: { kind: 'status', status: 400, body: refusal } },
      { ...patch, nth: 3, fault: { kind: 'hold', gate } },
    ])
    const cli = startOnTerminal('apply --yes --concurrency 1', folder)
    await gate.reached
    await cli.shows(/^applying .* 2\/3 .*1 failed$/)
    const live = cli.rows()
    expect(live.findIndex((row) => row.includes('no such name'))).toBeLessThan(live.length - 2)
    expect(live.slice(-2)).toEqual([expect.stringMatching(/^applying/), ''])
    // Time passes on the line although nothing happens.
    await cli.shows(/^applying .* 2\/3 {2}\d.*s left {2}1 failed$/)
    gate.open()
    expect(await cli.ended).toBe(5)
    const rows = cli.rows()
    expect(rows.filter((row) => /applying|█|░|preparing|listing|asking/.test(row))).toEqual([])
    expect(rows.filter((row) => row.includes('no such name'))).toHaveLength(1)
    expect(rows.join('\n')).toMatch(/Apply: 2 done, 1 failed in .*\n[\s\S]*idctl plan`\n$/)
  })

  test('Ctrl-C leaves the cursor at the start of a row of its own', async () => {
    const { folder, proxy } = await stage()
    const gate = createGate()
    proxy.setRules([{ method: 'GET', path: /^\/admin\/identities\?/, nth: 1, fault: { kind: 'hold', gate } }])
    const cli = startOnTerminal('plan', folder)
    await gate.reached
    await cli.shows(/^listing/)
    cli.press(ctrlC)
    expect(await cli.ended).toBe(130)
    gate.open()
    expect(cli.rows()).toEqual(['Error: interrupted; nothing was executed', ''])
  })
})
