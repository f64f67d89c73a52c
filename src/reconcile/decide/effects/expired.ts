import type { Removal } from '../removal.ts'
import { type Effect, effect } from '../rule.ts'

export function expiredDocument({ expired }: Removal): readonly Effect[] {
  return expired === undefined ? [] : [effect('expired', `expired on ${expired.on}`)]
}
