import type { Change } from '../model/change.ts'
import { guardNames } from '../model/change-codes.ts'
import { makesInvite } from '../model/change-parts.ts'
import { guardFlagName } from '../model/guard-flag.ts'
import { shellWord } from '../model/shell-word.ts'

/** The flags of every command that reads idctl.yaml and people. */
export const places = ['config', 'env', 'admin-url', 'sandbox', 'identities'] as const
const choices = ['only', 'inventory'] as const
const lists = ['take-over', 'write-credentials'] as const

/** The parsed flags of the command before. */
type Flags = Readonly<Record<string, unknown>>

/**
 * `idctl apply` with the flags that were given to `plan` or `drift`, so that it executes the same plan, and with the file that these
 * changes need for their invites.
 *
 * @param masked Only flags whose values name nobody.
 */
export function applyCommand(changes: readonly Change[], flags: Flags, masked: boolean): string {
  const words = [
    ...placeWords(flags, masked),
    ...(masked ? [] : lists).flatMap((name) => {
      const values = flags[name]
      return Array.isArray(values) ? values.map((value) => `--${name}=${shellWord(String(value))}`) : []
    }),
    ...guardNames.flatMap((guard) => {
      const count = flags[guardFlagName(guard)]
      return typeof count === 'number' ? [`--${guardFlagName(guard)}=${count}`] : []
    }),
    ...invitesWords(changes),
  ]
  return ['idctl apply', ...words].join(' ')
}

/** The flag for a file of invites, if one of the changes makes an invite. `init` keeps a file of this name out of git. */
export function invitesWords(changes: readonly Change[]): readonly string[] {
  return changes.some(makesInvite) ? ['--invites invites.ndjson'] : []
}

/**
 * The flags that say where a command works, and on whom.
 *
 * @param names Those that the command has.
 */
export function placeWords(
  flags: Flags,
  masked: boolean,
  names: readonly string[] = [...places, ...choices],
): readonly string[] {
  return names.flatMap((name) => {
    const value = flags[name]
    if (typeof value !== 'string' || (masked && name !== 'env')) return []
    return value === '' ? [`--${name}`] : [`--${name}`, shellWord(value)]
  })
}
