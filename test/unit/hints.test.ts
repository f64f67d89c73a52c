import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { outputFlags } from '../../src/cli/flags.ts'
import { shellWord } from '../../src/model/shell-word.ts'

const sources = fileURLToPath(new URL('../../src', import.meta.url))
const commandFiles = readdirSync(join(sources, 'commands')).filter((file) => file.endsWith('.ts'))

/** The flags of each command, by its name. */
async function flagsByCommand(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const commands = commandFiles.map(async (file) => {
    const { default: command } = (await import(join(sources, 'commands', file))) as {
      default: { flags?: Record<string, unknown> }
    }
    const flags = [...Object.keys(command.flags ?? {}), ...Object.keys(outputFlags), 'help']
    return [file.replace(/\.ts$/, ''), new Set(flags.map((flag) => `--${flag}`))] as const
  })
  return new Map(await Promise.all(commands))
}

/** Every command line that a message of ours names, with the file that it stands in. */
function namedCommandLines(): { readonly file: string; readonly line: string }[] {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return files.flatMap((file) => {
    const text = readFileSync(join(sources, file), 'utf8')
    return [...text.matchAll(/\\?`idctl ([^`\\\n]+)\\?`/g)].map(([, line = '']) => ({ file, line }))
  })
}

test('each command line that a message names exists, and has the flags that it is named with', async () => {
  const known = await flagsByCommand()
  const lines = namedCommandLines()
  expect(lines.length).toBeGreaterThan(30)
  const wrong = lines.filter(({ line }) => {
    const [command = '', ...words] = line.replaceAll(/\$\{[^}]*\}/g, 'X').split(' ')
    // A place for a command, or a flag of idctl itself.
    if (!/^[a-z]+$/.test(command)) return false
    const flags = known.get(command)
    const given = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/[=X].*$/, ''))
    return flags === undefined || given.some((flag) => flag !== '--' && !flags.has(flag))
  })
  expect(wrong).toEqual([])
})

test.each([
  ['ada@example.com', 'ada@example.com'],
  ['emp-1001', 'emp-1001'],
  ['Ada Lovelace', `'Ada Lovelace'`],
  ["O'Brien", `'O'\\''Brien'`],
  ['$(reboot)', `'$(reboot)'`],
  ['a;b', `'a;b'`],
  ['', `''`],
])('a key in a command line that is copied is one word: %s', (key, word) => {
  expect(shellWord(key)).toBe(word)
})
