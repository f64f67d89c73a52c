import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { endOnSignals, listenForSignals } from '../../../src/cli/signals.ts'

test('the first signal stops, the second aborts', () => {
  const emitter = new EventEmitter()
  const onStop = vi.fn()
  const { stop, abort, dispose } = listenForSignals(emitter, onStop)
  emitter.emit('SIGINT')
  expect([stop.aborted, abort.aborted]).toEqual([true, false])
  emitter.emit('SIGTERM')
  expect([stop.aborted, abort.aborted]).toEqual([true, true])
  expect(onStop).toHaveBeenCalledOnce()
  dispose()
  expect(emitter.listenerCount('SIGINT')).toBe(0)
})

test('without a command that listens, a signal ends the process', () => {
  const emitter = new EventEmitter()
  const end = vi.fn(async () => undefined)
  endOnSignals(emitter, end)
  const { dispose } = listenForSignals(emitter, () => undefined)
  emitter.emit('SIGINT')
  expect(end).not.toHaveBeenCalled()
  dispose()
  emitter.emit('SIGTERM')
  expect(end).toHaveBeenCalledOnce()
})
