import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Parser } from '@oclif/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { outputFlags } from '../../src/cli/flags.ts'
import { blockedCodes } from '../../src/model/change-codes.ts'
import { diagnosticCodes } from '../../src/model/codes.ts'
import { keyCommand, shellWord } from '../../src/model/shell-word.ts'
import { yamlWord } from '../../src/model/yaml-word.ts'
import { baselineMistakes } from '../support/mistakes/baseline-mistakes.ts'
import { blockedHints } from '../support/mistakes/blocked-hints.ts'
import { liveHints } from '../support/mistakes/live-hints.ts'
import { mistakes } from '../support/mistakes/mistakes.ts'
import { shellMistakes } from '../support/mistakes/shell-mistakes.ts'

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

// Ids of Kratos need no quotes.
test('no message puts a key into a command line by hand, and keyCommand is given flags that exist', async () => {
  const known = await flagsByCommand()
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const calls: string[] = []
  const wrong = files.flatMap((file) => {
    const text = readFileSync(join(sources, file), 'utf8')
    const byHand = [...text.matchAll(/`idctl (?:adopt|release|invite|show|accept) \$\{(?!surplus\b)[^}]*\}/g)].map(
      ([line]) => line,
    )
    const unknown = [...text.matchAll(/keyCommand\('(\w+)'(.*)/g)].flatMap(([call, command = '', rest = '']) => {
      calls.push(call)
      const flags = [...rest.matchAll(/['`](--[a-z-]+)/g)].map(([, flag = '']) => flag)
      return flags.every((flag) => known.get(command)?.has(flag)) ? [] : [call]
    })
    return [...byHand, ...unknown].map((line) => ({ file, line }))
  })
  expect(wrong).toEqual([])
  expect(calls.length).toBeGreaterThan(8)
})

test.each([
  ['ada@example.com', 'ada@example.com'],
  ['emp-1001', 'emp-1001'],
  ['Ada Lovelace', `'Ada Lovelace'`],
  ["O'Brien", `'O'\\''Brien'`],
  ['$(reboot)', `'$(reboot)'`],
  ['a;b', `'a;b'`],
  ['', `''`],
  ['=ls', `'=ls'`],
  ['a=b', 'a=b'],
])('a key in a command line that is copied is one word: %s', (key, word) => {
  expect(shellWord(key)).toBe(word)
})

test.each([
  ['ada', [], 'idctl adopt ada'],
  ['ada', ['--rebind'], 'idctl adopt ada --rebind'],
  ['-x', [], 'idctl adopt -- -x'],
  ['--yes', ['--rebind'], 'idctl adopt --rebind -- --yes'],
  ["-it's", ['--rebind'], `idctl adopt --rebind -- '-it'\\''s'`],
])('a key is never read as a flag: %s', (key, flags, line) => {
  expect(keyCommand('adopt', key, ...flags)).toBe(line)
})

const hard = fc.constantFrom(...`'"\\$\`!~#&|;<>(){}[]*?=-%^ \t\n`, 'a', 'é', '=', '--')
const anyKey = fc.oneof(
  fc.array(hard, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }).filter((text) => !text.includes('\0')),
)

test('what a real shell makes of a copied word is the key', () => {
  fc.assert(
    fc.property(fc.array(anyKey, { minLength: 1, maxLength: 40 }), (keys) => {
      const script = keys.map((key) => `printf '%s\\0' ${shellWord(key)}`).join('\n')
      const words = execFileSync('/bin/sh', ['-s'], { input: script, encoding: 'utf8' })
      expect(words.split('\0').slice(0, -1)).toEqual(keys)
    }),
    { numRuns: 30 },
  )
})

test('a copied command about one document names that document, and its flags stay flags', async () => {
  const { default: Adopt } = await import('../../src/commands/adopt.ts')
  await fc.assert(
    fc.asyncProperty(anyKey, fc.boolean(), async (key, rebind) => {
      const line = keyCommand('adopt', key, ...(rebind ? ['--rebind'] : []))
      const script = line.replace(/^idctl adopt/, `printf '%s\\0'`)
      const words = execFileSync('/bin/sh', ['-s'], { input: script, encoding: 'utf8' })
      const { args, flags } = await Parser.parse(words.split('\0').slice(0, -1), {
        args: Adopt.args,
        flags: Adopt.flags,
        strict: Adopt.strict,
      })
      expect({ key: args.key, rebind: flags.rebind === true }).toEqual({ key: [key], rebind })
    }),
    { numRuns: 100 },
  )
})

test.each([
  ['ada', 'ada'],
  ['ada@example.com', 'ada@example.com'],
  ['0042', '"0042"'],
  ['no', '"no"'],
  ['-x', '"-x"'],
])('a key in a list of YAML is quoted where it must be: %s', (key, word) => {
  expect(yamlWord(key)).toBe(word)
})

test('what YAML makes of a copied item is the key', () => {
  const keys = fc.array(fc.oneof(anyKey, fc.constantFrom('null', '~', '1e3', 'a: b', 'a #b', 'a, b')), { minLength: 1 })
  fc.assert(
    fc.property(keys, (items) => {
      expect(parseYaml(`previously: [${items.map(yamlWord).join(', ')}]`)).toEqual({ previously: items })
    }),
  )
})

/** Codes whose hints are followed by none of the tables of mistakes, and why. */
const notFollowed: Readonly<Record<string, string>> = {
  ...because('it has no hint, or one that only says what there is', [...['IDC414', 'IDC419', 'IDC542', 'IDC550']]),
  ...because('it needs a file of some 60,000 identities: `unit/source/bounds` has smaller ones with a smaller bound', [
    'IDC232',
  ]),
  ...because('it depends on the version: `contract/versions` and `contract/swaps` do what it says', [
    ...['IDC511', 'IDC560', 'IDC561', 'IDC590'],
  ]),
  ...because('`contract/digest-keys` gives the key, and takes it away', ['IDC240']),
  ...because('it is about what a command named: the tests of that command give it as the hint says', [
    ...[
      'IDC241',
      'IDC242',
      'IDC243',
      'IDC244',
      'IDC245',
      'IDC246',
      'IDC247',
      'IDC541',
      'IDC580',
      'IDC581',
      'IDC582',
      'IDC583',
      'IDC584',
      'IDC589',
    ],
  ]),
  ...because('it is about drift that is gone: `unit/drift` has it with and without the entry', ['IDC573']),
  ...because('`unit/rules` and the examples of `explain` have the rule and the folder with and without it', [
    ...['IDC260', 'IDC261', 'IDC262', 'IDC263', 'IDC264', 'IDC265', 'IDC266'],
  ]),
  ...because('it needs a schema of its own: `unit/reconcile/decide` has both sides', ['IDC521']),
}

function because(why: string, codes: readonly string[]): Record<string, string> {
  return Object.fromEntries(codes.map((code) => [code, why]))
}

test('the hint of every code is followed to its end, or it is said why not', () => {
  const followed = new Set([
    ...mistakes.filter(({ ways }) => typeof ways !== 'string' && ways.length > 0).map(({ code }) => code),
    ...[...shellMistakes, ...baselineMistakes, ...liveHints].map(({ code }) => code),
  ])
  const codes = Object.keys(diagnosticCodes)
  expect(codes.filter((code) => !followed.has(code) && notFollowed[code] === undefined)).toEqual([])
  expect(Object.keys(notFollowed).filter((code) => followed.has(code) || !codes.includes(code))).toEqual([])
})

/** Rows that are not executed, and whose hints are not followed by `blockedHints`, and why. */
const blockedNotFollowed: Readonly<Record<string, string>> = {
  ...because('it is the same finding as an error of the files, which `liveHints` follows: IDC502 to IDC507', [
    ...['contested', 'foreign', 'tombstone', 'held'],
  ]),
  ...because('a swap must be interrupted for it: `contract/swaps` finishes one', ['aside']),
  ...because('it is about the history of git: `e2e/checkout` does what it says', ['older-checkout']),
  ...because('a live number must be too long for JavaScript, which no request of these tests can send', ['numbers']),
  ...because(
    'what a person must have done for it is too large, or needs an old server: `unit/reconcile/own-doing` does it',
    [...['too-large', 'identifier-stays']],
  ),
  ...because('the server needs another schema: `contract/refused` repairs it', ['schema']),
}

test('the hint of every blocked row is followed to its end, or it is said why not', () => {
  const followed = new Set<string>(blockedHints.map(({ code }) => code))
  expect(blockedCodes.filter((code) => !followed.has(code) && blockedNotFollowed[code] === undefined)).toEqual([])
  const codes: readonly string[] = blockedCodes
  expect(Object.keys(blockedNotFollowed).filter((code) => followed.has(code) || !codes.includes(code))).toEqual([])
})
