import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { runCli } from './run-cli.ts'

/** The base of the end-to-end cases in a folder of its own. */
function base(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-shell-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(fileURLToPath(new URL('base', import.meta.url)), folder, { recursive: true })
  return folder
}

test('code in the home folder is no plugin', async () => {
  const home = base()
  const plugin = join(home, 'plugin')
  const trace = join(home, 'it-ran')
  const data = join(home, '.local', 'share', 'idctl')
  for (const folder of [plugin, data]) mkdirSync(folder, { recursive: true })
  const manifest = { name: 'plugin', version: '1.0.0', type: 'module', oclif: { hooks: { init: './hook.js' } } }
  writeFileSync(join(plugin, 'package.json'), JSON.stringify(manifest))
  writeFileSync(
    join(plugin, 'hook.js'),
    `import fs from 'node:fs'\nexport default () => fs.writeFileSync(${JSON.stringify(trace)}, '')`,
  )
  const plugins = [{ name: 'plugin', type: 'link', root: plugin }]
  writeFileSync(join(data, 'package.json'), JSON.stringify({ dependencies: {}, oclif: { schema: 1, plugins } }))

  const { exit } = await runCli(['validate'], { cwd: home, env: { XDG_DATA_HOME: join(home, '.local', 'share') } })
  expect(exit).toBe(0)
  expect(existsSync(trace)).toBe(false)
})

const hostile = '\u001b[2J\u202e\u009b1m'
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/

test.each([
  ['a word that is no command', [`x${hostile}`], 64],
  ['a flag', ['plan', `--x${hostile}`], 64],
  ['a value of a flag', ['plan', `--format=${hostile}`], 64],
  ['an argument too many', ['show', 'a', `b${hostile}`], 64],
  ['the path of a plan', ['show', `a${hostile}`], 1],
  ['the path of idctl.yaml', ['plan', '--config', `a${hostile}`], 3],
  ['an environment', ['plan', '--env', `a${hostile}`], 3],
  ['a key', ['adopt', `a${hostile}`], 3],
  ['a target, and the path of a new plan', ['plan', '--out', `a${hostile}.plan`, '--only', `${hostile}*`], 0],
] as const)('a terminal obeys nothing in %s', async (_, args, exit) => {
  const folder = base()
  const target = JSON.stringify(`prod${hostile}`)
  const config = `version: 1\nworkspace: acme-1\nidentities: identities\nschema_id: person\nkratos: { sandbox: s.json, target: ${target} }\n`
  writeFileSync(join(folder, 'idctl.yaml'), config)
  const run = await runCli([...args], { cwd: folder })
  expect(run.exit, run.stderr).toBe(exit)
  expect(run.stdout + run.stderr).not.toMatch(obeyed)
})

test('nor in a file name, a key or a value of a wrong document', async () => {
  const folder = base()
  const text = `external_id: ${JSON.stringify(hostile)}\ntraits: { ${JSON.stringify(hostile)}: 1, email: [${JSON.stringify(hostile)}] }\n`
  writeFileSync(join(folder, 'identities', `a${hostile}.yaml`), text)
  const run = await runCli(['validate'], { cwd: folder })
  expect(run.exit).toBe(3)
  expect(run.stdout + run.stderr).not.toMatch(obeyed)
})
