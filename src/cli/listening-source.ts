import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LiveSource } from '../live/ports.ts'
import { silence } from './signals.ts'

/**
 * Does work that computes for long and now and then waits for a server. While it computes, no listener could run, so there is none: a
 * signal ends the process as if nobody listened, whatever it is busy with. While it waits, everybody listens as before.
 * Nothing may be half done by it.
 *
 * @param signal Aborted by a listener: the work ends with its reason at the end of the wait.
 */
export async function listeningWhileWaiting<T>(
  emitter: NodeJS.EventEmitter,
  signal: AbortSignal,
  source: LiveSource,
  work: (source: LiveSource) => Promise<T>,
): Promise<T> {
  let waits = 0
  let isOver = false
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
      // What came meanwhile is heard in a turn of the event loop that begins after the wait: the second from here at the latest.
      await nextTurn()
      await nextTurn()
      waits -= 1
      signal.throwIfAborted()
      if (waits === 0 && !isOver) giveBack ??= silence(emitter)
    }
  }
  try {
    return await work(heardFrom(source, waitFor))
  } finally {
    isOver = true
    hear()
  }
}

type WaitFor = <R>(begin: () => Promise<R>) => Promise<R>

function heardFrom(source: LiveSource, waitFor: WaitFor): LiveSource {
  return {
    async *list(signal) {
      const pages = source.list(signal)[Symbol.asyncIterator]()
      try {
        for (
          let page = await waitFor(() => pages.next());
          page.done !== true;
          page = await waitFor(() => pages.next())
        ) {
          yield page.value
        }
      } finally {
        await pages.return?.()
      }
    },
    read: (ids, signal) => waitFor(() => source.read(ids, signal)),
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
