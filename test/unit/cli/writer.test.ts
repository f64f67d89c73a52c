import { PassThrough, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createWriter, tellDone } from '../../../src/cli/writer.ts'
import { told } from '../../../src/model/told.ts'

function failing(code: string): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(code), { code }))
    },
  })
}

test('a reader that went away is no failure of the run', async () => {
  const writer = createWriter({ stdout: failing('EPIPE'), stderr: new PassThrough(), quiet: false })
  await expect(writer.result('text\n')).resolves.toBeUndefined()
  await expect(writer.result('more\n')).resolves.toBeUndefined()
})

test('a full disk is', async () => {
  const writer = createWriter({ stdout: failing('ENOSPC'), stderr: new PassThrough(), quiet: false })
  await expect(writer.result('text\n')).rejects.toMatchObject({
    message: 'the result cannot be written to stdout (ENOSPC)',
    exit: 'error',
    hint: 'send stdout to a place with enough space',
  })
})

test('what was done before stays done when the result cannot be written', async () => {
  const done = { exit: 'incomplete', hint: told`it was done` } as const
  const writer = createWriter({ stdout: failing('EIO'), stderr: new PassThrough(), quiet: false })
  await expect(tellDone(writer.result('text\n'), done)).rejects.toMatchObject({
    reason: 'EIO',
    exit: 'incomplete',
    hint: 'it was done',
  })
  await expect(tellDone(Promise.reject(new TypeError('a bug')), done)).rejects.toThrow(TypeError)
})

test('talk and complaints that cannot be written are lost, and end nothing', async () => {
  const writer = createWriter({ stdout: new PassThrough(), stderr: failing('ENOSPC'), quiet: false })
  writer.talk('working')
  await expect(writer.complain('problem')).resolves.toBeUndefined()
})

test('quiet keeps results and complaints', async () => {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const writer = createWriter({ stdout, stderr, quiet: true })
  writer.talk('working')
  await writer.result('result\n')
  await writer.complain('problem')
  expect(stdout.read().toString()).toBe('result\n')
  expect(stderr.read().toString()).toBe('problem\n')
})
