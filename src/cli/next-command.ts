import { guardNames } from '../model/change-codes.ts'
import { guardFlagName } from '../model/guard-flag.ts'
import { shellWord } from '../model/shell-word.ts'

const places = ['config', 'env', 'admin-url', 'sandbox', 'identities', 'only', 'inventory'] as const
const lists = ['take-over', 'write-credentials'] as const

/** The flags of `plan` that `apply` needs to execute the same plan. */
type Flags = Readonly<Record<string, unknown>>

/**
 * `idctl apply` with the flags that were given to `plan`.
 *
 * @param masked Only flags whose values name nobody.
 */
export function applyCommand(flags: Flags, masked: boolean): string {
  const words = [
    ...(masked ? (['env'] as const) : places).flatMap((name) => {
      const value = flags[name]
      if (typeof value !== 'string') return []
      return value === '' ? [`--${name}`] : [`--${name}`, shellWord(value)]
    }),
    ...(masked ? [] : lists).flatMap((name) => {
      const values = flags[name]
      return Array.isArray(values) ? values.map((value) => `--${name}=${shellWord(String(value))}`) : []
    }),
    ...guardNames.flatMap((guard) => {
      const count = flags[guardFlagName(guard)]
      return typeof count === 'number' ? [`--${guardFlagName(guard)}=${count}`] : []
    }),
  ]
  return ['idctl apply', ...words].join(' ')
}
