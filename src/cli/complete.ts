import { statSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '../config/load.ts'
import type { Config } from '../config/types.ts'
import { walkFolder } from '../desired/files/walk.ts'
import { keysOf } from '../pipeline.ts'
import { escapeText } from '../render/escape.ts'
import { topics } from '../render/topics.ts'
import { type KnownCommand, offerFor } from './complete-words.ts'
import type { CliContext } from './context.ts'

/** In bytes of documents: some 3,000 people. Of a larger folder no keys are offered, because nobody waits for a key. */
const mostToRead = 1024 * 1024

/** In lines: a shell shows no longer list. */
const mostOffered = 1000

/** What the scripts take for "complete files yourself". */
const filesWanted = ':files'

/**
 * The lines for the shell: candidates for the last word. Reads the folder only, sends nothing, and leaves out what a terminal
 * would interpret, and keys that would be taken for flags.
 *
 * @param withKeys False with `--mask`: keys name people.
 */
export function completionLines(
  words: readonly string[],
  commands: readonly KnownCommand[],
  { cwd, env }: Pick<CliContext, 'cwd' | 'env'>,
  withKeys: boolean,
): readonly string[] {
  const offer = offerFor(words, commands)
  if (offer.kind === 'files') return [filesWanted]
  const typed = words.at(-1) ?? ''
  const candidates =
    offer.kind === 'words'
      ? offer.words
      : offer.kind === 'codes'
        ? topics.map(({ code }) => code)
        : withKeys
          ? keysIn({ cwd, env }, offer.config).filter((key) => !key.startsWith('-'))
          : []
  const { prefix = '' } = offer
  const fitting = candidates
    .map((word) => prefix + word)
    .filter((word) => word.startsWith(typed) && escapeText(word) === word)
  return [...new Set(fitting)].sort().slice(0, mostOffered)
}

function keysIn({ cwd, env }: Pick<CliContext, 'cwd' | 'env'>, given: string | undefined): readonly string[] {
  const { config } = loadConfig({ cwd, config: given, variables: env, offline: true })
  return config === undefined || sizeOf(config) > mostToRead ? [] : keysOf(config, env)
}

function sizeOf(config: Config): number {
  let size = 0
  for (const folder of config.identities) {
    for (const file of walkFolder(config, folder, () => undefined).documents) {
      size += statSync(join(config.root, file)).size
    }
  }
  return size
}
