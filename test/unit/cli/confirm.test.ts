import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { confirm, promptTheme } from '../../../src/cli/confirm.ts'
import type { Question } from '../../../src/render/human/question.ts'
import { plainStyle, type Style } from '../../../src/render/style.ts'
import { terminalOf } from '../../support/terminal.ts'

/** As colours do: whatever is handed over is printed. */
const loud = (...texts: readonly string[]) => `<${texts.join(' ')}>`
const style: Style = {
  added: loud,
  removed: loud,
  changed: loud,
  problem: loud,
  warning: loud,
  strong: loud,
  faint: loud,
  width: 100,
}

test('the line of a question holds the question and the answer, and nothing of the widget', () => {
  const { prefix, style: theme } = promptTheme(style)
  // The widget calls with its state as well.
  const call = (paint: (text: string) => string, ...words: readonly string[]) =>
    (paint as (...words: readonly string[]) => string)(...words)
  expect(prefix).toBe('<?>')
  expect(call(theme.message, 'Apply 57 changes?', 'idle')).toBe('<Apply 57 changes?>')
  expect(call(theme.answer, 'Yes', 'done')).toBe('<Yes>')
  expect(call(theme.defaultAnswer, 'y/N', 'idle')).toBe('<(y/N)>')
})

describe('a question that stands', () => {
  const terminal = terminalOf({ canAsk: true, stdoutIsTerminal: true, stderrIsTerminal: true })

  /** What becomes of it once it is shown and this happens. */
  async function ask(
    happens: (input: PassThrough, stop: AbortController) => void,
    question: Question = { text: 'Apply?' },
  ): Promise<boolean> {
    const stop = new AbortController()
    const input = new PassThrough()
    const output = new PassThrough()
    const answer = confirm(question, terminal, plainStyle, stop.signal, { input, output })
    // The widget listens once it has shown itself.
    output.once('data', () => setImmediate(happens, input, stop))
    return await answer
  }

  test.each([
    ['y\r', true],
    ['n\r', false],
    ['maybe\r', false],
    ['\r', false],
  ])('%j is an answer: %j', async (keys, yes) => {
    expect(await ask((input) => input.write(keys))).toBe(yes)
  })

  test.each([
    ['4\r', true],
    [' 4 \r', true],
    ['5\r', false],
    ['44\r', false],
    ['4 5\r', false],
    ['04\r', false],
    ['y\r', false],
    ['yes\r', false],
    ['\r', false],
  ])('%j answers a question for the number 4: %j', async (keys, yes) => {
    expect(await ask((input) => input.write(keys), forNumber)).toBe(yes)
  })

  const forNumber = { text: 'Type 4:', number: 4 }

  test.each<[string, (input: PassThrough, stop: AbortController) => void]>([
    ['Ctrl-C', (input) => input.write('\u0003')],
    ['Ctrl-D', (input) => input.write('\u0004')],
    ['the end of the input', (input) => input.end()],
    ['input that is gone', (input) => input.destroy()],
    ['a signal', (_, stop) => stop.abort()],
  ])('%s is none: interrupted, and nothing was executed', async (_, happens) => {
    for (const question of [{ text: 'Apply?' }, forNumber]) {
      await expect(ask(happens, question)).rejects.toMatchObject({
        exit: 'interrupted',
        message: 'interrupted; nothing was executed',
      })
    }
  })
})
