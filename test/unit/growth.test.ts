import { expect, test } from 'vitest'
import { expectLinear } from '../support/growth.ts'

const words = (size: number) => Array.from({ length: size }, (_, index) => `word ${index}`)
const control = (size: number) => void words(size).join()

test('growth with the logarithm is linear enough', () => {
  expectLinear((size) => void words(size).sort(), control, 1000)
})

test('growth with the square is found', () => {
  const pairs = (all: readonly string[]) => all.filter((word) => all.some((other) => other === `${word}s`))
  expect(() => expectLinear((size) => void pairs(words(size)), control, 50)).toThrow()
})
