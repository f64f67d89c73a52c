import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { guessedWords } from '../../../src/cli/guessed-commands.ts'
import { unknownCommand } from '../../../src/cli/unknown-command.ts'

const commandIDs = readdirSync(fileURLToPath(new URL('../../../src/commands', import.meta.url))).map((file) =>
  file.replace(/\.ts$/, ''),
)

test.each(guessedWords)('%s is answered with commands that are there', (word) => {
  const { exit, hint = '' } = unknownCommand(word, { commandIDs })
  expect(exit).toBe('usage')
  const named = [...hint.matchAll(/`idctl ([a-z]+)/g)].map(([, name]) => name as string)
  expect(named.filter((name) => !commandIDs.includes(name))).toEqual([])
})

test('no word that is a command is among the guesses', () => {
  expect(guessedWords.filter((word) => commandIDs.includes(word))).toEqual([])
})

test('a way whose command is not there is not offered', () => {
  expect(unknownCommand('pull', { commandIDs: ['accept'] }).hint).toBe(
    '`idctl accept KEY` writes a live change into the document',
  )
  expect(unknownCommand('pull', { commandIDs: ['accept', 'export'] }).hint).toMatch(
    /^`idctl export` .*; `idctl accept /,
  )
  expect(unknownCommand('pull', { commandIDs: [] }).hint).toBe('see `idctl --help`')
})

test('upper case and more words make no difference', () => {
  const { message, hint } = unknownCommand('Destroy:ada', { commandIDs })
  expect(message).toBe('there is no command "Destroy"')
  expect(hint).toMatch(/^delete the document/)
})

test('a flag in front is told to follow the command', () => {
  expect(unknownCommand('--env', { commandIDs }).hint).toMatch(/^flags follow the command/)
  expect(unknownCommand('-V', { commandIDs }).hint).toBe('`idctl --version` prints it')
})

test('a word that is nearly a command is that command', () => {
  expect(unknownCommand('plna', { commandIDs }).hint).toBe('did you mean `idctl plan`? Else see `idctl --help`')
})
