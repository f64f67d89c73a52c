import type { Removal } from '../removal.ts'
import { type Effect, tells } from '../rule.ts'

export function expiredDocument({ expired }: Removal): readonly Effect[] {
  return expired === undefined ? [] : [tells('expired', `expired on ${expired.on}`)]
}
