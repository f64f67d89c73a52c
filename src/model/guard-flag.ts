import type { GuardName } from '../model/change-codes.ts'

/** The flag that gives consent for a guard: `--allow-field-removals`. */
export function guardFlag(guard: GuardName): string {
  return `--${guardFlagName(guard)}`
}

/** The flag name without dashes, as oclif expects it. */
export function guardFlagName(guard: GuardName): `allow-${string}` {
  return `allow-${guardWord(guard)}`
}

/** The guard as flags spell it: `field-removals`. */
export function guardWord(guard: GuardName): string {
  return guard.replaceAll('_', '-')
}
