import { EventEmitter } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { endingAtOnce, endOnSignals, heard, listenForSignals } from '../../../src/cli/signals.ts'

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

test('while files are read nobody listens, and afterwards everybody again', async () => {
  const emitter = new EventEmitter()
  const end = vi.fn(async () => undefined)
  endOnSignals(emitter, end)
  const { stop } = listenForSignals(emitter, () => undefined)
  const counts = () => ['SIGINT', 'SIGTERM'].map((name) => emitter.listenerCount(name))
  expect(await endingAtOnce(emitter, counts)).toEqual([0, 0])
  expect(counts()).toEqual([2, 2])
  const fails = () => {
    throw new TypeError('broken')
  }
  await expect(endingAtOnce(emitter, fails)).rejects.toThrow('broken')
  expect(counts()).toEqual([2, 2])
  emitter.emit('SIGTERM')
  expect(stop.aborted).toBe(true)
})

test('a signal that has come before files are read is heard, and they are not read', async () => {
  const emitter = new EventEmitter()
  const { stop } = listenForSignals(emitter, () => undefined)
  const read = vi.fn()
  setImmediate(() => setImmediate(() => emitter.emit('SIGTERM')))
  await expect(endingAtOnce(emitter, read, stop)).rejects.toMatchObject({ name: 'AbortError' })
  expect(read).not.toHaveBeenCalled()
  expect(emitter.listenerCount('SIGTERM')).toBe(1)
})

test('a signal that comes while others compute is heard in the next turn', async () => {
  let now = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  onTestFinished(() => clock.mockRestore())
  let isHeard = false
  setImmediate(() =>
    setImmediate(() => {
      now += 8
      setImmediate(() => {
        isHeard = true
      })
    }),
  )
  await heard()
  expect(isHeard).toBe(true)
})

test('however busy the machine, nobody waits forever', async () => {
  let now = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 100))
  onTestFinished(() => clock.mockRestore())
  await expect(heard()).resolves.toBeUndefined()
})

test('the first process of a container always listens: nothing else would end it', async () => {
  const pid = vi.spyOn(process, 'pid', 'get').mockReturnValue(1)
  onTestFinished(() => pid.mockRestore())
  const emitter = new EventEmitter()
  const { stop } = listenForSignals(emitter, () => undefined)
  expect(await endingAtOnce(emitter, () => emitter.listenerCount('SIGTERM'), stop)).toBe(1)
})
