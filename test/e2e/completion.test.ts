import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Shell, shells } from '../../src/cli/completion-scripts.ts'
import { cliEntry } from '../support/cli-entry.ts'
import { someOf } from '../support/depth.ts'
import { runCli } from './run-cli.ts'

const hostileKey = 'bob $(touch owned) `touch owned`; x'

/** A folder with documents, and a program `idctl` on the path. */
function base(): { folder: string; run: (shell: string, args: readonly string[]) => ReturnType<typeof spawnSync> } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-completion-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(fileURLToPath(new URL('base', import.meta.url)), folder, { recursive: true })
  const people = [
    'traits: { email: ada@example.com }\n',
    'traits: { email: alan@example.com }\n',
    `traits: { email: bob@example.com }\nidctl: { key: ${JSON.stringify(hostileKey)} }\n`,
    'external_id: "urn:emp:1"\ntraits: { email: eve@example.com }\n',
  ]
  writeFileSync(join(folder, 'identities', 'people.yaml'), people.join('---\n'))
  const program = `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(cliEntry)} "$@"\n`
  writeFileSync(join(folder, 'idctl'), program, { mode: 0o755 })
  const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: folder }
  const run = (shell: string, args: readonly string[]) =>
    spawnSync(shell, args, { cwd: folder, env, encoding: 'utf8', timeout: 60_000 })
  return { folder, run }
}

const isThere = (shell: Shell) => spawnSync(shell, ['-c', 'exit 0']).status === 0

describe.skipIf(!isThere('bash'))('in bash', () => {
  test.each(
    someOf<[string, string[]]>(
      [
        ['idctl expl', ['explain']],
        ['idctl plan --detailed', ['--detailed-exitcode']],
        ['idctl plan --format ', ['human', 'json', 'ndjson']],
        // Bash keeps what stands before the sign.
        ['idctl plan --format=js', ['json']],
        ['idctl apply --take-over=alan', ['alan@example.com']],
        ['idctl plan --config=idctl.y', []],
        ['idctl adopt al', ['alan@example.com']],
        // Bash keeps what stands before the sign.
        ['idctl adopt ada@ex', ['@example.com']],
        ['idctl adopt urn:e', ['emp:1']],
        ['idctl adopt bob', ['bob\\ \\$\\(touch\\ owned\\)\\ \\`touch\\ owned\\`\\;\\ x']],
        ['idctl apply --take-over alan', ['alan@example.com']],
        ['idctl explain IDC50', ['IDC502', 'IDC503', 'IDC504', 'IDC506', 'IDC507']],
        // Nothing: bash completes files.
        ['idctl fmt identi', []],
        ['idctl nothing ', []],
      ],
      3,
    ),
  )('%s', (line, replies) => {
    const { run } = base()
    const script = [
      'source <(idctl completion bash)',
      `COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:@'`,
      '_idctl',
      '[[ ${#COMPREPLY[@]} == 0 ]] || printf "%s\\n" "${COMPREPLY[@]}"',
    ].join('\n')
    const { stdout, stderr } = run('bash', ['-c', script, 'bash', line])
    expect(stderr).toBe('')
    expect(String(stdout).split('\n').slice(0, -1)).toEqual(replies)
  })
})

describe.skipIf(!isThere('fish'))('in fish', () => {
  test.each(
    someOf<[string, string[]]>(
      [
        ['idctl expl', ['explain']],
        ['idctl plan --detailed', ['--detailed-exitcode']],
        ['idctl plan --format=js', ['--format=json']],
        ['idctl adopt ada@ex', ['ada@example.com']],
        ['idctl adopt urn:e', ['urn:emp:1']],
        ['idctl adopt bob', [hostileKey]],
        ['idctl apply --take-over=alan', ['--take-over=alan@example.com']],
        ['idctl fmt identi', ['identities/']],
        ['idctl plan --config=idctl.y', ['--config=idctl.yaml']],
        ['idctl nothing ', []],
      ],
      5,
    ),
  )('%s', (line, replies) => {
    const { run } = base()
    const { stdout, stderr } = run('fish', ['-c', 'idctl completion fish | source; complete -C $argv[1]', line])
    expect(stderr).toBe('')
    const words = String(stdout).split('\n').slice(0, -1)
    expect(words.map((word) => word.replace(/\t.*/, ''))).toEqual(replies)
  })
})

/** Zsh completes only in its line editor: it runs in a terminal of its own, a Tab is typed, and the line is printed. */
const inEditor = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1= PS2= RPS1=; unsetopt beep; autoload -U compinit; compinit -D -u; source <(idctl completion zsh)"
zpty -w z 'show() { print -r -- "LINE<$BUFFER>"; BUFFER= }; zle -N show; bindkey "^X" show; bindkey "^I" complete-word; print REA""DY'
zpty -r z all '*READY*'
zpty -w -n z "$1"$'\\t\\x18'
zpty -r z all '*LINE<*>*'
print -r -- "\${\${all#*LINE<}%%>*}"
zpty -d z
`

describe.skipIf(!isThere('zsh'))('in zsh', () => {
  test.each(
    someOf<[string, string]>(
      [
        ['idctl expla', 'idctl explain '],
        ['idctl plan --detailed', 'idctl plan --detailed-exitcode '],
        ['idctl plan --format=js', 'idctl plan --format=json '],
        ['idctl adopt ada@ex', 'idctl adopt ada@example.com '],
        ['idctl adopt urn:e', 'idctl adopt urn:emp:1 '],
        ['idctl adopt bob', 'idctl adopt bob\\ \\$\\(touch\\ owned\\)\\ \\`touch\\ owned\\`\\;\\ x '],
        ['idctl fmt identi', 'idctl fmt identities/'],
        ['idctl plan --config=idctl.y', 'idctl plan --config=idctl.yaml '],
      ],
      5,
    ),
  )('%s', (line, completed) => {
    const { folder, run } = base()
    writeFileSync(join(folder, 'editor.zsh'), inEditor)
    const { stdout } = run('zsh', ['-f', 'editor.zsh', line])
    expect(String(stdout).trimEnd()).toBe(completed.trimEnd())
  })
})

test.each(shells.filter(isThere))('%s reads its script', (shell) => {
  const { folder, run } = base()
  const { stdout } = run('idctl', ['completion', shell])
  writeFileSync(join(folder, 'script'), String(stdout))
  const { status, stderr } = run(shell, ['-n', 'script'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

test('nothing is said where there is nothing to read, or something is wrong', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-completion-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const silent = { exit: 0, stdout: '', stderr: '' }
  expect(await runCli(['complete', '--', 'adopt', ''], { cwd: folder })).toEqual(silent)
  writeFileSync(join(folder, 'idctl.yaml'), 'version: [\n')
  expect(await runCli(['complete', '--', 'adopt', ''], { cwd: folder })).toEqual(silent)
  expect(await runCli(['complete', '--mask', '--', 'adopt', ''], { cwd: base().folder })).toEqual(silent)
})

test('a folder that takes long to read gives no keys', async () => {
  const { folder } = base()
  writeFileSync(join(folder, 'identities', 'large.yaml'), `# ${'x'.repeat(1024 * 1024)}\n`)
  expect((await runCli(['complete', '--', 'adopt', ''], { cwd: folder })).stdout).toBe('')
})
