import { PassThrough, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createWriter } from '../../../src/cli/writer.ts'

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
  await expect(writer.result('text\n')).rejects.toThrow('ENOSPC')
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
