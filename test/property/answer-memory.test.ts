import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnswerMemory, type ArrivedAnswer } from '../../src/live/kratos/answer-memory.ts'
import { runsOf } from '../support/depth.ts'

/** Parts of an answer: some small, some that need memory of their own, some that outgrow it. */
const parts = fc.array(
  fc
    .tuple(fc.constantFrom('a', '\u00e4', '\u{1f600}', '\ufeff'), fc.constantFrom(1, 1000, 50_000, 140_000, 600_000))
    .map(([letter, times]) => Buffer.from(letter.repeat(times)).subarray(0, times)),
  { maxLength: 4 },
)
const step = fc.oneof(
  fc.record({ kind: fc.constant('arrive' as const), parts }),
  fc.record({ kind: fc.constantFrom('read' as const, 'release' as const), which: fc.nat(5) }),
)

test('an answer is what has arrived, whatever other answers do with the memory meanwhile', () => {
  const seen = { read: 0, again: 0 }
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const memory = new AnswerMemory()
      let there: { answer: ArrivedAnswer; bytes: Buffer }[] = []
      for (const one of steps) {
        if (one.kind === 'arrive') {
          const answer = memory.receive()
          for (const part of one.parts) answer.add(part)
          there.push({ answer, bytes: Buffer.concat(one.parts) })
          seen.again += 1
          continue
        }
        const asked = there[one.which]
        if (one.kind === 'release') {
          asked?.answer.release()
          there = there.filter((other) => other !== asked)
        } else if (asked !== undefined) {
          seen.read += 1
          expect(asked.answer.size).toBe(asked.bytes.length)
          expect(asked.answer.bytes().equals(asked.bytes)).toBe(true)
          expect(asked.answer.text()).toBe(new TextDecoder().decode(asked.bytes))
        }
      }
      for (const { answer, bytes } of there) expect(answer.bytes().equals(bytes)).toBe(true)
    }),
    { numRuns: runsOf({ quick: 30, deep: 1000 }) },
  )
  expect(Math.min(seen.read, seen.again)).toBeGreaterThan(5)
})

test('memory is used again, but not what is far larger than a page', () => {
  const memory = new AnswerMemory()
  const receive = (size: number) => {
    const answer = memory.receive()
    answer.add(Buffer.alloc(size))
    return answer
  }
  const first = receive(900_000)
  const { buffer } = first.bytes()
  first.release()
  const second = receive(800_000)
  expect(second.bytes().buffer).toBe(buffer)
  const large = receive(9_000_000)
  const { buffer: once } = large.bytes()
  large.release()
  expect(receive(9_000_000).bytes().buffer).not.toBe(once)
  expect(receive(700_000).bytes().buffer).not.toBe(buffer)
})
