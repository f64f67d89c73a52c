import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import { describe, expect, test } from 'vitest'
import { guessedFlag, guessedFlags } from '../../../src/cli/guessed-flags.ts'

const config = await Config.load(fileURLToPath(new URL('../../..', import.meta.url)))
const commands = config.commands.map(({ id, flags }) => ({ command: id, known: Object.keys(flags) }))

describe.each(commands)('$command', ({ command, known }) => {
  test('an answer names only flags and commands that are there', () => {
    for (const flag of guessedFlags) {
      const answer = guessedFlag(flag, { command, known }) ?? ''
      const flags = [...answer.matchAll(/`--([a-z-]+)/g)].map(([, name]) => name as string)
      expect(
        flags.filter((name) => !known.includes(name)),
        `${flag}: ${answer}`,
      ).toEqual([])
      const named = [...answer.matchAll(/`idctl ([a-z]+)/g)].map(([, name]) => name as string)
      expect(named.filter((name) => config.findCommand(name) === undefined)).toEqual([])
    }
  })
})

function answer(command: string, flag: string): string | undefined {
  const known = commands.find((one) => one.command === command)?.known ?? []
  return guessedFlag(flag, { command, known })
}

test('what people bring from other tools', () => {
  expect(answer('apply', '--dry-run')).toBe('`idctl plan` shows what would change, and only reads')
  expect(answer('plan', '--dry-run')).toBe('leave it out: plan only reads')
  expect(answer('apply', '--auto-approve')).toMatch(/^`--yes` asks nothing; .*`--allow-removals=N`$/)
  expect(answer('apply', '--force')).toMatch(/^nothing is forced: `--yes`.*`--allow-removals=N`$/)
  expect(answer('apply', '-f')).toContain('`--identities DIR`')
  expect(answer('plan', '--target')).toContain('`--only PATTERN`')
})

test('nothing is promised that a command does not do', () => {
  // `adopt KEY` asks on a terminal only.
  expect(answer('adopt', '--dry-run')).toBeUndefined()
  expect(answer('validate', '--force')).toBeUndefined()
  expect(guessedFlag('--dry-run', { command: undefined, known: [] })).toBeUndefined()
})
