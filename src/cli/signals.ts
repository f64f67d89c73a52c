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
 * Runs synchronous work such as reading a folder, during which signal listeners cannot run. They are removed meanwhile, so that a
 * signal ends the process at once. `work` must not leave anything half done.
 */
export function endingAtOnce<T>(emitter: NodeJS.EventEmitter, work: () => T): T {
  const giveBack = silence(emitter)
  try {
    return work()
  } finally {
    giveBack()
  }
}

/** Removes all signal listeners, so that a signal ends the process. Returns a function that restores them. */
export function silence(emitter: NodeJS.EventEmitter): () => void {
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
