import type { IdentityKey } from './identity.ts'

/** A text as one word of a command line that somebody may copy: quoted where a shell would make something else of it. */
export function shellWord(text: string): string {
  // zsh takes a word that begins with `=` for the name of a program.
  return /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** A command about one document, to be copied. A key that begins with `-` would be read as a flag, so it comes last, behind `--`. */
export function keyCommand(command: 'adopt' | 'release', key: IdentityKey, ...flags: readonly string[]): string {
  const words = key.startsWith('-') ? [...flags, '--', shellWord(key)] : [shellWord(key), ...flags]
  return ['idctl', command, ...words].join(' ')
}
