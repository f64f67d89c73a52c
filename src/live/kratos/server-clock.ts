import { present } from '../../model/present.ts'
import type { ServerTime } from '../../model/server-time.ts'
import { timeOfDate } from './http-date.ts'
import type { Answer } from './reply.ts'
import type { Clock } from './retry.ts'

/** Remembers what the answers of one server say of its clock. */
export interface ServerClock {
  /** Takes every answer, from wherever. */
  note(answer: Answer): void
  /** Of the newest answer that counts; `undefined` before there is one. */
  latest(): ServerTime | undefined
}

/**
 * @param base Only answers from its origin count, and of those only good ones: an error may be a gateway's own, and so may
 * its time.
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
