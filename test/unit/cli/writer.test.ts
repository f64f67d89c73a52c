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

test.each(['result', 'talkLong'] as const)('%s makes no more of a long text than its reader takes', async (write) => {
  const part = 'x'.repeat(1000)
  let made = 0
  function* parts(): Generator<string> {
    for (; made < 1000; made += 1) yield part
  }
  const taken: { readonly made: number; readonly length: number }[] = []
  const slow = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      taken.push({ made, length: chunk.length })
      setImmediate(done)
    },
  })
  await createWriter({ stdout: slow, stderr: slow, quiet: false })[write](parts())
  expect(taken.reduce((sum, { length }) => sum + length, 0)).toBe(1_000_000)
  for (const [index, one] of taken.entries()) {
    const before = taken.slice(0, index).reduce((sum, { length }) => sum + length, 0)
    expect(one.made * part.length).toBeLessThanOrEqual(before + 100_000)
  }
})

test('a long message to a stream that is gone is lost, and quiet does not make it', async () => {
  const stdout = new PassThrough()
  await createWriter({ stdout, stderr: failing('EPIPE'), quiet: false }).talkLong(['row\n'])
  const none = (function* (): Generator<string> {
    yield expect.unreachable()
  })()
  await createWriter({ stdout, stderr: failing('EPIPE'), quiet: true }).talkLong(none)
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

test('lines that were told and could not be written fail the next result, and nothing is written after them', async () => {
  const written: string[] = []
  const filling = new Writable({
    decodeStrings: false,
    autoDestroy: false,
    write(chunk: string, _encoding, done) {
      written.push(chunk)
      done(written.length === 1 ? Object.assign(new Error('full'), { code: 'ENOSPC' }) : undefined)
    },
  })
  const writer = createWriter({ stdout: filling, stderr: new PassThrough(), quiet: false })
  writer.tell('{"type":"begin"}\n')
  await new Promise(setImmediate)
  writer.tell('{"type":"wait"}\n')
  await expect(writer.result('more\n')).rejects.toMatchObject({ reason: 'ENOSPC' })
  expect(written).toEqual(['{"type":"begin"}\n'])
})

test('lines are told at once and in order, and end nothing when their reader is gone', async () => {
  const stdout = new PassThrough({ encoding: 'utf8' })
  const writer = createWriter({ stdout, stderr: new PassThrough(), quiet: false })
  writer.tell('1\n')
  writer.tell('2\n')
  expect(stdout.read()).toBe('1\n2\n')
  const gone = createWriter({ stdout: failing('EPIPE'), stderr: new PassThrough(), quiet: false })
  gone.tell('1\n')
  await expect(gone.result('2\n')).resolves.toBeUndefined()
})
