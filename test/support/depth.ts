import { test } from 'vitest'

/** Laws are tried at their full size by `npm run test:deep`; `npm test` tries a part of that, always the same one. */
export const isDeep = process.env['IDCTL_DEEP'] !== undefined

/** A test of `npm run test:deep` alone: what it shows, a quick run shows by another, or it takes long. */
export const further: ReturnType<typeof test.runIf> = test.runIf(isDeep)

/** Of many cases that are alike, a quick run tries every `every`th, always the same ones. */
export function someOf<T>(cases: readonly T[], every: number): readonly T[] {
  return isDeep ? cases : cases.filter((_, index) => index % every === 0)
}

/** How often a law is tried; `variable` of the environment says another number. */
export function runsOf({ quick, deep }: { readonly quick: number; readonly deep: number }, variable?: string): number {
  const asked = variable === undefined ? undefined : process.env[variable]
  if (asked !== undefined) return Number(asked)
  return isDeep ? deep : quick
}
