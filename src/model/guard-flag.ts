import type { GuardName } from '../model/change-codes.ts'

/** The flag that consents to what a guard counts: `--allow-field-removals`. */
export function guardFlag(guard: GuardName): string {
  return `--${guardFlagName(guard)}`
}

/** Without the dashes, as oclif wants it. */
export function guardFlagName(guard: GuardName): `allow-${string}` {
  return `allow-${guard.replaceAll('_', '-')}`
}
