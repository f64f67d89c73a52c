import { present } from '../../model/present.ts'
import type { ServerTime } from '../../model/server-time.ts'
import { timeOfDate } from './http-date.ts'
import type { Answer } from './reply.ts'
import type { Clock } from './retry.ts'

/** Remembers the time that the answers of one server give. */
export interface ServerClock {
  /** Must be called with each answer, from any server. */
  note(answer: Answer): void
  /** The time of the newest answer that counts; `undefined` before the first one. */
  latest(): ServerTime | undefined
}

/**
 * @param base Only successful answers from the origin of this URL count: errors may come from a gateway with another clock.
 */
export function createServerClock(base: string, clock: Pick<Clock, 'now'>): ServerClock {
  const { origin } = new URL(base)
  let latest: ServerTime | undefined
  return {
    note({ request, status, header }) {
      if (request.origin !== origin || status < 200 || status > 299) return
      const server = timeOfDate(header('date'))
      latest = { here: clock.now(), ...present({ server }) }
    },
    latest: () => latest,
  }
}
