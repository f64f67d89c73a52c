import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createQuestions, type Questions } from '../../../src/cli/ask.ts'
import { plainStyle } from '../../../src/render/style.ts'

/** What becomes of a question once it is shown and this happens. */
async function ask<Answer>(
  question: (questions: Questions) => Promise<Answer>,
  happens: (input: PassThrough, stop: AbortController) => void,
): Promise<Answer> {
  const stop = new AbortController()
  const input = new PassThrough()
  const output = new PassThrough()
  const answer = question(createQuestions(plainStyle, stop.signal, { input, output }))
  // The widget listens once it has shown itself.
  output.once('data', () => setImmediate(happens, input, stop))
  return await answer
}

const name = (questions: Questions) => questions.text('A name', 'acme', () => undefined)
const place = (questions: Questions) => questions.choice('Where?', { kratos: 'In Kratos', sandbox: 'Nowhere' })

test.each([
  ['other\r', 'other'],
  ['\r', 'acme'],
])('a text: %j is %j', async (keys, answer) => {
  expect(await ask(name, (input) => input.write(keys))).toBe(answer)
})

test('an answer with a problem is asked for again', async () => {
  const strict = (questions: Questions) =>
    questions.text('A name', 'acme', (answer) => (answer === 'bad' ? 'It is bad' : undefined))
  const answer = await ask(strict, (input) => {
    input.write('bad\r')
    setImmediate(() => input.write('\u007f\u007f\u007fgood\r'))
  })
  expect(answer).toBe('good')
})

test.each([
  ['\r', 'kratos'],
  ['\u001b[B\r', 'sandbox'],
])('a choice: %j is %j', async (keys, answer) => {
  expect(await ask(place, (input) => input.write(keys))).toBe(answer)
})

test('a choice of what a server calls its schemas cannot change the terminal', async () => {
  const stop = new AbortController()
  const [input, output] = [new PassThrough(), new PassThrough()]
  const questions = createQuestions(plainStyle, stop.signal, { input, output })
  const id = 'a\u001b]0;owned\u0007'
  const answer = questions.choice('Which?', { [id]: id })
  output.once('data', () => setImmediate(() => input.write('\r')))
  expect(await answer).toBe(id)
  expect(String(output.read())).not.toContain('\u001b]0;')
})

describe.each([
  ['a text', name as (questions: Questions) => Promise<string>],
  ['a choice', place as (questions: Questions) => Promise<string>],
])('%s', (_, question) => {
  test.each<[string, (input: PassThrough, stop: AbortController) => void]>([
    ['the end of input', (input) => input.end()],
    ['an interrupt', (_input, stop) => stop.abort()],
    ['Ctrl-C', (input) => input.write('\u0003')],
  ])('ends with %s', async (_name, happens) => {
    await expect(ask(question, happens)).rejects.toMatchObject({ exit: 'interrupted' })
  })
})
