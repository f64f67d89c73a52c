import { setImmediate as nextTurn } from 'node:timers/promises'

export interface Interruption {
  /** Aborted by the first SIGINT or SIGTERM: start no more changes, finish those in progress. */
  readonly stop: AbortSignal
  /** Aborted by the second signal: give up the changes in progress. */
  readonly abort: AbortSignal
  /** Removes the listeners. */
  dispose(): void
}

const names = ['SIGINT', 'SIGTERM'] as const

/** While no command listens for signals, a signal ends the process at once, after `end`. */
export function endOnSignals(emitter: NodeJS.EventEmitter, end: () => Promise<void>): void {
  for (const name of names) {
    emitter.on(name, () => {
      if (emitter.listenerCount(name) === 1) void end()
    })
  }
}

/**
 * Runs work such as reading a folder, during which signal listeners cannot run. They are removed meanwhile, so that a signal ends the
 * process at once. `work` must not leave anything half done.
 *
 * @param signal When a listener has aborted it before, nothing is done.
 * @throws the reason of `signal`
 */
export async function endingAtOnce<T>(
  emitter: NodeJS.EventEmitter,
  work: () => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  await heard()
  signal?.throwIfAborted()
  const giveBack = silence(emitter)
  try {
    return await work()
  } finally {
    giveBack()
  }
}

/**
 * A signal that has arrived reaches its listener in a later turn of the event loop: the second from here at the latest. Resolves then. A
 * signal that arrives in a turn in which somebody else computes needs one more: without listeners by then, it would be lost.
 *
 * @param areKept whether the listeners stay anyway, so that nothing can be lost
 */
export async function heard(areKept: () => boolean = () => false): Promise<void> {
  await nextTurn()
  for (let turns = 1; turns < mostTurns; turns += 1) {
    const before = performance.now()
    await nextTurn()
    if (areKept() || performance.now() - before < quietTurn) return
  }
}

/** Milliseconds. */
const quietTurn = 1

/** On a machine so busy that no turn is quiet. */
const mostTurns = 10

/**
 * Removes all signal listeners, so that a signal ends the process. Returns a function that restores them. Call `heard` before. The first
 * process of a container keeps its listeners: Linux lets no signal end it that it does not listen for.
 */
export function silence(emitter: NodeJS.EventEmitter): () => void {
  if (process.pid === 1) return () => undefined
  const kept = names.map((name) => [name, emitter.listeners(name)] as const)
  for (const name of names) emitter.removeAllListeners(name)
  return () => {
    for (const [name, listeners] of kept) {
      for (const listener of listeners) emitter.on(name, listener as () => void)
    }
  }
}

/** Listens for SIGINT and SIGTERM; `onStop` runs on the first one, to tell the person what happens now. */
export function listenForSignals(emitter: NodeJS.EventEmitter, onStop: () => void): Interruption {
  const stop = new AbortController()
  const abort = new AbortController()
  const listener = (): void => {
    if (stop.signal.aborted) {
      abort.abort()
      return
    }
    stop.abort()
    onStop()
  }
  for (const name of names) emitter.on(name, listener)
  return {
    stop: stop.signal,
    abort: abort.signal,
    dispose: () => {
      for (const name of names) emitter.off(name, listener)
    },
  }
}
