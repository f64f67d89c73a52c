export interface Interruption {
  /** Aborted by the first SIGINT or SIGTERM: stop starting, finish what is under way. */
  readonly stop: AbortSignal
  /** Aborted by the second: give up what is under way. */
  readonly abort: AbortSignal
  /** Gives the signals back. */
  dispose(): void
}

const names = ['SIGINT', 'SIGTERM'] as const

/** For as long as no command listens itself: a signal ends the process at once, through `end`. */
export function endOnSignals(emitter: NodeJS.EventEmitter, end: () => Promise<void>): void {
  for (const name of names) {
    emitter.on(name, () => {
      if (emitter.listenerCount(name) === 1) void end()
    })
  }
}

/**
 * Does work that lets no listener run until it is over, such as reading a folder: meanwhile a signal ends the process as if
 * nobody listened. Nothing may be half done then.
 */
export function endingAtOnce<T>(emitter: NodeJS.EventEmitter, work: () => T): T {
  const giveBack = silence(emitter)
  try {
    return work()
  } finally {
    giveBack()
  }
}

/** Takes all listeners away, so that a signal ends the process; gives what brings them back. */
export function silence(emitter: NodeJS.EventEmitter): () => void {
  const kept = names.map((name) => [name, emitter.listeners(name)] as const)
  for (const name of names) emitter.removeAllListeners(name)
  return () => {
    for (const [name, listeners] of kept) {
      for (const listener of listeners) emitter.on(name, listener as () => void)
    }
  }
}

/** Listens for SIGINT and SIGTERM; `onStop` tells the person what happens now. */
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
