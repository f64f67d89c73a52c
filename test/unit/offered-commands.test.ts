import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { type Interfaces, Parser } from '@oclif/core'
import { expect, test } from 'vitest'
import { outputFlags } from '../../src/cli/flags.ts'
import { withOptionalValue } from '../../src/cli/optional-value.ts'
import { readCase } from '../e2e/case-file.ts'
import { further } from '../support/depth.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const filesIn = (folder: string) => readdirSync(folder).map((name) => join(folder, name))

/** What people see: on the screens that tests keep, and of whole commands. */
function screens(): readonly string[] {
  const kept = filesIn(here('render/screens')).map((file) => readFileSync(file, 'utf8').replaceAll('␛', '\u001b'))
  const cases = filesIn(here('../e2e/cases')).flatMap((folder) =>
    readCase(join(folder, 'case.yaml')).steps.flatMap(({ stdout = '', stderr = '' }) => [stdout, stderr]),
  )
  return [...kept.map(stripVTControlCharacters), ...cases]
}

/** A label of a last line with all that stands behind it, also on the lines below. */
const lastLines = /(?:Next|Undo|Keep|Mark|Tolerate|execute it with): idctl.*(?:\n {2}\S.*)*/g

/** The commands that a text offers: in backticks, or behind the label of a last line. */
function offeredIn(text: string): string[] {
  const flat = (lines: string) => lines.replaceAll(/\s*\n\s*/g, ' ')
  const quoted = [...text.matchAll(/`(idctl [^`]+)`/g)].map(([, command = '']) => flat(command))
  const last = [...text.matchAll(lastLines)].flatMap(([lines]) =>
    flat(lines)
      .split(' · ')
      .map((part) => part.replace(/^.*?: ?(?=idctl)/, '').replace(/ ·$/, '')),
  )
  return [...quoted, ...last]
}

/** What stands in the place of a value that a person fills in. */
const filledIn = new Map([
  ['DATE', '2999-12-31'],
  ['UUID', '5f66c3b5-5f8b-4ee5-93e1-43f154e4356d'],
  ['N', '7'],
])

/** Words as a shell makes them of a command without variables. */
function wordsOf(command: string): string[] {
  const words = [...command.matchAll(/(?:'[^']*'|\\'|[^\s'])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|\\(')/g, (_, quoted?: string, single?: string) => quoted ?? single ?? ''),
  )
  return words.map((word) => filledIn.get(word) ?? word.replace(/(?<==)N$/, '7'))
}

/** What idctl says to the command, before it does anything; `undefined` where it takes it. */
async function problemWith(command: string): Promise<string | undefined> {
  const [, name = '', ...words] = wordsOf(command)
  if (name === '--help' || name === '--version') return undefined
  const known = readdirSync(here('../../src/commands'))
  if (!known.includes(`${name}.ts`)) return 'no such command'
  const { default: found } = (await import(here(`../../src/commands/${name}.ts`))) as {
    default: { args?: Interfaces.ArgInput; flags?: Interfaces.FlagInput; strict?: boolean }
  }
  if (words.includes('--help')) return undefined
  const { args = {}, flags = {}, strict = true } = found
  try {
    await Parser.parse(withOptionalValue(words, '--sandbox'), { args, flags: { ...outputFlags, ...flags }, strict })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

further('every command that a screen offers is one that idctl takes as it is printed', async () => {
  const offered = [...new Set(screens().flatMap(offeredIn))]
  const answers = await Promise.all(offered.map(async (command) => ({ command, problem: await problemWith(command) })))
  expect(answers.filter(({ problem }) => problem !== undefined)).toEqual([])
  expect(offered).toEqual(expect.arrayContaining(['idctl apply', 'idctl apply today.plan', "idctl adopt '**'"]))
  expect(offered.length).toBeGreaterThan(60)
})

test.each([
  ['Next: idctl apply --only ada', ['idctl apply --only ada']],
  [
    'Undo: idctl apply · Keep: idctl accept KEY ·\n  Mark: idctl adopt\n  ada',
    ['idctl apply', 'idctl accept KEY', 'idctl adopt ada'],
  ],
  ['first `idctl plan\n    --full`, then `idctl apply`\n', ['idctl plan --full', 'idctl apply']],
])('the commands of a text are found: %j', (text, commands) => {
  expect(offeredIn(text)).toEqual(commands)
})

test.each([
  'idctl sync',
  'idctl plan --ful',
  'idctl plan --only',
  'idctl accept',
  'idctl apply a.plan b.plan',
  'idctl adopt --id',
])('a command that does not work is found: %s', async (command) => expect(await problemWith(command)).toBeDefined())
