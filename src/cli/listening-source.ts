import type { Pause } from '../in-pieces.ts'
import type { LiveSource } from '../live/ports.ts'
import { present } from '../model/present.ts'
import { unawaited } from '../model/unawaited.ts'
import { heard, silence } from './signals.ts'

/**
 * Runs long synchronous work that sometimes waits for a server, or pauses for its answers. During the synchronous parts a signal listener
 * could not run, so all are removed, and a signal ends the process at once. During the waits and pauses the listeners are back, and from the
 * beginning of a listing until its first page is taken. `work` must not leave anything half done.
 *
 * @param signal When a listener has aborted it, the work throws its reason at the end of the wait, or this function after the work.
 */
export async function listeningWhileWaiting<T>(
  emitter: NodeJS.EventEmitter,
  signal: AbortSignal,
  source: LiveSource,
  work: (source: LiveSource, pause: Pause) => Promise<T>,
): Promise<T> {
  let waits = 0
  let isOver = false
  await heard()
  signal.throwIfAborted()
  let giveBack: (() => void) | undefined = silence(emitter)
  const hear = (): void => {
    giveBack?.()
    giveBack = undefined
  }
  const waitFor = async <R>(begin: () => Promise<R>): Promise<R> => {
    waits += 1
    hear()
    try {
      return await begin()
    } finally {
      await heard(() => waits > 1)
      waits -= 1
      signal.throwIfAborted()
      if (waits === 0 && !isOver) giveBack ??= silence(emitter)
    }
  }
  try {
    const result = await work(heardFrom(source, waitFor), () => waitFor(async () => {}))
    hear()
    await heard()
    signal.throwIfAborted()
    return result
  } finally {
    isOver = true
    hear()
  }
}

type WaitFor = <R>(begin: () => Promise<R>) => Promise<R>

function heardFrom(source: LiveSource, waitFor: WaitFor): LiveSource {
  return {
    list(signal) {
      const listing = source.list(signal)
      let endWait = (): void => undefined
      const begin = () =>
        new Promise<void>((resolve) => {
          endWait = resolve
          listing.begin?.()
        })
      return {
        begin: () => void unawaited(waitFor(begin)),
        [Symbol.asyncIterator]() {
          const pages = listing[Symbol.asyncIterator]()
          const next = () => {
            endWait()
            return pages.next()
          }
          return { next: () => waitFor(next), ...present({ return: pages.return?.bind(pages) }) }
        },
      }
    },
    read: (ids, signal, extent) => waitFor(() => source.read(ids, signal, extent)),
    findByExternalId: (externalId, signal) => waitFor(() => source.findByExternalId(externalId, signal)),
    findByIdentifier: (identifier, signal) => waitFor(() => source.findByIdentifier(identifier, signal)),
    count: (signal) => waitFor(() => source.count(signal)),
    hasPassword: (id, signal) => waitFor(() => source.hasPassword(id, signal)),
    schemas: (signal) => waitFor(() => source.schemas(signal)),
    version: (signal) => waitFor(() => source.version(signal)),
    abilities: (signal) => waitFor(() => source.abilities(signal)),
    serverTime: () => source.serverTime(),
  }
}
