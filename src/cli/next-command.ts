import type { Change } from '../model/change.ts'
import { guardNames } from '../model/change-codes.ts'
import { hasEffect, makesInvite, waitsOf } from '../model/change-parts.ts'
import { exitCodes } from '../model/exit-codes.ts'
import { guardFlagName } from '../model/guard-flag.ts'
import { shellWord } from '../model/shell-word.ts'
import { escapeText } from '../render/escape.ts'

/** The flags of every command that reads idctl.yaml and people. */
export const places = ['config', 'env', 'admin-url', 'sandbox', 'identities'] as const
const choices = ['only', 'inventory'] as const
const lists = ['take-over', 'write-credentials'] as const

/** The parsed flags of the command before. */
type Flags = Readonly<Record<string, unknown>>

/**
 * The last lines of a plan that may be executed: what apply will leave as it is, and the command that comes next.
 *
 * @param flags Those of `plan`.
 */
export function planAnswers(changes: readonly Change[], flags: Flags, masked: boolean): readonly string[] {
  const stuck = changes.filter(isStuck)
  const left = stuck.length === 0 ? [] : [leftLine(stuck, changes.some(hasEffect))]
  // Where the plan is kept, the talk has said how to execute it.
  if (changes.some(hasEffect)) {
    return flags['out'] === undefined ? [...left, `Next: ${applyCommand(changes, flags, masked)}`] : left
  }
  return stuck.length === 0 ? [] : [...left, `Next: ${wayOutOf(stuck, flags, masked)}`]
}

/** Whether apply ends with `incomplete` because of this change. */
function isStuck(change: Change): boolean {
  const { blocked } = change
  return waitsOf(change) !== undefined || (blocked !== undefined && blocked.orphan === undefined)
}

function leftLine(stuck: readonly Change[], executes: boolean): string {
  if (!executes) return `Apply would do nothing, and end with exit code ${exitCodes.incomplete}.`
  const blocked = stuck.filter((change) => change.blocked !== undefined).length
  const waiting = stuck.length - blocked
  const left = [
    ...(blocked === 0 ? [] : [`${blocked} blocked`]),
    ...(waiting === 0 ? [] : [`a part of ${waiting} ${waiting === 1 ? 'change' : 'changes'}`]),
  ]
  return `Apply leaves ${left.join(' and ')}, and so ends with exit code ${exitCodes.incomplete}.`
}

/** What to do where apply would do nothing. */
function wayOutOf(stuck: readonly Change[], flags: Flags, masked: boolean): string {
  if (stuck.every(({ blocked }) => blocked?.code === 'adoption')) {
    const who = stuck.length === 1 ? 'it' : 'each'
    return `check that ${who} is the same person, then \`${adoptCommand(stuck, flags, masked)}\``
  }
  if (flags['summary'] === true)
    return `\`${['idctl plan', ...placeWords(flags, masked)].join(' ')}\` has a hint for each`
  return 'do what the hints say'
}

/** `idctl adopt ada`; with `KEY` where each of several may be the one. */
export function adoptCommand(people: readonly Change[], flags: Flags, masked: boolean): string {
  return ['idctl adopt', wordFor(people, masked), ...placeWords(flags, masked, places)].join(' ')
}

/** The key of the only one as a word; `KEY` for several, and for a key that cannot be copied from a screen or would be read as a flag. */
export function wordFor(people: readonly Change[], masked: boolean): string {
  const [only, ...others] = people
  if (only === undefined || others.length > 0 || masked) return 'KEY'
  return only.key.startsWith('-') || escapeText(only.key) !== only.key ? 'KEY' : shellWord(only.key)
}

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
