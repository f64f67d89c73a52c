import type { IdentityKey } from './identity.ts'

/** A text as one word of a command line to copy, quoted when a shell would interpret it. */
export function shellWord(text: string): string {
  // zsh expands a word that begins with `=` to the path of a program.
  return /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** A command to copy. A key that begins with `-` comes last, after `--`, because it would be read as a flag. */
export function keyCommand(command: 'adopt' | 'release', key: IdentityKey, ...flags: readonly string[]): string {
  const words = key.startsWith('-') ? [...flags, '--', shellWord(key)] : [shellWord(key), ...flags]
  return ['idctl', command, ...words].join(' ')
}
