import type { Command } from '@oclif/core'

/** What completion knows of a command: what oclif's manifest has. */
export type KnownCommand = Pick<Command.Loadable, 'id' | 'hidden' | 'flags' | 'args'>

/** What the shell is to offer for a word. */
export type Offer = OfferedWords & {
  /** Stands before each word: `--format=` where the value is in the word of its flag. */
  readonly prefix?: string
}

type OfferedWords =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Keys of the documents in the folder that these words choose (`--config`). */
  | { readonly kind: 'keys'; readonly config: string | undefined }
  | { readonly kind: 'codes' }
  /** Files: the shell knows them better. */
  | { readonly kind: 'files' }

const nothing: Offer = { kind: 'words', words: [] }
const keyNames: ReadonlySet<string> = new Set(['key', 'take-over', 'write-credentials'])
const noFiles: ReadonlySet<string> = new Set([
  'URL',
  'N',
  'i/n',
  'NAME',
  'UUID',
  'SHA',
  'DAY',
  'POINTER',
  'PATTERN',
  'ID',
])

/**
 * What may stand in place of the last word.
 *
 * @param words What follows `idctl`, up to the cursor; the last one is being typed, and may be empty.
 */
export function offerFor(words: readonly string[], commands: readonly KnownCommand[]): Offer {
  const shown = commands.filter(({ hidden }) => hidden !== true)
  const typed = words.at(-1) ?? ''
  if (words.length < 2) return { kind: 'words', words: [...shown.map(({ id }) => id), 'help', '--help', '--version'] }
  const [first = '', ...rest] = words.slice(0, -1)
  if (first === 'help') return { kind: 'words', words: rest.length === 0 ? shown.map(({ id }) => id) : [] }
  const command = shown.find(({ id }) => id === first)
  if (command === undefined) return nothing
  const before = flagNamed(rest.at(-1), command)
  if (before?.type === 'option') return offerForFlag(before, words)
  const [prefix, name] = /^(--[^=]+)=/.exec(typed) ?? []
  const inside = flagNamed(name, command)
  if (prefix !== undefined && inside?.type === 'option') return { ...offerForFlag(inside, words), prefix }
  if (typed.startsWith('-')) return { kind: 'words', words: flagWords(command) }
  return offerForArgument(command, rest, words)
}

function offerForFlag(
  { name, options, helpValue }: Command.Flag.Cached & { type: 'option' },
  words: readonly string[],
): Offer {
  if (options !== undefined) return { kind: 'words', words: options }
  if (keyNames.has(name)) return keysFor(words)
  return noFiles.has(String(helpValue ?? 'VALUE')) ? nothing : { kind: 'files' }
}

function offerForArgument(command: KnownCommand, rest: readonly string[], words: readonly string[]): Offer {
  const given = rest.filter((word, index) => {
    return !word.startsWith('-') && flagNamed(rest[index - 1], command)?.type !== 'option'
  })
  const args = Object.values(command.args)
  const last = args.at(-1)
  const arg = args[given.length] ?? ((last as { multiple?: boolean } | undefined)?.multiple === true ? last : undefined)
  if (arg === undefined) return nothing
  if (arg.options !== undefined) return { kind: 'words', words: arg.options }
  if (keyNames.has(arg.name)) return keysFor(words)
  if (arg.name === 'code') return { kind: 'codes' }
  return ['file', 'plan'].includes(arg.name) ? { kind: 'files' } : nothing
}

function keysFor(words: readonly string[]): Offer {
  const index = words.findLastIndex((word) => word === '--config' || word.startsWith('--config='))
  const given = words[index]?.startsWith('--config=') ? words[index]?.slice('--config='.length) : words[index + 1]
  return { kind: 'keys', config: index < 0 ? undefined : given }
}

/** The flag that a word is; with `=` its value is in the word, and the next word is another one. */
function flagNamed(word: string | undefined, { flags }: KnownCommand): Command.Flag.Cached | undefined {
  return Object.values(flags).find(
    ({ name, char }) => word === `--${name}` || (char !== undefined && word === `-${char}`),
  )
}

function flagWords({ flags }: KnownCommand): string[] {
  return Object.values(flags)
    .filter(({ hidden }) => hidden !== true)
    .flatMap((flag) => [
      `--${flag.name}`,
      ...(flag.type === 'boolean' && flag.allowNo === true ? [`--no-${flag.name}`] : []),
    ])
}
