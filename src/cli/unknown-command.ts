import type { Config } from '@oclif/core'
import { IdctlError } from '../errors.ts'
import { didYouMean } from '../model/did-you-mean.ts'

/** What `idctl WORD` is answered where no command has that name (exit 64). */
export function unknownCommand(word: string, config: Pick<Config, 'commandIDs'>): IdctlError {
  const name = word.replaceAll(':', ' ')
  const meant = didYouMean(name.split(' ')[0] ?? name, config.commandIDs)
  return new IdctlError(`unknown command ${JSON.stringify(name)}`, {
    exit: 'usage',
    hint: meant === undefined ? 'see `idctl --help`' : `did you mean \`idctl ${meant}\`? Else see \`idctl --help\``,
  })
}
