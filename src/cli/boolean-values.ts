import { shown, told } from '../model/told.ts'
import { usage } from './named-ids.ts'

/** As far as needed of a flag of oclif. */
interface Flag {
  readonly type: string
  readonly char?: string | undefined
  readonly allowNo?: boolean
}

/**
 * Refuses `--yes=true`: oclif takes what stands behind the `=` of a flag without a value for the next word of the command line, such as
 * the name of a plan file.
 *
 * @param flags of the command, by their names
 * @throws IdctlError (exit `usage`)
 */
export function refuseBooleanValues(argv: readonly string[], flags: Readonly<Record<string, Flag>>): void {
  let isValue = false
  for (const word of argv) {
    if (word === '--') return
    const flag: Flag | undefined = isValue ? undefined : flagOf(word, flags)
    isValue = flag?.type === 'option' && !word.includes('=') && isWhole(word)
    if (flag?.type === 'boolean' && word.includes('=')) throw refusal(word, flag)
  }
}

function flagOf(word: string, flags: Readonly<Record<string, Flag>>): Flag | undefined {
  const [, dashes, name = ''] = /^(--?)([^=]+)/.exec(word) ?? []
  if (dashes === '--') return own(flags, name) ?? own(flags, name.replace(/^no-/, ''))
  if (dashes === '-') return Object.values(flags).find(({ char }) => char === name.charAt(0))
  return undefined
}

function own(flags: Readonly<Record<string, Flag>>, name: string): Flag | undefined {
  return Object.hasOwn(flags, name) ? flags[name] : undefined
}

/** A short flag can have its value right behind it: `-oFILE`. */
function isWhole(word: string): boolean {
  return word.startsWith('--') || word.length === 2
}

function refusal(word: string, { allowNo }: Flag) {
  const name = word.slice(0, word.indexOf('='))
  const not = allowNo === true && !name.startsWith('--no-') ? `\`${name.replace('--', '--no-')}\`` : 'leave it out'
  return usage(
    told`${shown(name)} takes no value`,
    told`write ${shown(`\`${name}\``)} alone; for the opposite: ${shown(not)}`,
  )
}
