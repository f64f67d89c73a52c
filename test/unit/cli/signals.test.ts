import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { endingAtOnce, endOnSignals, listenForSignals } from '../../../src/cli/signals.ts'

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

test('while files are read nobody listens, and afterwards everybody again', () => {
  const emitter = new EventEmitter()
  const end = vi.fn(async () => undefined)
  endOnSignals(emitter, end)
  const { stop } = listenForSignals(emitter, () => undefined)
  const counts = () => ['SIGINT', 'SIGTERM'].map((name) => emitter.listenerCount(name))
  expect(endingAtOnce(emitter, counts)).toEqual([0, 0])
  expect(counts()).toEqual([2, 2])
  const fails = () => {
    throw new TypeError('broken')
  }
  expect(() => endingAtOnce(emitter, fails)).toThrow('broken')
  expect(counts()).toEqual([2, 2])
  emitter.emit('SIGTERM')
  expect(stop.aborted).toBe(true)
})
