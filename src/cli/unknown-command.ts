import type { Config } from '@oclif/core'
import { IdctlError } from '../errors.ts'
import { didYouMean } from '../model/did-you-mean.ts'
import { guessedCommand } from './guessed-commands.ts'

/**
 * The error for `idctl WORD` when no command has that name (exit 64). oclif joins the words after a command without arguments
 * by `:`, and so takes `plan surplus` for one command.
 */
export function unknownCommand(word: string, config: Pick<Config, 'commandIDs'>): IdctlError {
  const name = word.replaceAll(':', ' ')
  const [first = name, ...rest] = name.split(' ')
  if (config.commandIDs.includes(first)) {
    return new IdctlError(`unexpected argument: ${rest.join(' ')}`, {
      exit: 'usage',
      hint: `see \`idctl ${first} --help\``,
    })
  }
  const guessed = guessedCommand(first, config.commandIDs)
  if (guessed !== undefined) {
    return new IdctlError(`there is no command ${JSON.stringify(first)}`, { exit: 'usage', hint: guessed })
  }
  if (first.startsWith('-')) {
    const hint = 'flags follow the command: `idctl plan --full`; see `idctl --help`'
    return new IdctlError(`unknown command ${JSON.stringify(name)}`, { exit: 'usage', hint })
  }
  const meant = didYouMean(first, config.commandIDs)
  return new IdctlError(`unknown command ${JSON.stringify(name)}`, {
    exit: 'usage',
    hint: meant === undefined ? 'see `idctl --help`' : `did you mean \`idctl ${meant}\`? Else see \`idctl --help\``,
  })
}
