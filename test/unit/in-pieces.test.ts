import { expect, onTestFinished, test, vi } from 'vitest'
import { inPieces } from '../../src/in-pieces.ts'
import { atOnce, type Steps } from '../../src/model/steps.ts'

function* counting(to: number, seen: number[]): Steps<string> {
  for (let count = 1; count <= to; count += 1) {
    seen.push(count)
    yield
  }
  return 'done'
}

test('work is the same at once and in pieces, with pauses in between once it takes long', async () => {
  const seen: number[] = []
  expect(atOnce(counting(6, seen))).toBe('done')
  expect(seen).toEqual([1, 2, 3, 4, 5, 6])

  let time = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
    time += 3
    return time
  })
  onTestFinished(() => clock.mockRestore())
  const inTurns: (number | string)[] = []
  const pause = async () => void inTurns.push('pause')
  expect(await inPieces(counting(6, inTurns as number[]), pause)).toBe('done')
  expect(inTurns).toEqual([1, 2, 3, 'pause', 4, 5, 6, 'pause'])
})
